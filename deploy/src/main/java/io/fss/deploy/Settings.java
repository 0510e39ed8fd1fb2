package io.fss.deploy;

import io.fss.console.ConsoleOptions;
import io.fss.deploy.cluster.ClusterOptions;
import io.fss.dispatcher.DispatcherOptions;
import io.fss.kernel.DatabaseOptions;
import io.fss.kernel.DatabaseUrl;
import io.fss.kernel.SettingsReader;
import io.fss.log.LogOptions;
import io.fss.registry.RedisOptions;
import io.fss.registry.RegistryOptions;
import io.fss.scheduler.SchedulerOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The settings of one process; every default stands in {@code fss-reference.yaml}.
 *
 * @param roles verticles to run, comma separated
 * @param cluster how processes find each other, section {@code cluster}
 * @param db where the data is
 * @param redis where sessions of clients are, section {@code redis}
 * @param registry section {@code registry}
 * @param scheduler section {@code scheduler}
 * @param dispatcher section {@code dispatcher}
 * @param log section {@code log}
 * @param console section {@code console}
 * @param monitor section {@code monitor}
 * @param logging section {@code logging}
 * @param tracing section {@code tracing}
 */
public record Settings(
    String roles,
    ClusterOptions cluster,
    DatabaseOptions db,
    RedisOptions redis,
    RegistryOptions registry,
    SchedulerOptions scheduler,
    DispatcherOptions dispatcher,
    LogOptions log,
    ConsoleOptions console,
    MonitorOptions monitor,
    LoggingOptions logging,
    TracingOptions tracing) {
  static final String REFERENCE = "fss-reference.yaml";

  public Settings {
    roles(roles);
    if (cluster.enabled() && DatabaseUrl.parse(db.url()) instanceof DatabaseUrl.Folder) {
      throw new IllegalArgumentException(
          "db.url '%s' must be a database server where cluster.enabled is true: an embedded one"
                  .formatted(db.url())
              + " belongs to one process");
    }
    if (cluster.enabled() && roles(roles).contains(Role.REGISTRY) && redis.url().isEmpty()) {
      throw new IllegalArgumentException(
          "redis.url '' must be set where cluster.enabled is true and roles has registry: several"
              + " registries share the sessions of clients");
    }
  }

  /** A verticle that a process may run. */
  public enum Role {
    REGISTRY,
    SCHEDULER,
    DISPATCHER,
    LOG,
    CONSOLE
  }

  /**
   * Reads the settings.
   *
   * @param file the user's YAML file, or null for none
   * @throws IllegalArgumentException naming the key, the value and the rule
   */
  public static Settings read(Path file, Map<String, String> environment) {
    return new SettingsReader(REFERENCE).read(file, environment, Settings.class);
  }

  /** The roles of this process. */
  public Set<Role> roleSet() {
    return roles(roles);
  }

  private static Set<Role> roles(String text) {
    Set<Role> result = EnumSet.noneOf(Role.class);
    for (String name : text.split(",", -1)) {
      try {
        result.add(Role.valueOf(name.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "roles '%s' must name only %s"
                .formatted(text, Arrays.toString(Role.values()).toLowerCase(Locale.ROOT)),
            e);
      }
    }
    return result;
  }
}
