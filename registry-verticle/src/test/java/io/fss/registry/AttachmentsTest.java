package io.fss.registry;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.registry.RegistryFixture.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.AttachCommand;
import io.fss.proto.bus.v1.AttachCommand.Deed;
import io.fss.proto.bus.v1.AttachReply;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.Mode;
import io.vertx.core.Future;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AttachmentsTest {
  @TempDir Path folder;
  private RegistryFixture registry;
  private String session;

  @BeforeEach
  void open() {
    registry = new RegistryFixture(folder).start();
    session = registry.register("pod-1", "a");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private AttachCommand.Builder stream(String edge, String stream) {
    return AttachCommand.newBuilder().setSession(session).setEdge(edge).setStream(stream);
  }

  private Future<AttachReply> tell(Deed deed, AttachCommand.Builder command) {
    return registry.bus.request(Channels.REGISTRY_ATTACH, command.setDeed(deed).build());
  }

  private String edge() {
    return registry.shown(session).map(ClientInfo::getEdge).orElseThrow();
  }

  private static Refusal.Kind kind(Throwable failure) {
    return ((Refusal) failure).kind();
  }

  @Test
  void everybody_is_shown_which_dispatcher_holds_the_stream_and_that_none_does() {
    // when
    await(tell(Deed.OPENED, stream("n7", "s")));

    // then
    assertThat(edge()).isEqualTo("n7");
    assertThat(registry.deltas.get(registry.deltas.size() - 1).getChanged(0).getEdge())
        .isEqualTo("n7");
    await(tell(Deed.CLOSED, stream("n7", "s")));
    assertThat(edge()).isEmpty();
    assertThat(registry.online(session)).as("a broken stream ends nothing").isTrue();
  }

  @Test
  void a_newer_stream_takes_the_place_and_what_the_older_one_says_later_changes_nothing() {
    // given
    await(tell(Deed.OPENED, stream("n7", "older")));

    // when
    AttachReply reply = await(tell(Deed.OPENED, stream("n8", "newer")));
    Throwable kept = failure(tell(Deed.KEPT, stream("n7", "older")));
    await(tell(Deed.CLOSED, stream("n7", "older")));

    // then
    assertThat(reply.getReplacedStream()).isEqualTo("older");
    assertThat(kind(kept)).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(edge()).isEqualTo("n8");
  }

  @Test
  void registering_again_keeps_the_stream_there_is() {
    // given
    await(tell(Deed.OPENED, stream("n7", "s")));

    // when
    registry.register("pod-1", "a");

    // then
    assertThat(edge()).isEqualTo("n7");
  }

  @Test
  void a_registry_that_forgot_the_stream_learns_of_it_again() {
    // given
    await(tell(Deed.OPENED, stream("n7", "s")));
    registry.stop().start();
    registry.register("pod-1", "a");
    assertThat(edge()).isEmpty();

    // when
    await(tell(Deed.KEPT, stream("n7", "s")));

    // then
    assertThat(edge()).isEqualTo("n7");
  }

  @Test
  void a_stream_must_be_of_a_session_that_lives_in_the_namespace_and_in_stream_mode() {
    // given
    String direct =
        await(
                registry.ask(
                    client("pod-2", "b")
                        .setMode(Mode.MODE_DIRECT)
                        .setEndpoint(
                            Endpoint.newBuilder()
                                .setHost("10.0.0.7")
                                .setPort(1)
                                .setSecret("sixteen characters"))))
            .getSession();

    // when then
    assertThat(kind(failure(tell(Deed.OPENED, stream("n", "s").setSession("0123")))))
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(kind(failure(tell(Deed.OPENED, stream("n", "s").setNamespace("bank")))))
        .isEqualTo(Refusal.Kind.FORBIDDEN);
    assertThat(kind(failure(tell(Deed.OPENED, stream("n", "s").setSession(direct)))))
        .isEqualTo(Refusal.Kind.INVALID);
    assertThat(edge()).isEmpty();
  }
}
