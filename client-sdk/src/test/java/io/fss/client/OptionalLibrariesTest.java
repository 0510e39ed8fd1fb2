package io.fss.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionalLibrariesTest {
  @TempDir private Path folder;

  @Test
  void client_runs_in_a_program_that_has_none_of_the_libraries_it_can_use() throws Exception {
    // given
    String bare =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.matches(".*(logback|log4j|micrometer|jackson-databind).*"))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(bare).isNotEqualTo(System.getProperty("java.class.path"));
    Path output = folder.resolve("output.txt");

    // when
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                bare,
                BareProgram.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    // then
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(output, StandardCharsets.UTF_8))
          .contains("written [to the task]");
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
