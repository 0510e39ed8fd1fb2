package io.fss.deploy.rig;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import redis.embedded.RedisExecProvider;

/** A Redis that ends with the run; it saves nothing, so that a restart loses everything. */
public final class RedisServer implements AutoCloseable {
  private static final Duration STARTED_WITHIN = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final int ANSWERS_WITHIN_MS = 2_000;

  private final Path folder;
  private final int port;
  private final Seat seat = new Seat("redis");

  private RedisServer(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Starts one in the folder of a run. */
  public static RedisServer start(Path site) throws InterruptedException {
    RedisServer server = at(site);
    boolean started = false;
    try {
      server.start();
      started = true;
    } finally {
      if (!started) {
        server.close();
      }
    }
    return server;
  }

  private static RedisServer at(Path site) {
    try {
      return new RedisServer(Files.createDirectories(site.resolve("redis")), Programs.freePort());
    } catch (IOException e) {
      throw new RunFailure("Redis does not start: " + e.getMessage(), e);
    }
  }

  /** Tells when it ends although nobody ended it. */
  public void watch(Consumer<RunFailure> alarm) {
    seat.watch(alarm);
  }

  /** Starts it, also again. */
  public void start() throws InterruptedException {
    seat.start(this::process);
    if (!Patience.until(STARTED_WITHIN, LOOK_EVERY, this::answers)) {
      throw new RunFailure("Redis did not answer within " + STARTED_WITHIN.toSeconds() + " s");
    }
  }

  private Child process() {
    List<String> settings =
        List.of("bind 127.0.0.1", "port " + port, "dir " + folder.toAbsolutePath(), "save \"\"");
    try {
      Path file = Files.write(folder.resolve("redis.conf"), settings);
      String program = RedisExecProvider.defaultProvider().get().getAbsolutePath();
      return Child.startCommand(
          "redis",
          List.of(program, file.toString()),
          Map.of(),
          folder.resolveSibling("redis.log"),
          false);
    } catch (IOException e) {
      throw new RunFailure("Redis does not start: " + e.getMessage(), e);
    }
  }

  private boolean answers() {
    seat.child().requireAlive();
    return says("PING").startsWith("+PONG");
  }

  /** The platform's {@code redis.url}. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    seat.child().kill();
  }

  /** It forgets everything and goes on. */
  public void flush() {
    String said = says("FLUSHALL");
    if (!said.startsWith("+OK")) {
      throw new RunFailure("Redis answered FLUSHALL with '%s'".formatted(said));
    }
  }

  private String says(String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWERS_WITHIN_MS);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      byte[] said = new byte[64];
      return new String(said, 0, Math.max(0, in.read(said)), StandardCharsets.UTF_8);
    } catch (IOException notYet) {
      return "";
    }
  }

  @Override
  public void close() {
    seat.close();
  }
}
