package io.fss.deploy.faults;

import io.fss.deploy.rig.Ground;
import io.fss.deploy.rig.Programs;
import io.fss.deploy.rig.Site;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Places the processes of the platform, with all that they must know of each other. */
final class Members {
  private static final String REDIS = "FSS_REDIS_URL";

  private final Vertx vertx;
  private final Context context;
  private final Ground ground;
  private final Belongings belongings;

  Members(Vertx vertx, Context context, Ground ground, Belongings belongings) {
    this.vertx = vertx;
    this.context = context;
    this.ground = ground;
    this.belongings = belongings;
  }

  /**
   * Starts nothing yet.
   *
   * @param first where the only one would be, with the URL of the database as this process knows it
   * @param settings of all, besides those of the site
   */
  List<Member> place(int count, Site first, Map<String, String> settings)
      throws InterruptedException, IOException {
    Map<String, String> shared = new HashMap<>(settings);
    if (settings.containsKey(REDIS)) {
      shared.put(REDIS, reached(settings.get(REDIS)));
    }
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ports.add(Programs.freePort());
    }
    if (count > 1) {
      shared.put("FSS_CLUSTER_ENABLED", "true");
      shared.put("FSS_CLUSTER_SECRET", Site.secret());
      shared.put("FSS_CLUSTER_TRUSTED_NETWORK", "true");
      shared.put(
          "FSS_CLUSTER_MEMBERS",
          IntStream.range(0, count)
              .mapToObj(i -> ground.host(i) + ":" + ports.get(i))
              .collect(Collectors.joining(",")));
    }
    String dbUrl = reached(first.dbUrl());
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      Site site = first.beside(ground.host(i), dbUrl);
      Map<String, String> own = new HashMap<>(shared);
      own.put("FSS_CLUSTER_HOST", ground.host(i));
      own.put("FSS_CLUSTER_PORT", ports.get(i).toString());
      String name = count == 1 ? "server" : "server-" + (i + 1);
      members.add(belongings.add(() -> new Member(name, number, ground, site, own), Member::close));
    }
    return members;
  }

  /** The URL under which members reach a server that listens on this machine's loopback. */
  private String reached(String url) throws InterruptedException {
    URI here = URI.create(url);
    if (here.getPort() < 0 || ground.outside().equals(here.getHost())) {
      return url;
    }
    SocketAddress target = SocketAddress.inetSocketAddress(here.getPort(), here.getHost());
    Tunnel tunnel = Wire.await(Tunnel.open(vertx, context, ground.outside(), target));
    return url.replace(
        here.getHost() + ":" + here.getPort(), ground.outside() + ":" + tunnel.port());
  }
}
