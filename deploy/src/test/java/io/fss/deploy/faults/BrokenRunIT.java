package io.fss.deploy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Await;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs of an hour that cannot be done: they end at once and leave nothing behind. */
@Timeout(240)
class BrokenRunIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();
  private final Set<ProcessHandle> before =
      ProcessHandle.current().descendants().collect(Collectors.toSet());

  @Test
  void a_platform_that_does_not_start_ends_the_run_with_redis_and_tells_what_it_logged()
      throws Exception {
    // given a file where the platform's folder should be
    Path file = Files.writeString(folder.resolve("data"), "");

    // when
    int code = run("--db=sqlite:" + file, "--redis").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    // then
    assertThat(code).as(err.toString()).isEqualTo(Faults.FAILED);
    assertThat(err.toString()).contains("server ended by itself with exit code", "  | ");
    assertThat(processes()).isEmpty();
  }

  @Test
  void a_client_that_dies_unasked_ends_the_run_with_everything_else() throws Exception {
    // given
    CompletableFuture<Integer> run = run("--db=sqlite", "--redis", "--clients=2");
    Await.until("clients run", PATIENCE, () -> run.isDone() || clients().size() == 2);

    // when
    clients().get(0).destroyForcibly();
    int code = run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    // then
    assertThat(code).as(err.toString()).isEqualTo(Faults.FAILED);
    assertThat(err.toString()).containsPattern("client-\\d-1 ended by itself with exit code 137");
    assertThat(processes()).isEmpty();
  }

  private CompletableFuture<Integer> run(String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--minutes=60");
    CommandLine command = Faults.commandLine();
    command.setOut(new PrintWriter(new StringWriter(), true)).setErr(new PrintWriter(err, true));
    return CompletableFuture.supplyAsync(() -> command.execute(all.toArray(String[]::new)));
  }

  /** Known by an option: the class stands behind a class path that may be cut off. */
  private List<ProcessHandle> clients() {
    return processes().stream()
        .filter(process -> process.info().commandLine().orElse("").contains("-Dfss.faults.sdk="))
        .toList();
  }

  private List<ProcessHandle> processes() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> !before.contains(process))
        .toList();
  }
}
