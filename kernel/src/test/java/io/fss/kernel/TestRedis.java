package io.fss.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisExecProvider;

/**
 * A real Redis in a process of its own, on a free port of 127.0.0.1; it ends with the JVM. A module
 * whose tests use this declares {@code org.signal:embedded-redis} besides the test-jar of the
 * kernel.
 */
public final class TestRedis implements AutoCloseable {
  private static TestRedis shared;

  private final Path folder;
  private final int port;
  private final List<String> settings;
  private Process process;

  private TestRedis(String... settings) {
    try {
      this.folder = Files.createTempDirectory("fss-test-redis");
      this.port = freePort();
      this.settings = List.of(settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /** The one of this JVM, for tests that neither stop nor change it. */
  public static synchronized TestRedis shared() {
    if (shared == null) {
      shared = start();
    }
    return shared;
  }

  /** Starts one with more lines in its settings file; the first one may be a Sentinel's. */
  public static TestRedis start(String... settings) {
    TestRedis redis = new TestRedis(settings);
    redis.startAgain();
    return redis;
  }

  /** A port that nobody had a moment ago. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Where it listens, at 127.0.0.1. */
  public int port() {
    return port;
  }

  /** The {@code redis.url} of it. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Starts it on its port with what was saved in its folder. */
  public TestRedis startAgain() {
    List<String> command = new ArrayList<>();
    try {
      command.add(RedisExecProvider.defaultProvider().get().getAbsolutePath());
      command.add(
          Files.writeString(folder.resolve("redis.conf"), String.join("\n", settings()))
              .toString());
      if (!settings.isEmpty() && settings.get(0).startsWith("sentinel ")) {
        command.add("--sentinel");
      }
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Await.until("Redis answers", this::answers);
    return this;
  }

  private List<String> settings() {
    List<String> all = new ArrayList<>(List.of("bind 127.0.0.1", "port " + port));
    all.add("dir " + folder);
    if (settings.isEmpty() || !settings.get(0).startsWith("sentinel ")) {
      all.add("save \"\"");
    }
    all.addAll(settings);
    return all;
  }

  private boolean answers() {
    try {
      return ask("PING").matches("\\+PONG|-NOAUTH.*");
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  /** Ends it at once. */
  public void stop() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** It has nothing from here on. */
  public void flush() {
    ask("FLUSHALL");
  }

  /** Keeps a copy of what it has now, under a name. */
  public void copy(String name) {
    ask("SAVE");
    move("dump.rdb", name);
  }

  /** Ends it and starts it with such a copy in place of what it had. */
  public void becomeCopy(String name) {
    stop();
    move(name, "dump.rdb");
    startAgain();
  }

  private void move(String from, String to) {
    try {
      Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first line of the answer to a command. */
  public String ask(String... words) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write((String.join(" ", words) + "\r\n").getBytes(StandardCharsets.UTF_8));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      return String.valueOf(in.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole answer to a command that is answered by one text. */
  public String all(String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
    try (java.util.stream.Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException | UncheckedIOException gone) {
      // Nobody needs it any more.
      System.err.println(folder + ": " + gone);
    }
  }
}
