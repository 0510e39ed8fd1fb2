package io.fss.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.deploy.cluster.ClusterOptions;
import io.fss.kernel.DatabaseUrl;
import io.fss.scheduler.PolicyOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class SettingsTest {
  @TempDir Path folder;

  @Test
  void the_reference_file_alone_makes_valid_settings() {
    Settings settings = Settings.read(null, Map.of());

    assertThat(settings.roleSet()).containsExactlyInAnyOrder(Settings.Role.values());
    assertThat(DatabaseUrl.parse(settings.db().url()))
        .isEqualTo(new DatabaseUrl.Folder(Path.of("data")));
    assertThat(settings.console().host()).isEqualTo("127.0.0.1");
    assertThat(settings.dispatcher().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void the_reference_file_has_every_setting_of_the_code_and_no_other() {
    assertThat(keysOfTheFile()).isEqualTo(keysOfTheCode());
  }

  @Test
  void no_secret_is_a_default() {
    Settings settings = Settings.read(null, Map.of());

    assertThat(settings.console().token()).isEmpty();
    assertThat(settings.registry().clientToken()).isEmpty();
    assertThat(settings.redis().password()).isEmpty();
  }

  @Test
  void where_traces_go_is_a_url_and_headers_are_pairs_whose_values_are_told_to_nobody() {
    assertThatThrownBy(() -> Settings.read(null, Map.of("FSS_TRACING_ENDPOINT", "collector:4318")))
        .hasMessageContaining("tracing.endpoint 'collector:4318' must be a URL");
    assertThatThrownBy(() -> Settings.read(null, Map.of("FSS_TRACING_SAMPLE", "1.5")))
        .hasMessageContaining("tracing.sample 1.5 must be from 0 to 1");
    assertThatThrownBy(() -> Settings.read(null, Map.of("FSS_TRACING_HEADERS", "the-secret")))
        .hasMessageContaining("tracing.headers must be name=value")
        .hasMessageNotContaining("the-secret");

    Settings settings =
        Settings.read(
            null,
            Map.of(
                "FSS_TRACING_ENDPOINT",
                "https://collector:4318",
                "FSS_TRACING_SAMPLE",
                "0.01",
                "FSS_TRACING_HEADERS",
                "key=the-secret,other=b=c"));

    assertThat(settings.tracing().enabled()).isTrue();
    assertThat(settings.tracing().sample()).isEqualTo(0.01);
    assertThat(settings.tracing().headerMap())
        .isEqualTo(Map.of("key", "the-secret", "other", "b=c"));
    assertThat(settings.toString()).doesNotContain("the-secret");
    assertThat(Settings.read(null, Map.of()).tracing().enabled()).isFalse();
  }

  @Test
  void a_port_for_metrics_is_one_and_lines_of_the_log_have_a_known_format() {
    assertThatThrownBy(() -> Settings.read(null, Map.of("FSS_MONITOR_PORT", "70000")))
        .hasMessageContaining("monitor.port 70000 must be between 0 and 65535");
    assertThatThrownBy(() -> Settings.read(null, Map.of("FSS_LOGGING_FORMAT", "xml")))
        .hasMessageContaining("logging.format 'xml' must be one of [plain, json]");
    assertThat(Settings.read(null, Map.of("FSS_LOGGING_FORMAT", "json")).logging().format())
        .isEqualTo(LogSetup.Format.JSON);
  }

  @Test
  void a_role_that_does_not_exist_is_refused_with_the_ones_that_do() {
    assertThatThrownBy(() -> Settings.read(null, Map.of("FSS_ROLES", "scheduler,router")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("roles 'scheduler,router'")
        .hasMessageContaining("dispatcher");
  }

  @Test
  void a_word_that_is_none_of_a_choice_is_refused_with_those_that_are() {
    assertThat(Settings.read(null, Map.of("FSS_CLUSTER_JOIN", "Multicast")).cluster().join())
        .isEqualTo(ClusterOptions.Join.MULTICAST);
    assertThatThrownBy(() -> Settings.read(null, Map.of("FSS_CLUSTER_JOIN", "udp")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cluster.join 'udp' must be one of [tcp, multicast, kubernetes]");
  }

  @Test
  void the_number_of_a_choice_is_no_word_of_it() {
    assertThatThrownBy(() -> Settings.read(null, Map.of("FSS_CLUSTER_JOIN", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("cluster.join '1' must be one of");
  }

  @Test
  void an_embedded_database_joins_no_cluster() {
    assertThatThrownBy(
            () ->
                Settings.read(
                    null,
                    Map.of(
                        "FSS_CLUSTER_ENABLED", "true", "FSS_CLUSTER_SECRET", "0123456789abcdef")))
        .hasMessageContaining("db.url 'sqlite:data' must be a database server");
  }

  @Test
  void a_registry_of_a_cluster_needs_redis() {
    Map<String, String> member =
        Map.of(
            "FSS_CLUSTER_ENABLED", "true",
            "FSS_CLUSTER_SECRET", "0123456789abcdef",
            "FSS_DB_URL", "postgresql://fss:fss@127.0.0.1/fss");
    Map<String, String> scheduler = new HashMap<>(member);
    scheduler.put("FSS_ROLES", "scheduler");

    assertThatThrownBy(() -> Settings.read(null, member))
        .hasMessageContaining("redis.url '' must be set where cluster.enabled is true");
    assertThat(Settings.read(null, scheduler).cluster().enabled()).isTrue();
  }

  @Test
  void the_environment_goes_over_the_file() throws IOException {
    Path file = folder.resolve("fss.yaml");
    Files.writeString(file, "console:\n  port: 1111\nroles: log\n");

    Settings settings = Settings.read(file, Map.of("FSS_CONSOLE_PORT", "2222"));

    assertThat(settings.console().port()).isEqualTo(2222);
    assertThat(settings.roleSet()).containsExactly(Settings.Role.LOG);
  }

  @Test
  void a_database_that_is_not_known_is_refused() {
    assertThatThrownBy(() -> Settings.read(null, Map.of("FSS_DB_URL", "oracle:thin")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("db.url 'oracle:thin' must be sqlite:<folder>");
  }

  @Test
  void a_place_of_sessions_that_is_not_one_is_refused_without_its_password() {
    assertThatThrownBy(
            () -> Settings.read(null, Map.of("FSS_REDIS_URL", "http://me:secret@10.0.0.1:6379")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redis.url 'http://***@10.0.0.1:6379' must be redis://")
        .hasMessageNotContaining("secret");
  }

  private static Set<String> keysOfTheFile() {
    try (InputStream in =
        SettingsTest.class.getClassLoader().getResourceAsStream(Settings.REFERENCE)) {
      Set<String> keys = new TreeSet<>();
      flatten("", new Yaml(new SafeConstructor(new LoaderOptions())).load(in), keys);
      return keys;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void flatten(String path, Object value, Set<String> keys) {
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, inner) -> flatten(path.isEmpty() ? "" + key : path + "." + key, inner, keys));
    } else {
      keys.add(path);
    }
  }

  private static Set<String> keysOfTheCode() {
    Set<String> keys = new TreeSet<>();
    components("", Settings.class, keys);
    return keys;
  }

  private static void components(String path, Class<?> type, Set<String> keys) {
    for (RecordComponent component : type.getRecordComponents()) {
      String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      String key = path.isEmpty() ? name : path + "." + name;
      if (component.getType().isRecord()) {
        components(key, component.getType(), keys);
      } else {
        keys.add(key);
      }
    }
  }

  @Test
  void the_reference_names_the_careful_defaults_of_policies() {
    Settings settings = Settings.read(null, Map.of());

    assertThat(settings.scheduler().defaults()).isEqualTo(PolicyOptions.CAREFUL);
  }

  @Test
  void a_default_of_policies_that_breaks_a_rule_is_refused_with_its_key() {
    assertThatThrownBy(
            () -> Settings.read(null, Map.of("FSS_SCHEDULER_DEFAULTS_OVERLAP", "sometimes")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("scheduler.defaults.overlap 'sometimes'");
    assertThatThrownBy(() -> Settings.read(null, Map.of("FSS_SCHEDULER_DEFAULTS_LEASE", "5s")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("scheduler.defaults.lease 5000");
  }
}
