package io.fss.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Folders of test servers; they end with the JVM, their servers before them. */
final class TestFolders {
  private static final Map<Path, Runnable> SERVERS = new LinkedHashMap<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(TestFolders::end));
  }

  private TestFolders() {}

  static Path make(String name) {
    try {
      return Files.createTempDirectory("fss-test-" + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What must end before the folder is deleted. */
  static synchronized void atExit(Path folder, Runnable server) {
    SERVERS.put(folder, server);
  }

  private static synchronized void end() {
    SERVERS.forEach(
        (folder, server) -> {
          try {
            server.run();
          } catch (RuntimeException e) {
            // The others are to end too; nobody reads a log any more.
            System.err.println(folder + ": " + e);
          }
          delete(folder);
        });
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path path : files.toList()) {
        Path copy = to.resolve(from.relativize(path).toString());
        if (!Files.isDirectory(path)) {
          Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
        } else if (!Files.isDirectory(copy)) {
          Files.createDirectories(copy);
        }
      }
    }
  }

  private static void delete(Path folder) {
    // A server that is just ending still makes and deletes files.
    for (int attempt = 0; attempt < 20 && Files.exists(folder); attempt++) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      } catch (IOException | UncheckedIOException again) {
        LockSupport.parkNanos(100_000_000);
      }
    }
  }
}
