package io.fss.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.TestDatabases.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The main job with real processes: one platform, two copies of one client program. */
class EndToEndIT {
  private static final int GROUPS = 10;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void every_occurrence_runs_exactly_once_although_the_platform_is_killed_in_the_middle(Kind kind) {
    runThrough(kind, 1);
  }

  @Test
  @Tag("full")
  void every_occurrence_runs_exactly_once_although_the_platform_is_killed_again_and_again() {
    runThrough(Kind.SQLITE, 10);
  }

  @Test
  void a_client_that_is_asked_to_end_ends_what_runs_on_it_and_the_other_one_goes_on() {
    try (Scene scene = new Scene(folder, Kind.SQLITE.url(folder.resolve("data")))) {
      // given
      scene.begin(GROUPS);

      // when
      int endedWhileClosing = scene.drain("two");
      scene.tasksRunAgain();

      // then nothing is lost, and nothing had to wait for a lease
      assertThat(endedWhileClosing).isPositive();
      scene.checkStory();
    }
  }

  private void runThrough(Kind kind, int kills) {
    try (Scene scene = new Scene(folder, kind.url(folder.resolve("data")))) {
      // given a platform, two copies of a client and ten groups that fire every second
      scene.begin(GROUPS);

      // when the platform dies while tasks run, and comes back a while later
      int endedWhileDown = 0;
      for (int kill = 0; kill < kills; kill++) {
        endedWhileDown += scene.killAndRestart();
        scene.tasksRunAgain();
      }

      // then clients and platform tell the same story, and it has no gap and no double
      scene.checkStory();
      assertThat(endedWhileDown).as("reports made while the platform was down").isPositive();
    }
  }
}
