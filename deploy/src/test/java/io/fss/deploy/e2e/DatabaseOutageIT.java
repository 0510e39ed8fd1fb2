package io.fss.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Await;
import io.fss.kernel.TestMariaDb;
import io.fss.kernel.TestPostgres;
import io.fss.kernel.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database server is stopped while the platform works, and started again. */
class DatabaseOutageIT {
  private static final Logger log = LoggerFactory.getLogger(DatabaseOutageIT.class);
  private static final int GROUPS = 100;
  private static final long OUTAGE_MS = 5_000;
  private static final long ON_TIME_MS = 500;

  @TempDir private Path folder;

  @Test
  void nothing_is_lost_nor_doubled_when_postgresql_is_away_for_a_while() {
    outage(TestPostgres.start());
  }

  @Test
  void nothing_is_lost_nor_doubled_when_mariadb_is_away_for_a_while() {
    outage(TestMariaDb.start());
  }

  private void outage(TestServer database) {
    try (Scene scene = new Scene(folder, database.url())) {
      // given
      scene.begin(GROUPS);

      // when the database is away for some of the planned seconds
      database.stop();
      long stopped = System.currentTimeMillis();
      Await.until("the platform says that it is not ready", () -> !scene.ready());
      Await.until("some seconds are over", () -> System.currentTimeMillis() > stopped + OUTAGE_MS);
      database.startAgain();
      long back = System.currentTimeMillis();
      Await.until("the platform is ready again", Scene.PATIENCE, scene::ready);
      scene.tasksRunAgain();

      // then every planned second since is in exactly one row, and ran or says why not
      scene.checkStory();
      assertThat(scene.serverSaid())
          .contains("cannot be reached", "is reached again")
          .doesNotContain("OutOfMemoryError");
      log.info(
          "{}: full speed again {} ms after it was back; at most {} MB resident",
          database.getClass().getSimpleName(),
          recoveredAt(scene.starts(), back) - back,
          scene.serverPeakMb());
    } finally {
      database.stop();
    }
  }

  /** When the first planned second was done of which all groups started on time again. */
  private static long recoveredAt(List<Scene.Start> starts, long back) {
    TreeMap<Long, List<Scene.Start>> onTime = new TreeMap<>();
    for (Scene.Start start : starts) {
      if (start.plannedMs() > back && start.atMs() - start.plannedMs() < ON_TIME_MS) {
        onTime.computeIfAbsent(start.plannedMs() / 1_000, second -> new ArrayList<>()).add(start);
      }
    }
    return onTime.values().stream()
        .filter(second -> second.size() == GROUPS)
        .findFirst()
        .orElseThrow()
        .stream()
        .mapToLong(Scene.Start::atMs)
        .max()
        .orElseThrow();
  }
}
