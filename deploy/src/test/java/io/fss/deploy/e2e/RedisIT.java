package io.fss.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Await;
import io.fss.kernel.TestRedis;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes whose sessions are in a real Redis. */
class RedisIT {
  private static final int GROUPS = 10;
  private static final long OUTAGE_MS = 12_000;

  @TempDir private Path folder;
  private final TestRedis redis = TestRedis.start();

  @AfterEach
  void stop() {
    redis.close();
  }

  private Scene scene() {
    return new Scene(
        folder,
        Map.of("FSS_DB_URL", "sqlite:" + folder.resolve("data"), "FSS_REDIS_URL", redis.url()));
  }

  @Test
  void
      no_task_is_lost_nor_doubled_when_redis_is_away_for_longer_than_offline_and_comes_back_empty() {
    try (Scene scene = scene()) {
      // given
      scene.begin(GROUPS);

      // when
      redis.stop();
      long stopped = System.currentTimeMillis();
      Await.until("the platform says that it is not ready", () -> !scene.ready());
      Await.until("the outage is over", () -> System.currentTimeMillis() > stopped + OUTAGE_MS);
      redis.startAgain();
      Await.until("the platform is ready again", Scene.PATIENCE, scene::ready);
      redis.flush();
      scene.tasksRunAgain();

      // then
      scene.checkStory();
      assertThat(scene.serverSaid())
          .contains("cannot be reached, heartbeats are not acknowledged", "sessions are kept in")
          .doesNotContain("is offline", "given up");
    }
  }

  @Test
  void a_kicked_client_leaves_the_work_to_the_other_one_and_comes_back_to_none() {
    try (Scene scene = scene()) {
      // given
      scene.begin(GROUPS);

      // when
      scene.kick("one");
      Await.until("it said goodbye", Scene.PATIENCE, () -> !scene.clients().contains("one"));
      redis.flush();
      scene.tasksRunAgain();

      // then
      scene.checkStory();
      assertThat(scene.clients()).containsExactly("two");
    }
  }
}
