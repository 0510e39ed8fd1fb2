package io.fss.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.client.ClientOptions;
import io.fss.client.FssClient;
import io.fss.client.TaskGroup;
import io.fss.kernel.Await;
import io.fss.kernel.Clock;
import io.fss.kernel.TestDatabases;
import io.fss.kernel.TestRedis;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds {@code /metrics} of a platform that uses all it can, the page and the rules together. */
class MetricsPageTest {
  private static final String TOKEN = "token-of-the-metrics-test";
  private static final Path ROOT = Path.of("..");
  private static final Path MONITORING = Path.of("monitoring");
  private static final Pattern ROW = Pattern.compile("^\\| `(fss_[a-z_]+)` \\|", Pattern.MULTILINE);
  private static final Pattern USED = Pattern.compile("\\b(fss|jvm|process|vertx)_[a-z0-9_]+\\b");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  // What a histogram or a summary consists of; longest endings first.
  private static final Pattern PART = Pattern.compile("_(bucket|count|sum|max)$");

  private static TestRedis redis;
  private static FssServer server;
  private static FssClient client;
  private static String scraped;
  private static final Map<String, String> types = new TreeMap<>();
  private static final Map<String, String> helps = new TreeMap<>();

  @BeforeAll
  static void read_the_metrics_of_a_platform_that_ran_tasks() throws Exception {
    redis = TestRedis.start();
    Map<String, String> environment = new HashMap<>();
    environment.put("FSS_DB_URL", TestDatabases.Kind.POSTGRESQL.url(Path.of(".")));
    environment.put("FSS_REDIS_URL", redis.url());
    environment.put("FSS_CLUSTER_ENABLED", "true");
    environment.put("FSS_CLUSTER_SECRET", "secret-of-the-metrics-test");
    String port = freePort();
    environment.put("FSS_CLUSTER_PORT", port);
    environment.put("FSS_CLUSTER_MEMBERS", "127.0.0.1:" + port);
    environment.put("FSS_CONSOLE_PORT", "0");
    environment.put("FSS_CONSOLE_TOKEN", TOKEN);
    environment.put("FSS_DISPATCHER_PORT", "0");
    environment.put("FSS_REGISTRY_CLIENT_TOKEN", TOKEN);
    environment.put("FSS_METRICS_ENABLED", "true");
    environment.put("FSS_METRICS_PORT", "0");
    server = new FssServer(Settings.read(null, environment), Clock.system(), line -> {});
    await(server.start());
    client =
        FssClient.create(
                new ClientOptions("metrics")
                    .withAddress("127.0.0.1:" + server.grpcPort())
                    .withToken(TOKEN))
            .job(
                "hello",
                task -> {
                  task.log().info("hello");
                  return Future.succeededFuture("hello");
                })
            .declare(TaskGroup.fixedRate("hello-every-second", "hello", Duration.ofSeconds(1)));
    await(client.start());
    Await.until(
        "tasks ended and said something",
        Duration.ofSeconds(60),
        () ->
            counted("fss_tasks_settled_total{result=\"succeeded\"}")
                && counted("fss_log_lines_total"));
    scraped = metrics();
    scraped.lines().forEach(MetricsPageTest::readHeader);
  }

  private static boolean counted(String series) {
    return metrics()
        .lines()
        .anyMatch(line -> line.startsWith(series + " ") && !line.endsWith(" 0.0"));
  }

  private static void readHeader(String line) {
    String[] words = line.split(" ", 4);
    if (line.startsWith("# TYPE ")) {
      types.put(words[2], words[3]);
    } else if (line.startsWith("# HELP ")) {
      helps.put(words[2], words.length > 3 ? words[3] : "");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (client != null) {
      await(client.close());
    }
    if (server != null) {
      await(server.stop());
    }
    redis.close();
  }

  @Test
  void each_metric_of_ours_is_on_the_page_and_each_one_on_the_page_is_there() throws IOException {
    Set<String> onThePage = new TreeSet<>();
    Matcher rows = ROW.matcher(Files.readString(ROOT.resolve("docs/metrics.md")));
    while (rows.find()) {
      assertThat(onThePage.add(rows.group(1))).as("%s stands once", rows.group(1)).isTrue();
    }

    assertThat(onThePage).isEqualTo(ours());
  }

  @Test
  void each_metric_of_ours_says_what_it_is_and_is_named_by_the_conventions() {
    for (String name : ours()) {
      assertThat(helps.get(name)).as("help of %s", name).isNotBlank();
      assertThat(NAME.matcher(name).matches()).as(name).isTrue();
      assertThat(name.endsWith("_total"))
          .as("%s ends with _total as it is a %s", name, types.get(name))
          .isEqualTo(types.get(name).equals("counter"));
      assertThat(name).doesNotContainPattern("_(ms|millis|milliseconds|kb|minutes)(_|$)");
    }
  }

  @Test
  void no_label_tells_groups_tasks_or_clients_apart_so_that_load_makes_no_series() {
    assertThat(scraped)
        .doesNotContain("hello-every-second")
        .doesNotContainPattern(
            "(?m)^fss_[^\\n]*[{,](group|task|task_id|client|session|namespace)=");
    assertThat(scraped.lines().filter(line -> line.startsWith("fss_")).count())
        .as("lines of one scrape")
        .isLessThan(1_500);
  }

  @Test
  void processes_without_a_console_show_the_same_on_a_port_of_their_own() throws Exception {
    HttpResponse<String> shown = get(server.metricsPort(), "/metrics");

    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(shown.headers().firstValue("content-type").orElseThrow()).contains("version=0.0.4");
    assertThat(shown.body()).contains("fss_build_info{", "fss_cluster_members 1.0");
    assertThat(get(server.metricsPort(), "/api/v1/groups").statusCode()).isEqualTo(404);
  }

  @Test
  void every_metric_that_a_rule_or_a_dashboard_names_is_there() throws IOException {
    Set<String> there = new TreeSet<>(types.keySet());
    Set<String> missing = new TreeSet<>();
    int used = 0;
    try (var files = Files.walk(MONITORING)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Matcher names = USED.matcher(Files.readString(file));
        while (names.find()) {
          used++;
          String name = names.group();
          if (!there.contains(name) && !there.contains(PART.matcher(name).replaceFirst(""))) {
            missing.add(file.getFileName() + ": " + name);
          }
        }
      }
    }

    assertThat(missing).isEmpty();
    assertThat(used).isPositive();
  }

  private static Set<String> ours() {
    Set<String> names = new TreeSet<>();
    for (String name : types.keySet()) {
      boolean isLongest =
          name.endsWith("_max") && types.containsKey(name.replaceFirst("_max$", ""));
      if (name.startsWith("fss_") && !isLongest) {
        names.add(name);
      }
    }
    return names;
  }

  private static String metrics() {
    try {
      return get(server.httpPort(), "/metrics").body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .header("authorization", "Bearer " + TOKEN)
                .timeout(Duration.ofSeconds(10))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(60, java.util.concurrent.TimeUnit.SECONDS);
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Integer.toString(socket.getLocalPort());
    }
  }
}
