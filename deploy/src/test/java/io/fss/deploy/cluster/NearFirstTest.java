package io.fss.deploy.cluster;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.deploy.cluster.ClusterOptions.Join;
import io.fss.deploy.cluster.ClusterOptions.Tls;
import io.fss.deploy.rig.Programs;
import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.AuthenticateReply;
import io.fss.proto.bus.v1.AuthenticateRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whom a member asks where several answer. */
class NearFirstTest {
  private final int first = Programs.freePort();
  private final int second = Programs.freePort();
  private final Vertx here = member(first);
  private final Vertx there = member(second);
  private final Bus busHere = new Bus(here, "here");
  private final Bus busThere = new Bus(there, "there");
  private final AtomicInteger askedHere = new AtomicInteger();
  private final AtomicInteger askedThere = new AtomicInteger();

  NearFirstTest() throws IOException {}

  private Vertx member(int port) {
    ClusterOptions options =
        new ClusterOptions(
            true,
            "near",
            "the-secret-of-all-members",
            "127.0.0.1",
            port,
            0,
            Join.TCP,
            "127.0.0.1:%d,127.0.0.1:%d".formatted(first, second),
            "",
            new Tls("", "", ""),
            false);
    return await(
        Vertx.builder()
            .with(new VertxOptions().setEventBusOptions(Membership.bus(options)))
            .withClusterManager(Membership.manager(options))
            .buildClustered());
  }

  @AfterEach
  void close() {
    for (Vertx member : List.of(here, there)) {
      await(member.close());
    }
  }

  private static Bus.Service serve(Bus bus, AtomicInteger asked) {
    Bus.Service service =
        bus.serve(
            Channels.REGISTRY_AUTHENTICATE,
            request -> {
              asked.incrementAndGet();
              return Future.succeededFuture(AuthenticateReply.getDefaultInstance());
            });
    await(service.ready());
    return service;
  }

  private void ask(int times) {
    for (int i = 0; i < times; i++) {
      await(
          busHere.request(
              Channels.REGISTRY_AUTHENTICATE, AuthenticateRequest.getDefaultInstance()));
    }
  }

  @Test
  void who_is_in_the_same_process_is_asked_and_others_when_nobody_is() {
    // given
    serve(busThere, askedThere);
    ask(1);
    assertThat(askedThere).hasValue(1);

    // when
    Bus.Service near = serve(busHere, askedHere);
    ask(10);

    // then
    assertThat(askedHere).hasValue(10);
    await(near.close());
    until(
        "others are asked",
        () -> {
          ask(1);
          return askedThere.get() > 1;
        });
    assertThat(askedHere).hasValue(10);
  }
}
