package io.fss.deploy.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a run ran on. */
final class Machine {
  private static final Path MEMORY = Path.of("/proc/meminfo");

  private Machine() {}

  static JsonObject json() {
    return new JsonObject()
        .put("cpus", Runtime.getRuntime().availableProcessors())
        .put("memory_mb", memoryMb())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("arch", System.getProperty("os.arch"))
        .put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
  }

  private static Long memoryMb() {
    if (!Files.isReadable(MEMORY)) {
      return null;
    }
    try (var lines = Files.lines(MEMORY)) {
      return lines
          .filter(line -> line.startsWith("MemTotal:"))
          .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_024)
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      // It only describes the machine; a run is worth as much without it.
      return null;
    }
  }
}
