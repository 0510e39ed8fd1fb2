package io.fss.deploy.faults;

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

/**
 * About a minute of {@code deploy/faults} on two members of a cluster; its seed is another one each
 * time. {@link OneFaultIT} has one process with the embedded database.
 */
class FaultsIT {
  @TempDir private Path folder;

  @Test
  void every_promise_is_kept_through_one_fault_of_each_kind() throws IOException {
    // given
    Path file = folder.resolve("figures.json");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Faults.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    // when
    int code =
        command.execute(
            "--each",
            "--db=postgres",
            "--redis",
            "--members=2",
            "--json=" + file,
            "--logs=" + Path.of("target", "faults"));

    // then
    assertThat(code).as("%s%s", out, err).isZero();
    JsonObject figures = new JsonObject(Files.readString(file));
    assertThat(figures.fieldNames())
        .contains(
            "faults",
            "planned",
            "started",
            "lost",
            "doubled",
            "unacknowledged_lost",
            "longest_gap_ms",
            "seed",
            "minutes");
    assertThat(figures.getJsonObject("faults_by_kind").fieldNames())
        .contains(
            "platform_killed",
            "database_killed",
            "redis_killed",
            "client_frozen",
            "cut_to_platform",
            "cut_to_client");
    assertThat(figures.getLong("started")).isGreaterThan(100);
    assertThat(figures.getLong("planned")).isGreaterThan(figures.getLong("started") / 2);
  }
}
