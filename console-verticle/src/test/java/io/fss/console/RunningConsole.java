package io.fss.console;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Bus;
import io.fss.kernel.SettableClock;
import io.fss.kernel.SqliteDatabases;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.Json;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A console on a free port with parts of its own; checks each answer against the contract. */
final class RunningConsole implements AutoCloseable {
  static final String TOKEN = "token-of-the-tests";

  final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final List<String> announced = new CopyOnWriteArrayList<>();
  final Parts parts;
  final Contract contract;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final ConsoleVerticle verticle;

  private RunningConsole(Path folder, ConsoleOptions options) {
    Bus bus = new Bus(vertx, "n1");
    parts = new Parts(bus);
    contract = await(Contract.load(vertx));
    verticle =
        new ConsoleVerticle(
            bus, clock, new SqliteDatabases(vertx, folder), options, metrics, announced::add);
    await(vertx.deployVerticle(verticle));
  }

  static RunningConsole start(Path folder) {
    return start(folder, TOKEN);
  }

  static RunningConsole start(Path folder, String token) {
    return new RunningConsole(folder, new ConsoleOptions("127.0.0.1", 0, token, 65_536));
  }

  Reply get(String path) {
    return send(request(path).GET());
  }

  Reply post(String path, String body) {
    return send(json(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  Reply post(String path) {
    return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
  }

  Reply put(String path, String ifMatch, String body) {
    return send(
        json(path).header("If-Match", ifMatch).PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  Reply put(String path, String body) {
    return send(json(path).PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  Reply delete(String path) {
    return send(request(path).DELETE());
  }

  HttpRequest.Builder json(String path) {
    return request(path).header("Content-Type", "application/json");
  }

  HttpRequest.Builder request(String path) {
    return anonymous(path).header("Authorization", "Bearer " + TOKEN);
  }

  HttpRequest.Builder anonymous(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%d%s".formatted(verticle.actualPort(), path)))
        .timeout(Duration.ofSeconds(20));
  }

  Reply send(HttpRequest.Builder request) {
    try {
      HttpRequest built = request.build();
      Reply reply = new Reply(http.send(built, HttpResponse.BodyHandlers.ofString()));
      checkAgainstContract(built, reply);
      return reply;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Sends a request line with the token as it is; answers all that comes back. */
  String raw(String line) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), verticle.actualPort())) {
      socket.setSoTimeout(20_000);
      String request =
          line
              + "\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Bearer "
              + TOKEN
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkAgainstContract(HttpRequest request, Reply reply) {
    Operation operation =
        contract
            .model()
            .findOperation(request.uri().getPath(), HttpMethod.valueOf(request.method()));
    if (operation == null || !reply.header("Content-Type").contains("json")) {
      return;
    }
    Response known = operation.getResponse(reply.status());
    MediaType type =
        (known == null ? operation.getDefaultResponse() : known)
            .getContent()
            .get("application/json");
    OutputUnit result =
        contract
            .model()
            .getSchemaRepository()
            .validator(type.getSchema())
            .validate(Json.decodeValue(reply.text()));
    assertThat(result.getValid()).as("%s: %s", reply.text(), result.getErrors()).isTrue();
  }

  @Override
  public void close() {
    await(vertx.close());
    metrics.close();
  }
}
