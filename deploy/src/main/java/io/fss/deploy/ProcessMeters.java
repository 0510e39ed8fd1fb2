package io.fss.deploy;

import io.fss.deploy.Settings.Role;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a process tells of itself.
 *
 * @param registry where it is shown
 */
record ProcessMeters(MeterRegistry registry) {

  /** A metric whose value is 1 and whose labels say what runs here. */
  void show(String node, Set<Role> roles) {
    String version = FssServer.class.getPackage().getImplementationVersion();
    Gauge.builder("fss.build.info", () -> 1)
        .description("What runs here: 1, with version, node and roles as labels")
        .tag("version", version == null ? "unpackaged" : version)
        .tag("node", node)
        .tag(
            "roles",
            roles.stream()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(",")))
        .register(registry);
  }

  /** How many processes this one believes to be there. */
  void members(Supplier<Number> members) {
    Gauge.builder("fss.cluster.members", members)
        .description("Members of the cluster that this process knows, itself included")
        .register(registry);
  }
}
