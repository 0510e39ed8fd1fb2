package io.fss.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchmarkTest {
  private final StringWriter err = new StringWriter();

  @Test
  void wrong_usage_is_refused_before_anything_starts() {
    refused("burst --db mysql://db/fss", "--db 'mysql' must be sqlite, sqlite:<folder>, postgres");
    refused("burst --db postgres:/var/data", "--db 'postgres' must be");
    refused("burst --db oracle", "--db 'oracle' must be sqlite");
    refused("burst --tasks 0", "--tasks 0 must be 1 to 1000000");
    refused("periodic --groups 0", "--groups 0 must be 1 to 1000000");
    refused("periodic --groups 5000 --seconds 401", "2005000 starts, must be at most 2000000");
    refused("burst --clients 65", "--clients 65 must be 1 to 64");
    refused("burst --groups 5", "--groups belongs to periodic and idle");
    refused("periodic --tasks 5", "--tasks belongs to burst");
    refused("idle --aligned", "--aligned belongs to periodic");
    refused("periodic --lead 0", "--lead 0 must be 1 to 3600 seconds");
    refused("sprint", "sprint");
    refused("", "WORKLOAD");
  }

  @Test
  void a_password_in_a_url_is_not_repeated() {
    // when
    execute("burst", "--db", "postgres://fss:secret@db/fss");

    // then
    assertThat(err.toString()).contains("--db 'postgres' must be").doesNotContain("secret");
  }

  @Test
  void a_counter_is_summed_over_its_labels() {
    // given
    String metrics =
        """
        # TYPE fss_db_commits_total counter
        fss_db_commits_total{database="scheduler"} 12.0
        fss_db_commits_total{database="log"} 3.0
        fss_db_commits_total_other 100.0
        """;

    // when
    OptionalDouble sum = Meter.sum(metrics, "fss_db_commits_total");

    // then
    assertThat(sum).hasValue(15.0);
    assertThat(Meter.sum("", "fss_db_commits_total")).isEmpty();
  }

  private void refused(String line, String message) {
    err.getBuffer().setLength(0);
    int code = execute(line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(code).as(line).isEqualTo(2);
    assertThat(err.toString()).as(line).contains(message);
  }

  private int execute(String... args) {
    CommandLine command = Benchmark.commandLine();
    command.setErr(new PrintWriter(err, true));
    return command.execute(args);
  }
}
