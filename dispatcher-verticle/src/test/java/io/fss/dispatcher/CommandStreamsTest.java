package io.fss.dispatcher;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.AttachCommand;
import io.fss.proto.bus.v1.AttachCommand.Deed;
import io.fss.proto.bus.v1.AttachReply;
import io.fss.proto.bus.v1.DispatchReply;
import io.fss.proto.bus.v1.StreamReplaced;
import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.CancelRequest;
import io.fss.proto.v1.CommandAnswer;
import io.fss.proto.v1.CommandsHello;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.ExecuteReply;
import io.fss.proto.v1.ExecuteRequest;
import io.fss.proto.v1.Mode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CommandStreamsTest extends DispatchContract {
  private List<AttachCommand> attachments;

  @Override
  Client client(
      Function<ExecuteRequest, Future<ExecuteReply>> onExecute,
      Function<CancelRequest, Future<CancelReply>> onCancel) {
    return client(stream(onExecute, onCancel).opened());
  }

  private Client client(TestStream stream) {
    return new Client(
        Mode.MODE_STREAM,
        Endpoint.getDefaultInstance(),
        stream.executed,
        stream.cancelled,
        () -> {
          int before = closed();
          stream.cut();
          until("the end is noted", () -> closed() > before);
        });
  }

  private int closed() {
    return (int) attachments.stream().filter(one -> one.getDeed() == Deed.CLOSED).count();
  }

  private TestStream stream(
      Function<ExecuteRequest, Future<ExecuteReply>> onExecute,
      Function<CancelRequest, Future<CancelReply>> onCancel) {
    if (attachments == null) {
      attachments = fss.attachments();
    }
    return new TestStream(fss, SESSION, DispatcherFixture.TOKEN, onExecute, onCancel);
  }

  private TestStream stream() {
    return stream(
        DispatchContract::accept,
        cancel -> Future.succeededFuture(CancelReply.getDefaultInstance()));
  }

  private TestStream refused(Refusal refusal) {
    fss.serve(Channels.REGISTRY_ATTACH, command -> Future.failedFuture(refusal));
    attachments = new CopyOnWriteArrayList<>();
    return stream();
  }

  @Test
  void the_registry_learns_which_dispatcher_holds_the_stream_and_when_it_does_no_longer() {
    TestStream stream = stream().opened();

    stream.cut();

    until("both are told", () -> attachments.size() == 2);
    assertThat(fss.meters.get("fss.edge.streams").gauge().value()).isZero();
    assertThat(attachments)
        .extracting(AttachCommand::getDeed)
        .containsExactly(Deed.OPENED, Deed.CLOSED);
    assertThat(attachments.get(0).getSession()).isEqualTo(SESSION);
    assertThat(attachments.get(0).getEdge()).isEqualTo("n1");
    assertThat(attachments.get(0).getStream())
        .isNotEmpty()
        .isEqualTo(attachments.get(1).getStream());
  }

  @Test
  void a_stream_is_bound_to_the_namespace_of_its_token() {
    attachments = fss.attachments();

    new TestStream(
            fss,
            SESSION,
            DispatcherFixture.SHOP_TOKEN,
            DispatchContract::accept,
            cancel -> Future.succeededFuture())
        .opened();

    assertThat(attachments.get(0).getNamespace()).isEqualTo("shop");
  }

  @Test
  void a_stream_without_a_valid_token_is_ended_and_nobody_hears_of_it() {
    attachments = fss.attachments();

    TestStream stream =
        new TestStream(
            fss, SESSION, "guessed", DispatchContract::accept, cancel -> Future.succeededFuture());

    assertThat(stream.end().status()).isEqualTo(GrpcStatus.UNAUTHENTICATED);
    assertThat(attachments).isEmpty();
  }

  @Test
  void a_stream_of_a_session_that_the_registry_refuses_is_ended_with_its_words() {
    TestStream stream = refused(Refusal.notFound("session s1 is not known"));

    assertThat(stream.end())
        .isEqualTo(new TestStream.End(GrpcStatus.NOT_FOUND, "session s1 is not known"));
    assertThat(await(dispatch(client(stream))).getNotSent()).isTrue();
  }

  @Test
  void a_client_that_was_turned_away_may_still_close_its_side() {
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    fss.vertx.exceptionHandler(failures::add);
    TestStream stream = refused(Refusal.notFound("session s-1 is not known"));
    assertThat(stream.end().status()).isEqualTo(GrpcStatus.NOT_FOUND);

    stream.finish();
    stream.proven();

    assertThat(failures).isEmpty();
  }

  @Test
  void a_client_that_says_too_much_while_it_is_being_accepted_is_turned_away_once() {
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    fss.vertx.exceptionHandler(failures::add);
    Promise<AttachReply> accepting = Promise.promise();
    fss.serve(Channels.REGISTRY_ATTACH, command -> accepting.future());
    attachments = new CopyOnWriteArrayList<>();
    TestStream stream = stream();

    stream.say(CommandAnswer.newBuilder().setHello(hello("x".repeat(5 << 20))).build());
    GrpcStatus status = stream.end().status();
    accepting.fail(Refusal.notFound("session s-1 is not known"));
    stream.proven();

    assertThat(status).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
    assertThat(failures).isEmpty();
  }

  private static CommandsHello hello(String session) {
    return CommandsHello.newBuilder().setSession(session).build();
  }

  @Test
  void a_stream_that_does_not_say_hello_first_is_ended() {
    attachments = fss.attachments();

    TestStream stream =
        new TestStream(
            fss,
            "",
            DispatcherFixture.TOKEN,
            DispatchContract::accept,
            cancel -> Future.succeededFuture());

    assertThat(stream.end())
        .isEqualTo(
            new TestStream.End(
                GrpcStatus.INVALID_ARGUMENT, "hello.session '': must come first on the stream"));
  }

  @Test
  void a_newer_stream_of_a_session_takes_the_place_of_the_older_one() {
    TestStream older = stream().opened();
    TestStream newer = stream().opened();

    assertThat(older.end())
        .isEqualTo(
            new TestStream.End(
                GrpcStatus.ABORTED, "a newer command stream of session s1 took its place"));
    assertThat(await(dispatch(client(newer))).getNotSent()).isFalse();
    assertThat(newer.executed).hasSize(1);
    assertThat(older.executed).isEmpty();
  }

  @Test
  void a_stream_whose_place_another_dispatcher_took_is_ended() {
    TestStream stream = stream().opened();
    StreamReplaced.Builder message = StreamReplaced.newBuilder().setSession(SESSION);

    fss.bus.publish(Channels.STREAM_REPLACED, message.setStream("of-long-ago").build());
    fss.bus.publish(
        Channels.STREAM_REPLACED, message.setStream(attachments.get(0).getStream()).build());

    assertThat(stream.end().status()).isEqualTo(GrpcStatus.ABORTED);
  }

  @Test
  void the_place_that_was_taken_from_another_dispatcher_is_told_to_everybody() {
    List<StreamReplaced> told = new CopyOnWriteArrayList<>();
    await(fss.bus.subscribe(Channels.STREAM_REPLACED, told::add).ready());
    fss.serve(
        Channels.REGISTRY_ATTACH,
        command ->
            Future.succeededFuture(AttachReply.newBuilder().setReplacedStream("older").build()));
    attachments = new CopyOnWriteArrayList<>();

    stream().opened();

    until("it is told", () -> !told.isEmpty());
    assertThat(told)
        .containsExactly(
            StreamReplaced.newBuilder().setSession(SESSION).setStream("older").build());
  }

  @Test
  void beyond_the_window_nothing_is_sent_until_the_client_has_answered() {
    TestStream stream = stream(request -> silence(), cancel -> Future.succeededFuture()).opened();
    Client client = client(stream);
    Future<DispatchReply> first = dispatch(client);
    Future<DispatchReply> second = dispatch(client);

    DispatchReply third = await(dispatch(client));

    assertThat(third.getNotSent()).isTrue();
    assertThat(third.getMessage()).isEqualTo("2 commands are unanswered");
    until("both came", () -> stream.executed.size() == 2);
    stream.say(CommandAnswer.newBuilder().setNumber(1).setExecute(await(accept(REQUEST))).build());
    assertThat(await(first).getNotSent()).isFalse();
    assertThat(failure(second)).isNotNull();
    assertThat(commands("not_sent")).isEqualTo(1);
    assertThat(commands("in_doubt")).isEqualTo(1);
  }

  private double commands(String outcome) {
    return fss.meters
        .get("fss.edge.commands")
        .tags("way", "stream", "outcome", outcome)
        .counter()
        .count();
  }

  @Test
  void a_stream_that_swallows_a_command_is_ended_so_that_the_client_opens_another() {
    TestStream stream = stream(request -> silence(), cancel -> Future.succeededFuture()).opened();

    assertThat(failure(dispatch(client(stream)))).hasMessageContaining("not answered within");

    assertThat(stream.end().status()).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
    assertThat(await(dispatch(client(stream))).getNotSent()).isTrue();
  }

  @Test
  void an_answer_of_the_wrong_kind_leaves_everybody_in_doubt_and_ends_the_stream() {
    TestStream stream = stream(request -> silence(), cancel -> Future.succeededFuture()).opened();
    Future<DispatchReply> reply = dispatch(client(stream));
    until("it came", () -> !stream.executed.isEmpty());

    stream.say(
        CommandAnswer.newBuilder()
            .setNumber(1)
            .setCancel(CancelReply.getDefaultInstance())
            .build());

    assertThat(failure(reply)).hasMessageContaining("must be of its kind");
    assertThat(stream.end().status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
  }

  @Test
  void answers_that_nobody_waits_for_change_nothing() {
    TestStream stream = stream().opened();

    stream.say(CommandAnswer.newBuilder().setNumber(99).setExecute(await(accept(REQUEST))).build());

    assertThat(await(dispatch(client(stream))).getNotSent()).isFalse();
    assertThat(stream.over()).isFalse();
  }

  @Test
  void a_client_that_closes_its_stream_in_good_order_is_answered_so() {
    TestStream stream = stream().opened();

    stream.finish();

    assertThat(stream.end().status()).isEqualTo(GrpcStatus.OK);
    until("its end is noted", () -> attachments.size() == 2);
  }

  @Test
  void a_client_that_does_not_read_slows_only_itself() {
    TestStream slow = stream().opened();
    slow.read(false);
    Client client = client(slow);

    await(dispatch(client).otherwiseEmpty());
    TestStream other =
        new TestStream(
                fss,
                "s2",
                DispatcherFixture.TOKEN,
                DispatchContract::accept,
                cancel -> Future.succeededFuture())
            .opened();

    assertThat(
            await(
                    fss.bus.request(
                        Channels.TASK_DISPATCH,
                        io.fss.proto.bus.v1.DispatchBatch.newBuilder()
                            .setMode(Mode.MODE_STREAM)
                            .setRequest(REQUEST.toBuilder().setSession("s2"))
                            .build()))
                .getNotSent())
        .isFalse();
    assertThat(other.executed).hasSize(1);
  }
}
