package io.fss.registry;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.until;
import static io.fss.registry.RegistryFixture.beat;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.ClientView;
import io.fss.proto.bus.v1.ClientsChanged;
import io.fss.proto.v1.DeregisterRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ViewFeedTest {
  @TempDir Path folder;
  private RegistryFixture registry;

  @BeforeEach
  void open() {
    registry = new RegistryFixture(folder).start();
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void a_snapshot_and_the_deltas_after_it_have_no_gap_and_make_the_view_of_the_end() {
    // given
    registry.register("pod-0", "a");
    ClientView snapshot = registry.view();

    // when
    String stays = registry.register("pod-1", "a");
    String leaves = registry.register("pod-2", "a");
    String replaced = registry.register("pod-3", "a");
    registry.register("pod-3", "b");
    await(registry.heartbeat(beat(stays, 1).setCapacity(9)));
    await(
        registry.bus.request(
            Channels.REGISTRY_DEREGISTER,
            DeregisterRequest.newBuilder().setSession(leaves).build()));
    registry.pass(Duration.ofSeconds(12));
    registry.beats(stays, 2);
    ClientView end = registry.view();

    // then
    until("all deltas came", () -> version() == end.getVersion());
    assertThat(replay(snapshot)).isEqualTo(bySession(end.getClientsList()));
    assertThat(bySession(end.getClientsList())).hasSize(3).doesNotContainKeys(leaves, replaced);
  }

  @Test
  void heartbeats_alone_are_told_together_and_only_every_quarter_of_the_offline_limit() {
    // given
    List<String> sessions =
        List.of(
            registry.register("pod-1", "a"),
            registry.register("pod-2", "a"),
            registry.register("pod-3", "a"));
    sessions.forEach(session -> registry.beats(session, 1));
    long before = registry.view().getVersion();

    // when
    for (int counter = 2; counter <= 6; counter++) {
      for (String session : sessions) {
        registry.beats(session, counter);
      }
      registry.pass(Duration.ofSeconds(1));
    }
    long after = registry.view().getVersion();

    // then
    assertThat(after - before).isEqualTo(2);
    until("all deltas came", () -> version() == after);
    ClientsChanged last = registry.deltas.get(registry.deltas.size() - 1);
    assertThat(last.getChangedList())
        .extracting(ClientInfo::getCounter)
        .containsExactly(6L, 6L, 6L);
  }

  @Test
  void the_first_heartbeat_of_a_session_is_told_at_once_since_clients_refuse_what_carries_none() {
    // given
    String session = registry.register("pod-1", "a");
    long before = registry.view().getVersion();

    // when
    registry.beats(session, 7);

    // then
    until("the delta came", () -> version() == before + 1);
    assertThat(registry.deltas.get(registry.deltas.size() - 1).getChanged(0).getCounter())
        .isEqualTo(7);
  }

  private long version() {
    return registry.deltas.isEmpty()
        ? 0
        : registry.deltas.get(registry.deltas.size() - 1).getToVersion();
  }

  private Map<String, ClientInfo> replay(ClientView snapshot) {
    Map<String, ClientInfo> clients = new HashMap<>(bySession(snapshot.getClientsList()));
    long version = snapshot.getVersion();
    for (ClientsChanged delta : registry.deltas) {
      assertThat(delta.getRegistry()).isEqualTo(snapshot.getRegistry());
      if (delta.getToVersion() <= snapshot.getVersion()) {
        continue;
      }
      assertThat(delta.getFromVersion()).isEqualTo(version);
      version = delta.getToVersion();
      delta.getChangedList().forEach(client -> clients.put(client.getSession(), client));
      delta.getRemovedList().forEach(clients::remove);
    }
    return clients;
  }

  private static Map<String, ClientInfo> bySession(List<ClientInfo> clients) {
    return clients.stream().collect(Collectors.toMap(ClientInfo::getSession, Function.identity()));
  }
}
