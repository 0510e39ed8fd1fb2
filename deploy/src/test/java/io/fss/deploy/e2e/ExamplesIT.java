package io.fss.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.deploy.Fss;
import io.fss.examples.PlainMain;
import io.fss.examples.ShopMain;
import io.fss.kernel.Await;
import io.fss.kernel.TestDatabases.Kind;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples that people copy, as processes, with a real platform. */
class ExamplesIT {
  private static final String API_TOKEN = "api-token-of-the-test-of-the-examples";
  private static final String CLIENT_TOKEN = "client-token-of-the-test-of-the-examples";
  private static final Pattern PORT = Pattern.compile("serving on port ([0-9]+)");

  @TempDir private Path folder;
  private final int httpPort = freePort();
  private final int grpcPort = freePort();
  private final Api api = new Api(httpPort, API_TOKEN);
  private final List<JavaProcess> processes = new ArrayList<>();

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void start_platform() {
    JavaProcess server =
        start(
            Fss.class,
            Map.of(
                "FSS_DB_URL", Kind.SQLITE.url(folder.resolve("data")),
                "FSS_CONSOLE_PORT", Integer.toString(httpPort),
                "FSS_CONSOLE_TOKEN", API_TOKEN,
                "FSS_DISPATCHER_PORT", Integer.toString(grpcPort),
                "FSS_REGISTRY_CLIENT_TOKEN", CLIENT_TOKEN),
            "server");
    Await.until(
        "the platform is ready",
        Scene.PATIENCE,
        () -> {
          assertThat(server.isAlive()).as("server: %s", server.said()).isTrue();
          return api.ready();
        });
  }

  @AfterEach
  void end_processes() {
    processes.forEach(JavaProcess::close);
  }

  private JavaProcess start(Class<?> main, Map<String, String> environment, String... arguments) {
    Path output = folder.resolve(main.getSimpleName() + ".log");
    JavaProcess process = JavaProcess.start(output, environment, main, arguments);
    processes.add(process);
    return process;
  }

  private JavaProcess startExample(Class<?> main) {
    Map<String, String> environment = new HashMap<>();
    environment.put("FSS_CLIENT_ADDRESS", "127.0.0.1:" + grpcPort);
    environment.put("FSS_CLIENT_TOKEN", CLIENT_TOKEN);
    environment.put("FSS_CLIENT_NAME", main.getSimpleName());
    environment.put("SHOP_PORT", "0");
    return start(main, environment);
  }

  /** The tasks of a group that succeeded; none as long as the group was not declared. */
  private List<JsonObject> succeeded(String group) {
    return find("/api/v1/groups", "name", group).stream()
        .flatMap(found -> api.tasks(found.getString("id")).stream())
        .filter(task -> task.getString("status").equals("SUCCEEDED"))
        .toList();
  }

  private Optional<JsonObject> find(String path, String key, String value) {
    return api.get(path).getJsonArray("items").stream()
        .map(item -> (JsonObject) item)
        .filter(item -> item.getString(key).equals(value))
        .findFirst();
  }

  private void endsInGoodOrder(JavaProcess example, String client) {
    example.askToEnd();
    example.await();
    Await.until(
        client + " has said goodbye",
        Scene.PATIENCE,
        () -> find("/api/v1/clients", "client", client).isEmpty());
  }

  @Test
  void plain_program_runs_its_job_and_what_it_logs_can_be_read_at_the_platform() {
    // given
    JavaProcess example = startExample(PlainMain.class);

    // when
    Await.until(
        "the job has run",
        Scene.PATIENCE,
        () -> {
          assertThat(example.isAlive()).as("example: %s", example.said()).isTrue();
          return !succeeded("greet-every-second").isEmpty();
        });

    // then
    JsonObject task = succeeded("greet-every-second").get(0);
    assertThat(task.getString("message")).isEqualTo("greeted");
    long id = Long.parseLong(task.getString("id"));
    Await.until("its line is there", Scene.PATIENCE, () -> !api.log(id).isEmpty());
    assertThat(api.log(id)).hasSize(1).first().asString().startsWith("good day to ");
    assertThat(example.said()).contains("good day to ");
    endsInGoodOrder(example, "PlainMain");
  }

  @Test
  void client_inside_an_application_shares_its_vertx_and_ends_with_it() {
    // given
    JavaProcess example = startExample(ShopMain.class);
    Await.until("the shop serves", Scene.PATIENCE, () -> PORT.matcher(example.said()).find());
    Matcher port = PORT.matcher(example.said());
    assertThat(port.find()).isTrue();
    String shop = "http://127.0.0.1:" + port.group(1);
    Await.until(
        "the shop is online", Scene.PATIENCE, () -> ask(shop + "/health").statusCode() == 200);

    // when
    assertThat(ask(shop + "/orders").body()).startsWith("order ");

    // then
    Await.until(
        "the order was shipped",
        Scene.PATIENCE,
        () ->
            succeeded("ship-what-was-ordered").stream()
                .anyMatch(task -> task.getString("message").equals("shipped 1")));
    endsInGoodOrder(example, "ShopMain");
  }

  private static HttpResponse<String> ask(String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build();
    try {
      return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
