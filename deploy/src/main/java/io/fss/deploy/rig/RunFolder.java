package io.fss.deploy.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The temporary folder of a run. */
public record RunFolder(Path path) {
  /** An empty one. */
  public static RunFolder make(String prefix) {
    try {
      return new RunFolder(Files.createTempDirectory(prefix));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Copies the files of the folder, not those below, that are wanted.
   *
   * @param to made where it is missing; null keeps nothing
   */
  public void keep(Path to, Predicate<Path> wanted) {
    if (to == null) {
      return;
    }
    try (Stream<Path> files = Files.list(path)) {
      Files.createDirectories(to);
      for (Path file : files.filter(Files::isRegularFile).filter(wanted).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("files cannot be kept in " + to, e);
    }
  }

  /** Removes it with everything in it. */
  public void delete() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("folder %s cannot be removed".formatted(path), e);
    }
  }
}
