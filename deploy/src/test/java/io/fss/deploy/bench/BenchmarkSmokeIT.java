package io.fss.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchmarkSmokeIT {
  @TempDir private Path folder;

  @Test
  void a_burst_over_real_processes_runs_every_task_once_and_tells_all_figures() throws IOException {
    // given
    Path file = folder.resolve("figures.json");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Benchmark.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    // when
    int code =
        command.execute(
            "burst",
            "--tasks=200",
            "--clients=2",
            "--warmup-tasks=20",
            "--server-jvm=-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            "--client-jvm=-Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            "--json=" + file);

    // then
    assertThat(code).as(err.toString()).isZero();
    JsonObject figures = new JsonObject(Files.readString(file));
    assertThat(figures.fieldNames())
        .contains(
            "workload",
            "expected",
            "executed",
            "duplicated",
            "lost",
            "executions_per_second",
            "lateness_ms",
            "cpu_seconds",
            "rss_mb",
            "commits_per_execution",
            "create_per_second",
            "ready_ms",
            "idle_cpu_percent");
    assertThat(figures.getJsonObject("lateness_ms").fieldNames())
        .containsExactly("p50", "p99", "p999", "max");
    assertThat(figures.getJsonObject("cpu_seconds").fieldNames())
        .containsExactly("server", "clients", "database");
    assertThat(figures.getInteger("expected")).isEqualTo(200);
    assertThat(figures.getInteger("executed")).isEqualTo(200);
    assertThat(figures.getInteger("duplicated")).isZero();
    assertThat(figures.getInteger("lost")).isZero();
    assertThat(figures.getInteger("unrecorded")).isZero();
    assertThat(figures.getDouble("ready_ms")).isPositive();
    assertThat(out.toString()).contains("200 of 200");
  }
}
