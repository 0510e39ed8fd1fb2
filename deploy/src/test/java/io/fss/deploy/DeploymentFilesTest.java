package io.fss.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.deploy.Settings.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds what is shipped for containers against the program, without an engine or a cluster. */
class DeploymentFilesTest {
  private static final Path COMPOSE = Path.of("compose.yaml");
  private static final Path SINGLE = Path.of("compose.single.yaml");
  private static final Path KUBERNETES = Path.of("kubernetes");
  private static final Path BASE = KUBERNETES.resolve("base");
  private static final Path OVERLAY = KUBERNETES.resolve("overlays/example");
  private static final String SECRETS = "/run/fss/";
  private static final String FROM_FILE = "_FILE";
  private static final Pattern SECRET = Pattern.compile("PASSWORD|SECRET|TOKEN");
  private static final Set<String> PROBED = Set.of("/health/live", "/health/ready");

  @TempDir Path folder;

  // ---- reading

  private static Map<String, Object> yaml(Path file) throws IOException {
    List<Map<String, Object>> all = documents(file);
    assertThat(all).as(file.toString()).hasSize(1);
    return all.get(0);
  }

  private static List<Map<String, Object>> documents(Path file) throws IOException {
    List<Map<String, Object>> all = new ArrayList<>();
    new Yaml(new SafeConstructor(new LoaderOptions()))
        .loadAll(Files.readString(file))
        .forEach(document -> all.add(map(document)));
    return all;
  }

  @SuppressWarnings("unchecked") // YAML's maps
  private static Map<String, Object> map(Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  private static Map<String, Object> map(Object tree, String... path) {
    Map<String, Object> at = map(tree);
    for (String key : path) {
      at = map(at.get(key));
    }
    return at;
  }

  @SuppressWarnings("unchecked") // YAML's lists
  private static <T> List<T> list(Object value) {
    return value == null ? List.of() : (List<T>) value;
  }

  private static Map<String, Map<String, Object>> services(Path compose) throws IOException {
    Map<String, Map<String, Object>> services = new LinkedHashMap<>();
    map(yaml(compose), "services").forEach((name, service) -> services.put(name, map(service)));
    return services;
  }

  private static Map<String, String> environment(Map<String, Object> service) {
    Map<String, String> variables = new HashMap<>();
    map(service.get("environment")).forEach((name, value) -> variables.put(name, "" + value));
    return variables;
  }

  private static Map<String, Map<String, Object>> platform() throws IOException {
    Map<String, Map<String, Object>> roles = new LinkedHashMap<>(services(COMPOSE));
    roles.values().removeIf(service -> !environment(service).containsKey("FSS_ROLES"));
    return roles;
  }

  private static List<Map<String, Object>> base(String kind) throws IOException {
    List<Map<String, Object>> found = new ArrayList<>();
    for (String file :
        DeploymentFilesTest.<String>list(
            yaml(BASE.resolve("kustomization.yaml")).get("resources"))) {
      documents(BASE.resolve(file)).stream()
          .filter(document -> kind.equals(document.get("kind")))
          .forEach(found::add);
    }
    return found;
  }

  private static Map<String, Object> member() throws IOException {
    return map(yaml(BASE.resolve("member.yaml")), "spec", "template", "spec");
  }

  private static Map<String, Object> container(Map<String, Object> pod) {
    List<Map<String, Object>> containers = list(pod.get("containers"));
    assertThat(containers).singleElement().extracting(c -> c.get("name")).isEqualTo("fss");
    return containers.get(0);
  }

  private static Map<String, String> variables(Map<String, Object> container) {
    Map<String, String> variables = new HashMap<>();
    for (Map<String, Object> variable :
        DeploymentFilesTest.<Map<String, Object>>list(container.get("env"))) {
      // What only the cluster knows is the pod's address.
      variables.put("" + variable.get("name"), "" + variable.getOrDefault("value", "10.0.0.7"));
    }
    return variables;
  }

  private static Map<String, String> literals(Path kustomization) throws IOException {
    List<Map<String, Object>> generators = list(yaml(kustomization).get("configMapGenerator"));
    assertThat(generators).hasSize(1);
    return DeploymentFilesTest.<String>list(generators.get(0).get("literals")).stream()
        .map(literal -> literal.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  // ---- what holds for both

  /** Reads the settings as the program does, with a made up secret in each file that is named. */
  private Settings settings(Map<String, String> variables) throws IOException {
    Map<String, String> real = new HashMap<>(variables);
    for (Map.Entry<String, String> variable : real.entrySet()) {
      if (variable.getKey().endsWith(FROM_FILE)) {
        Path secret = folder.resolve(variable.getKey());
        variable.setValue(Files.writeString(secret, "secret-of-24-characters!\n").toString());
      }
    }
    return Settings.read(null, real);
  }

  private static void holdsNoSecret(Map<String, String> variables) {
    assertThat(variables)
        .allSatisfy(
            (name, value) -> {
              assertThat(value).as(name).doesNotContain("@");
              if (SECRET.matcher(name).find()) {
                assertThat(name).endsWith(FROM_FILE);
                assertThat(value).as(name).startsWith(SECRETS);
              }
            });
  }

  private static Set<String> roles(Stream<Settings> processes) {
    return processes
        .flatMap(process -> process.roleSet().stream())
        .map(role -> role.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> allRoles() {
    return roles(Stream.of(Settings.read(null, Map.of())));
  }

  // ---- the image

  @Test
  void the_image_runs_as_nobody_in_particular_and_its_settings_exist() throws IOException {
    String dockerfile = Files.readString(Path.of("Dockerfile"));
    Map<String, String> variables = new HashMap<>();
    Pattern.compile("(FSS_[A-Z_]+)=([^ \\n]+)")
        .matcher(
            dockerfile
                .substring(dockerfile.lastIndexOf("ENV FSS_"))
                .lines()
                .findFirst()
                .orElseThrow())
        .results()
        .forEach(setting -> variables.put(setting.group(1), setting.group(2)));

    assertThat(dockerfile)
        .doesNotContainIgnoringCase("# syntax=")
        .containsPattern("(?m)^USER [1-9]\\d*:[1-9]\\d*$");
    assertThat(variables).hasSizeGreaterThan(2);
    assertThat(settings(variables).roleSet()).containsExactlyInAnyOrder(Role.values());
  }

  // ---- compose

  @Test
  void every_role_is_a_service_of_its_own_whose_settings_are_valid() throws IOException {
    Map<String, Settings> processes = new HashMap<>();
    for (Map.Entry<String, Map<String, Object>> service : platform().entrySet()) {
      processes.put(service.getKey(), settings(environment(service.getValue())));
    }

    assertThat(roles(processes.values().stream())).isEqualTo(allRoles());
    assertThat(processes)
        .allSatisfy(
            (name, process) -> {
              assertThat(process.roleSet()).as(name).hasSize(1);
              assertThat(process.cluster().enabled()).as(name).isTrue();
            });
  }

  @Test
  void services_hold_no_secret_and_the_one_that_makes_them_makes_all_that_are_read()
      throws IOException {
    String made = Files.readString(Path.of("container/secrets"));
    for (Map<String, Object> service : services(COMPOSE).values()) {
      environment(service)
          .forEach(
              (name, value) -> {
                if (name.startsWith("FSS_") || name.endsWith(FROM_FILE)) {
                  holdsNoSecret(Map.of(name, value));
                }
                if (value.startsWith(SECRETS)) {
                  String file = value.substring(SECRETS.length());
                  assertThat(made).contains("secret " + file);
                  String volume = file.substring(0, file.indexOf('/')) + "-secrets:";
                  assertThat(DeploymentFilesTest.<String>list(service.get("volumes")))
                      .as(name)
                      .anyMatch(mount -> mount.startsWith(volume) && mount.endsWith(":ro"));
                }
              });
    }
  }

  @Test
  void services_scale_and_are_reached_from_this_machine_alone() throws IOException {
    for (Path file : List.of(COMPOSE, SINGLE)) {
      services(file)
          .forEach(
              (name, service) -> {
                assertThat(service).as(name).doesNotContainKey("container_name");
                assertThat(DeploymentFilesTest.<String>list(service.get("ports")))
                    .as(name)
                    .allMatch(port -> port.startsWith("127.0.0.1:"));
              });
    }
    assertThat(platform())
        .allSatisfy(
            (name, service) ->
                assertThat(DeploymentFilesTest.<String>list(service.get("ports")))
                    .as(name)
                    .allMatch(port -> port.matches(".*:-\\d+-\\d+}:\\d+")));
    assertThat(platform().entrySet().stream().filter(e -> e.getValue().containsKey("ports")))
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("dispatcher", "console");
  }

  @Test
  void what_is_ours_may_write_nothing_and_has_no_rights() throws IOException {
    for (Path file : List.of(COMPOSE, SINGLE)) {
      services(file)
          .forEach(
              (name, service) -> {
                if (("" + service.get("image")).contains("fss")) {
                  assertThat(service).as(name).containsEntry("read_only", true);
                  assertThat(service.get("cap_drop")).as(name).isEqualTo(List.of("ALL"));
                  assertThat("" + service.get("pull_policy")).isNotEqualTo("always");
                }
              });
    }
  }

  // ---- Kubernetes

  @Test
  void every_file_of_the_base_is_part_of_it() throws IOException {
    Map<String, Object> kustomization = yaml(BASE.resolve("kustomization.yaml"));
    Set<String> named = new TreeSet<>(list(kustomization.get("resources")));
    DeploymentFilesTest.<Map<String, Object>>list(kustomization.get("patches"))
        .forEach(patch -> named.add("" + patch.get("path")));
    named.add("kustomization.yaml");
    try (Stream<Path> files = Files.list(BASE)) {
      assertThat(files.map(file -> file.getFileName().toString())).hasSameElementsAs(named);
    }
  }

  @Test
  void every_role_is_a_deployment_whose_settings_are_valid() throws IOException {
    List<Settings> processes = new ArrayList<>();
    for (Map<String, Object> deployment : base("Deployment")) {
      for (Path kustomization : List.of(BASE, OVERLAY)) {
        Map<String, String> all = new HashMap<>(literals(BASE.resolve("kustomization.yaml")));
        all.putAll(literals(kustomization.resolve("kustomization.yaml")));
        all.putAll(variables(container(member())));
        all.putAll(variables(container(map(deployment, "spec", "template", "spec"))));
        holdsNoSecret(all);
        processes.add(settings(all));
      }
    }

    assertThat(roles(processes.stream())).isEqualTo(allRoles());
    assertThat(processes).allMatch(process -> process.cluster().enabled());
    assertThat(processes).allMatch(process -> process.roleSet().size() == 1);
    // The service fss-dispatcher would set FSS_DISPATCHER_PORT to something like
    // tcp://10.0.0.1:7090.
    assertThat(member()).containsEntry("enableServiceLinks", false);
  }

  @Test
  void selectors_find_pods_and_ports_have_names_that_pods_know() throws IOException {
    List<Map<String, Object>> pods = new ArrayList<>();
    Set<String> ports = new TreeSet<>();
    for (Map<String, Object> deployment : base("Deployment")) {
      Map<String, Object> labels = map(deployment, "spec", "template", "metadata", "labels");
      assertThat(labels).isEqualTo(map(deployment, "spec", "selector", "matchLabels"));
      pods.add(labels);
      list(container(map(deployment, "spec", "template", "spec")).get("ports"))
          .forEach(port -> ports.add("" + map(port).get("name")));
    }
    for (Map<String, Object> service : base("Service")) {
      assertThat(pods).anyMatch(pod -> holds(pod, map(service, "spec", "selector")));
      list(map(service, "spec").get("ports"))
          .forEach(port -> assertThat(ports).contains("" + map(port).get("targetPort")));
    }
    for (Map<String, Object> budget : base("PodDisruptionBudget")) {
      assertThat(pods).contains(map(budget, "spec", "selector", "matchLabels"));
    }
    assertThat(base("PodDisruptionBudget")).hasSameSizeAs(pods);
    for (Map<String, Object> policy : base("NetworkPolicy")) {
      Map<String, Object> chosen = map(policy, "spec", "podSelector", "matchLabels");
      assertThat(pods).anyMatch(pod -> holds(pod, chosen));
    }
  }

  private static boolean holds(Map<String, Object> labels, Map<String, Object> selector) {
    return labels.entrySet().containsAll(selector.entrySet());
  }

  @Test
  void pods_are_probed_where_they_answer_and_may_write_nothing() throws IOException {
    Map<String, Object> container = container(member());
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      Map<String, Object> get = map(container, probe, "httpGet");
      assertThat(PROBED).as(probe).contains("" + get.get("path"));
      assertThat(get).as(probe).containsEntry("port", "metrics");
    }
    assertThat(map(container, "readinessProbe", "httpGet")).containsEntry("path", "/health/ready");
    assertThat(map(container, "securityContext"))
        .containsEntry("readOnlyRootFilesystem", true)
        .containsEntry("allowPrivilegeEscalation", false);
    assertThat(map(member(), "securityContext")).containsEntry("runAsNonRoot", true);
    assertThat(map(container, "resources")).containsKeys("requests", "limits");
  }

  @Test
  void secrets_that_pods_read_are_those_of_the_example_and_none_has_a_value() throws IOException {
    Set<String> read =
        variables(container(member())).values().stream()
            .filter(value -> value.startsWith(SECRETS))
            .map(value -> Path.of(value).getFileName().toString())
            .collect(Collectors.toCollection(TreeSet::new));
    List<Map<String, Object>> generators =
        list(yaml(OVERLAY.resolve("kustomization.yaml")).get("secretGenerator"));

    assertThat(generators).hasSize(1);
    assertThat(generators.get(0)).containsOnlyKeys("name", "files");
    assertThat(DeploymentFilesTest.<String>list(generators.get(0).get("files")))
        .hasSameElementsAs(read.stream().map(name -> "secrets/" + name).toList());
    assertThat(Files.readString(OVERLAY.resolve(".gitignore"))).contains("secrets/");
    assertThat(base("Secret")).isEmpty();
  }
}
