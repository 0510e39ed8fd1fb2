package io.fss.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The sample client in Node.js, installed in a folder of the build: its own folder, the source, is
 * only read. The contract is read from its file.
 */
final class NodeProgram {
  private static final Duration INSTALL = Duration.ofMinutes(3);
  private static final int OLDEST_NODE = 18;
  private static final Path BASE = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();
  private static final Path SOURCE = BASE.resolve("../client-sdk/examples/node").normalize();
  private static final Path CONTRACT =
      BASE.resolve("../proto/src/main/proto/fss/v1/platform.proto").normalize();

  private final Path folder;

  private NodeProgram(Path folder) {
    this.folder = folder;
  }

  /**
   * Installs it. Where there is no Node.js the tests are skipped; on a machine of the continuous
   * integration, which sets {@code CI}, they fail.
   */
  static NodeProgram install() {
    Path folder = BASE.resolve("target/node-client");
    NodeProgram program = new NodeProgram(folder);
    try {
      clear(folder);
      Files.createDirectories(folder);
      String missing = program.missing();
      if (!missing.isEmpty()) {
        assertThat(System.getenv("CI")).as(missing).isNullOrEmpty();
        assumeTrue(false, missing);
      }
      copy(SOURCE, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    program.run(INSTALL, "npm", "ci", "--ignore-scripts", "--prefer-offline");
    return program;
  }

  /** What has to be installed; empty when all is there. */
  private String missing() {
    String want = "install Node.js %d or newer with npm: ".formatted(OLDEST_NODE);
    try {
      String version = run(Duration.ofSeconds(30), "node", "--version").strip();
      run(Duration.ofSeconds(30), "npm", "--version");
      int major = Integer.parseInt(version.replaceAll("^v(\\d+).*", "$1"));
      return major >= OLDEST_NODE ? "" : want + "found " + version;
    } catch (UncheckedIOException absent) {
      return want + absent.getCause().getMessage();
    }
  }

  /** What it said; an error when it did not succeed in that time. */
  String run(Duration most, String... command) {
    Path output = folder.resolveSibling("node-client-" + command[0] + ".log");
    Process process = start(output, Redirect.to(output.toFile()), Map.of(), command);
    try {
      boolean ended = process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
      String said = Files.readString(output);
      assertThat(ended).as("%s within %s: %s", List.of(command), most, said).isTrue();
      assertThat(process.exitValue()).as("%s: %s", List.of(command), said).isZero();
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Starts the sample; what it says goes to that file. */
  NodeProcess start(Path output, Map<String, String> environment) {
    Redirect append = Redirect.appendTo(output.toFile());
    return new NodeProcess(start(output, append, environment, "node", "main.js"), output);
  }

  private Process start(
      Path output, Redirect redirect, Map<String, String> environment, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    // Neither settings of FSS nor a proxy of this machine are meant for a platform on it.
    builder.environment().keySet().removeIf(name -> name.startsWith("FSS_"));
    builder.environment().put("no_proxy", "127.0.0.1");
    builder.environment().put("FSS_PROTO", CONTRACT.toString());
    builder.environment().put("npm_config_audit", "false");
    builder.environment().put("npm_config_fund", "false");
    builder.environment().put("npm_config_update_notifier", "false");
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(redirect);
    try {
      Files.createDirectories(output.getParent());
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void clear(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        Path relative = from.relativize(path);
        if (!relative.startsWith("node_modules")) {
          Files.createDirectories(to.resolve(relative).getParent());
          Files.copy(path, to.resolve(relative));
        }
      }
    }
  }
}
