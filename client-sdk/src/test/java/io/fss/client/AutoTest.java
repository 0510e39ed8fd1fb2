package io.fss.client;

import static io.fss.proto.v1.ExecuteAnswer.Answer.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.Command;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class AutoTest extends ClientFixture {
  @Override
  Mode mode() {
    return Mode.AUTO;
  }

  private FssClient auto() {
    return client().job("mail", task -> Future.succeededFuture("done"));
  }

  @Test
  void auto_is_what_a_client_does_when_nothing_is_said() {
    assertThat(new ClientOptions("shop").mode()).isEqualTo(Mode.AUTO);
  }

  @Test
  void client_that_can_be_called_is_called() {
    start(auto());

    assertThat(platform.registrations.get(0).getMode()).isEqualTo(io.fss.proto.v1.Mode.MODE_AUTO);
    assertThat(execute(execution(1, "mail"))).containsExactly(ACCEPTED);
    assertThat(platform.commands.hellos).isEmpty();
  }

  @Test
  void client_that_cannot_be_called_opens_a_stream() {
    platform.unreachable = "connection refused";

    start(auto());

    Command.Builder command = Command.newBuilder().setExecute(request(execution(1, "mail")));
    assertThat(Await.await(platform.commands.send(command)).getExecute().getAnswers(0).getAnswer())
        .isEqualTo(ACCEPTED);
    Await.until("report", () -> platform.ends(1).size() == 1);
  }

  @Test
  void client_that_can_be_called_after_it_registered_again_ends_its_stream() {
    platform.unreachable = "connection refused";
    start(auto());
    Await.until("stream", platform.commands::isOpen);

    platform.unreachable = "";
    platform.sessionKnown = false;

    Await.until("the stream's end", () -> !platform.commands.isOpen());
    assertThat(execute(execution(1, "mail"))).containsExactly(ACCEPTED);
  }

  @Test
  void client_that_cannot_listen_asks_for_the_stream_at_once() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ListenOptions listen = new ListenOptions("127.0.0.1", taken.getLocalPort(), "", 0);

      start(client(options().withListen(listen)).job("mail", task -> Future.succeededFuture()));

      assertThat(platform.registrations.get(0).getMode())
          .isEqualTo(io.fss.proto.v1.Mode.MODE_STREAM);
      Await.until("stream", platform.commands::isOpen);
    }
  }
}
