package io.fss.dispatcher;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.AttachCommand;
import io.fss.proto.bus.v1.AttachCommand.Deed;
import io.fss.proto.bus.v1.AttachReply;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamProofTest {
  private final DispatcherFixture fss = new DispatcherFixture(provingOften());
  private final List<AttachCommand> told = new CopyOnWriteArrayList<>();
  private volatile Refusal refusal;

  private static DispatcherOptions provingOften() {
    DispatcherOptions known = DispatcherFixture.OPTIONS;
    return new DispatcherOptions(
        known.host(),
        known.port(),
        known.maxMessageBytes(),
        known.connectTimeout(),
        known.answerTimeout(),
        new StreamOptions(1, 2, Duration.ofMillis(200)),
        known.dialBack(),
        known.tls(),
        known.rates());
  }

  @BeforeEach
  void registry_answers() {
    fss.serve(
        Channels.REGISTRY_ATTACH,
        command -> {
          told.add(command);
          return refusal == null
              ? Future.succeededFuture(AttachReply.getDefaultInstance())
              : Future.failedFuture(refusal);
        });
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private TestStream stream(SocketAddress edge, String session) {
    return new TestStream(
        fss,
        edge,
        session,
        DispatcherFixture.TOKEN,
        DispatchContract::accept,
        cancel -> Future.succeededFuture());
  }

  private long told(Deed deed) {
    return told.stream().filter(one -> one.getDeed() == deed).count();
  }

  @Test
  void a_stream_that_lives_is_proven_to_the_registry_again_and_again() {
    TestStream stream = stream(fss.edge(), "s1").opened();

    until("proofs", () -> told(Deed.KEPT) >= 3);

    assertThat(told.get(1).getStream()).isEqualTo(told.get(0).getStream());
    assertThat(stream.over()).isFalse();
  }

  @Test
  void a_stream_that_is_not_the_current_one_is_ended() {
    TestStream stream = stream(fss.edge(), "s1").opened();

    refusal = Refusal.conflict("session s1 has a newer command stream");

    assertThat(stream.end())
        .isEqualTo(new TestStream.End(GrpcStatus.ABORTED, "session s1 has a newer command stream"));
  }

  @Test
  void a_registry_that_is_away_ends_no_stream() {
    TestStream stream = stream(fss.edge(), "s1").opened();
    refusal = Refusal.unavailable("nobody there");
    long before = told(Deed.KEPT);

    until("more proofs", () -> told(Deed.KEPT) >= before + 3);

    assertThat(stream.over()).isFalse();
  }

  @Test
  void a_stream_whose_client_vanished_without_a_word_is_noticed() {
    Wire wire = new Wire(fss.vertx, fss.edge());
    TestStream stream = stream(wire.address(), "s1").opened();

    wire.freeze();

    until("its end is noted", () -> told(Deed.CLOSED) == 1);
    assertThat(stream.over()).as("the client cannot know").isFalse();
  }

  @Test
  void a_stream_beyond_the_bound_is_refused_and_a_newer_one_of_a_session_is_not_beyond_it() {
    stream(fss.edge(), "s1").opened();

    TestStream further = stream(fss.edge(), "s2");

    assertThat(further.end())
        .isEqualTo(
            new TestStream.End(
                GrpcStatus.RESOURCE_EXHAUSTED, "dispatcher.streams.most of 1 is reached"));
    stream(fss.edge(), "s1").opened();
  }

  @Test
  void a_dispatcher_that_stops_tells_the_clients_so_that_they_go_elsewhere() {
    TestStream stream = stream(fss.edge(), "s1").opened();

    await(fss.stop());

    assertThat(stream.end())
        .isEqualTo(new TestStream.End(GrpcStatus.UNAVAILABLE, "this dispatcher is shutting down"));
  }
}
