package io.fss.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class MonitoringFilesTest {
  private static final Path MONITORING = Path.of("monitoring");

  private static Map<String, Object> yaml(String file) throws IOException {
    return new Yaml(new SafeConstructor(new LoaderOptions()))
        .load(Files.readString(MONITORING.resolve(file)));
  }

  @Test
  void kubernetes_gets_the_same_rules() throws IOException {
    Map<String, Object> plain = yaml("rules/fss.yaml");
    Map<String, Object> rule = yaml("prometheusrule.yaml");

    assertThat(rule).containsEntry("kind", "PrometheusRule").containsEntry("spec", plain);
    assertThat((List<?>) plain.get("groups")).isNotEmpty();
  }

  @Test
  void dashboards_can_be_read_and_have_names_and_panels_of_their_own() throws IOException {
    Set<String> names = new HashSet<>();
    try (var files = Files.list(MONITORING.resolve("dashboards"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        JsonObject board = new JsonObject(Files.readString(file));
        assertThat(file.getFileName()).hasToString(board.getString("uid") + ".json");
        assertThat(names.add(board.getString("title"))).as(board.getString("title")).isTrue();
        JsonArray panels = board.getJsonArray("panels");
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < panels.size(); i++) {
          JsonObject panel = panels.getJsonObject(i);
          assertThat(ids.add(panel.getInteger("id"))).as("%s: %s", file, panel).isTrue();
          assertThat(panel.getJsonArray("targets")).as("%s: %s", file, panel).isNotEmpty();
        }
        assertThat(ids).as(file.toString()).isNotEmpty();
      }
    }

    assertThat(names)
        .contains(
            "FSS / Event bus",
            "FSS / Scheduling",
            "FSS / Dispatch and clients",
            "FSS / Logs of tasks",
            "FSS / JVM",
            "FSS / Cluster and storage");
  }
}
