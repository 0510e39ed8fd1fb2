package io.fss.deploy.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import com.hazelcast.config.NetworkConfig;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How a process becomes a member: Hazelcast and the event bus, tuned to seconds. */
public final class Membership {
  /**
   * Silence after which a member is no more; its default is a minute. Nobody waits for it with
   * work: schedulers know of each other in a shorter time. A machine that is busy with other things
   * is silent for seconds, and is not to be thrown out for that.
   */
  private static final Duration SILENCE = Duration.ofSeconds(8);

  private static final Duration PING = Duration.ofSeconds(2);
  private static final String HMAC = "HmacSHA256";

  // All members must have the same. What is shared is a few addresses, so few are enough.
  private static final int PARTITIONS = 31;

  // All of it survives so many members that die at one moment; Hazelcast has no more.
  private static final int COPIES = 6;

  private Membership() {}

  /** Joins with these settings when Vert.x starts, and leaves with it. */
  public static ClusterManager manager(ClusterOptions options) {
    // What Hazelcast says before it reads its settings, too.
    System.setProperty("hazelcast.logging.type", "slf4j");
    return new HazelcastClusterManager(hazelcast(options));
  }

  static Config hazelcast(ClusterOptions options) {
    Config config = new Config();
    config.setClusterName(options.name() + "-" + proof(options));
    properties().forEach(config::setProperty);
    // How long the first look at a name may take: with no second for it nobody is found, and each
    // member begins as a cluster of its own.
    boolean byName = options.join() == ClusterOptions.Join.KUBERNETES;
    config.setProperty("hazelcast.wait.seconds.before.join", byName ? "1" : "0");
    config.setProperty("hazelcast.prefer.ipv4.stack", String.valueOf(!options.ipv6()));
    config.getSerializationConfig().setJavaSerializationFilterConfig(serialized());
    config.getMetricsConfig().setEnabled(false);
    config.addListenerConfig(new ListenerConfig(new Members()));
    NetworkConfig network = config.getNetworkConfig();
    network.setPort(options.port()).setPortAutoIncrement(false);
    if (!options.host().isEmpty()) {
      network.getInterfaces().setEnabled(true).addInterface(options.host());
    }
    join(network.getJoin(), options);
    // What Vert.x keeps there: who listens to which address, and where members are. It is little,
    // and
    // where a part of it is lost, messages go nowhere until everybody has told it anew.
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(COPIES)
            .setValueCollectionType(ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(COPIES));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(COPIES));
    return config;
  }

  /**
   * Hazelcast lets in who names the same cluster: who knows the name knows the secret, or heard it.
   */
  private static String proof(ClusterOptions options) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(options.secret().getBytes(StandardCharsets.UTF_8), HMAC));
      return HexFormat.of().formatHex(mac.doFinal(options.name().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }

  /** A port that takes Java objects takes them from anybody: only those that members exchange. */
  private static JavaSerializationFilterConfig serialized() {
    // Its defaults let everything of Java in.
    JavaSerializationFilterConfig filter =
        new JavaSerializationFilterConfig().setDefaultsDisabled(true);
    filter
        .getWhitelist()
        .addPrefixes("com.hazelcast.", "io.vertx.", "java.lang.", "java.util.", "[");
    return filter;
  }

  private static Map<String, String> properties() {
    return Map.ofEntries(
        Map.entry("hazelcast.logging.type", "slf4j"),
        // They have the name of the cluster in them, and who knows that can join.
        Map.entry("hazelcast.logging.details.enabled", "false"),
        Map.entry("hazelcast.phone.home.enabled", "false"),
        Map.entry("hazelcast.shutdownhook.enabled", "false"),
        Map.entry("hazelcast.socket.bind.any", "false"),
        Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
        Map.entry("hazelcast.max.no.heartbeat.seconds", String.valueOf(SILENCE.toSeconds())),
        Map.entry("hazelcast.max.wait.seconds.before.join", "5"),
        // After a split the halves look for each other this often.
        Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
        Map.entry("hazelcast.merge.next.run.delay.seconds", "5"),
        Map.entry("hazelcast.partition.count", String.valueOf(PARTITIONS)),
        Map.entry("hazelcast.operation.thread.count", "2"),
        Map.entry("hazelcast.operation.generic.thread.count", "2"),
        Map.entry("hazelcast.io.thread.count", "1"),
        Map.entry("hazelcast.event.thread.count", "1"));
  }

  private static void join(JoinConfig join, ClusterOptions options) {
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(options.join() == ClusterOptions.Join.MULTICAST);
    join.getTcpIpConfig().setEnabled(options.join() == ClusterOptions.Join.TCP);
    join.getKubernetesConfig().setEnabled(options.join() == ClusterOptions.Join.KUBERNETES);
    switch (options.join()) {
      case TCP -> options.memberList().forEach(join.getTcpIpConfig()::addMember);
      case KUBERNETES ->
          join.getKubernetesConfig()
              .setProperty("service-dns", options.service())
              .setProperty("service-port", String.valueOf(options.port()));
      case MULTICAST -> {
        // Its defaults: group 224.2.2.3, port 54327.
      }
    }
  }

  /** The event bus between members. */
  public static EventBusOptions bus(ClusterOptions options) {
    EventBusOptions bus =
        new EventBusOptions()
            .setPort(options.busPort())
            .setConnectTimeout((int) PING.toMillis())
            .setClusterPingInterval(PING.toMillis())
            .setClusterPingReplyInterval(PING.toMillis());
    if (!options.host().isEmpty()) {
      bus.setHost(options.host()).setClusterPublicHost(options.host());
    }
    if (options.tls().on()) {
      bus.setSsl(true)
          .setClientAuth(ClientAuth.REQUIRED)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .addCertPath(options.tls().certificate())
                  .addKeyPath(options.tls().key()))
          .setTrustAll(false)
          .setTrustOptions(new PemTrustOptions().addCertPath(options.tls().ca()));
    }
    return bus;
  }
}
