package io.fss.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.internal.serialization.Data;
import com.hazelcast.internal.serialization.SerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import io.fss.deploy.cluster.ClusterOptions.Join;
import io.fss.deploy.cluster.ClusterOptions.Tls;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import org.junit.jupiter.api.Test;

class MembershipTest {
  private static final String SECRET = "the-secret-of-all-members";

  private static ClusterOptions options(String secret, Join join, Tls tls) {
    return new ClusterOptions(
        true, "shop", secret, "10.0.0.7", 7105, 7106, join, "10.0.0.8:7105", "fss.ns", tls, true);
  }

  private static ClusterOptions options() {
    return options(SECRET, Join.TCP, new Tls("", "", ""));
  }

  @Test
  void another_secret_is_another_cluster_and_none_is_told() {
    String name = Membership.hazelcast(options()).getClusterName();
    ClusterOptions other = options(SECRET + "x", Join.TCP, new Tls("", "", ""));

    assertThat(name).startsWith("shop-").doesNotContain(SECRET);
    assertThat(Membership.hazelcast(options()).getClusterName()).isEqualTo(name);
    assertThat(Membership.hazelcast(other).getClusterName()).isNotEqualTo(name);
  }

  @Test
  void silence_is_noticed_within_seconds_and_nobody_is_told_of_this_installation() {
    Config config = Membership.hazelcast(options());
    EventBusOptions bus = Membership.bus(options());

    assertThat(config.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("8");
    assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
    assertThat(bus.getClusterPingInterval() + bus.getClusterPingReplyInterval()).isEqualTo(4_000);
  }

  @Test
  void the_first_look_at_a_name_has_the_time_that_it_takes_and_a_list_needs_none() {
    for (Join join : Join.values()) {
      Config config = Membership.hazelcast(options(SECRET, join, new Tls("", "", "")));

      assertThat(config.getProperty("hazelcast.wait.seconds.before.join"))
          .as(join.name())
          .isEqualTo(join == Join.KUBERNETES ? "1" : "0");
    }
  }

  @Test
  void who_listens_where_is_known_to_more_members_than_die_at_one_moment() {
    Config config = Membership.hazelcast(options());

    assertThat(config.getMultiMapConfig("__vertx.subs").getBackupCount()).isEqualTo(6);
    assertThat(config.getMapConfig("__vertx.haInfo").getBackupCount()).isEqualTo(6);
    assertThat(config.getMapConfig("__vertx.nodeInfo").getBackupCount()).isEqualTo(6);
  }

  @Test
  void exactly_the_chosen_way_to_find_members_is_on() {
    for (Join join : Join.values()) {
      var network =
          Membership.hazelcast(options(SECRET, join, new Tls("", "", ""))).getNetworkConfig();

      assertThat(network.getPort()).isEqualTo(7105);
      assertThat(network.isPortAutoIncrement()).isFalse();
      assertThat(network.getJoin().getTcpIpConfig().isEnabled()).isEqualTo(join == Join.TCP);
      assertThat(network.getJoin().getMulticastConfig().isEnabled())
          .isEqualTo(join == Join.MULTICAST);
      assertThat(network.getJoin().getKubernetesConfig().isEnabled())
          .isEqualTo(join == Join.KUBERNETES);
      assertThat(network.getJoin().getAutoDetectionConfig().isEnabled()).isFalse();
    }
  }

  @Test
  void with_certificates_the_bus_trusts_their_authority_alone_and_asks_everybody_for_one() {
    String file = System.getProperty("java.home") + "/release";

    EventBusOptions bus = Membership.bus(options(SECRET, Join.TCP, new Tls(file, file, file)));

    assertThat(bus.isSsl()).isTrue();
    assertThat(bus.isTrustAll()).isFalse();
    assertThat(bus.getClientAuth()).isEqualTo(ClientAuth.REQUIRED);
    assertThat(bus.getTrustOptions()).isNotNull();
  }

  @Test
  void objects_that_members_never_exchange_are_not_taken_from_anybody() {
    SerializationService members =
        new DefaultSerializationServiceBuilder()
            .setConfig(Membership.hazelcast(options()).getSerializationConfig())
            .build();
    Data stranger = members.toData(new java.io.File("gadget"));

    assertThatThrownBy(() -> members.<Object>toObject(stranger))
        .hasStackTraceContaining(SecurityException.class.getName());
    assertThat(members.<Object>toObject(members.toData(new IllegalStateException("away"))))
        .isInstanceOf(IllegalStateException.class);
  }
}
