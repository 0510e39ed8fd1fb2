package io.fss.client;

import static io.fss.proto.v1.ExecuteAnswer.Answer.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.Command;
import io.fss.proto.v1.CommandAnswer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamCommandsTest extends CommandContract {
  private final Promise<Object> held = Promise.promise();

  @Override
  Mode mode() {
    return Mode.STREAM;
  }

  @Override
  void ready() {
    Await.until(
        "a stream of the session",
        () ->
            platform.commands.isOpen()
                && platform
                    .commands
                    .hellos
                    .get(platform.commands.hellos.size() - 1)
                    .equals(platform.session));
  }

  private FssClient streaming() {
    return client().job("mail", task -> held.future());
  }

  @Test
  void client_registers_without_an_endpoint_and_says_hello_with_its_session() {
    start(streaming());

    ready();

    assertThat(platform.registrations.get(0).getMode()).isEqualTo(io.fss.proto.v1.Mode.MODE_STREAM);
    assertThat(platform.registrations.get(0).hasEndpoint()).isFalse();
    assertThat(platform.commands.hellos).containsExactly("session-1");
    assertThat(platform.tokens).containsOnly("Bearer " + TOKEN);
  }

  @Test
  void stream_that_broke_is_opened_again_while_attempts_and_heartbeats_go_on() {
    start(streaming());
    execute(execution(1, "mail"));

    platform.commands.cut();
    Await.until("second hello", () -> platform.commands.hellos.size() == 2);
    ready();

    assertThat(execute(execution(2, "mail"))).containsExactly(ACCEPTED);
    assertThat(platform.registrations).hasSize(1);
    held.complete("done");
    Await.until("reports", () -> platform.ends(1).size() + platform.ends(2).size() == 2);
  }

  @Test
  void stream_that_the_platform_ended_is_opened_again() {
    start(streaming());
    ready();

    for (GrpcStatus status : List.of(GrpcStatus.OK, GrpcStatus.UNAVAILABLE, GrpcStatus.ABORTED)) {
      int before = platform.commands.hellos.size();
      platform.commands.end(status);
      Await.until("another hello", () -> platform.commands.hellos.size() > before);
      ready();
    }

    assertThat(execute(execution(1, "mail"))).containsExactly(ACCEPTED);
  }

  @Test
  void stream_that_is_refused_is_tried_until_it_is_accepted() {
    platform.commands.refuse = GrpcStatus.RESOURCE_EXHAUSTED;
    start(streaming());
    Await.until("tries", () -> platform.commands.hellos.size() >= 3);

    platform.commands.refuse = null;

    assertThat(execute(execution(1, "mail"))).containsExactly(ACCEPTED);
  }

  @Test
  void stream_of_a_session_that_is_unknown_makes_the_client_register_again() {
    start(streaming());
    ready();

    platform.session = "session-2";
    platform.commands.end(GrpcStatus.NOT_FOUND);

    ready();
    assertThat(execute(execution(1, "mail"))).containsExactly(ACCEPTED);
  }

  @Test
  void next_address_is_tried_when_one_does_not_answer() {
    start(
        client(options().withAddresses(List.of("127.0.0.1:1", "127.0.0.1:" + port)))
            .job("mail", task -> held.future()));

    assertThat(execute(execution(1, "mail"))).containsExactly(ACCEPTED);
  }

  @Test
  void command_of_a_kind_that_is_not_known_is_answered_with_its_number_alone() {
    start(streaming());

    CommandAnswer answer = Await.await(platform.commands.send(Command.newBuilder()));

    assertThat(answer.getNumber()).isEqualTo(1);
    assertThat(answer.hasExecute() || answer.hasCancel()).isFalse();
  }

  @Test
  void stream_ends_with_the_client() {
    FssClient client = streaming();
    start(client);
    ready();

    Await.await(client.close());

    Await.until("its end", () -> !platform.commands.isOpen());
    assertThat(platform.goodbyes).hasSize(1);
    assertThat(platform.commands.hellos).hasSize(1);
  }

  @Test
  void commands_come_although_another_one_is_not_answered_yet() {
    start(streaming());
    ready();

    Future<CommandAnswer> first =
        platform.commands.send(Command.newBuilder().setExecute(request(execution(1, "mail"))));
    Future<CommandAnswer> second =
        platform.commands.send(Command.newBuilder().setExecute(request(execution(2, "mail"))));

    assertThat(Await.await(second).getExecute().getAnswers(0).getAnswer()).isEqualTo(ACCEPTED);
    assertThat(Await.await(first).getExecute().getAnswers(0).getAnswer()).isEqualTo(ACCEPTED);
  }
}
