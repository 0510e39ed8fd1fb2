package io.fss.deploy.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An API that answers as it was told: several answers to one request come one after the other. */
final class FakeApi implements AutoCloseable {
  static final String TOKEN = "token-of-the-tests";

  /** Each request as "METHOD path?query body". */
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** The If-Match of each request that had one. */
  final List<String> tags = new CopyOnWriteArrayList<>();

  /** The language each request asked for. */
  final List<String> languages = new CopyOnWriteArrayList<>();

  /** Sent with every answer. */
  volatile String etag = "\"1-1\"";

  private final Map<String, Deque<Canned>> answers = new ConcurrentHashMap<>();
  private final HttpServer server;

  FakeApi() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers a request, such as "GET /groups/7"; the last answer to it stays. */
  FakeApi on(String request, int status, String body) {
    answers
        .computeIfAbsent(request, key -> new ArrayDeque<>())
        .add(new Canned(status, body.replace('\'', '"')));
    return this;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString().replaceFirst("^/api/v1", "");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String request = exchange.getRequestMethod() + " " + path;
    requests.add((request + " " + body).trim());
    languages.add(exchange.getRequestHeaders().getFirst("Accept-Language"));
    tags.addAll(exchange.getRequestHeaders().getOrDefault("If-Match", List.of()));
    exchange.getResponseHeaders().set("ETag", etag);
    Canned canned = next(exchange, request);
    byte[] bytes = canned.body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(canned.status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private synchronized Canned next(HttpExchange exchange, String request) {
    if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      return new Canned(401, "{}");
    }
    Deque<Canned> queue = answers.get(request);
    if (queue == null) {
      String detail = "not in the test: " + request;
      return new Canned(404, new JsonObject().put("detail", detail).encode());
    }
    return queue.size() > 1 ? queue.poll() : queue.peek();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private record Canned(int status, String body) {}
}
