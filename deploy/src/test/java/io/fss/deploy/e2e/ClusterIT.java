package io.fss.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.TestDatabases.Kind;
import io.fss.kernel.TestRedis;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes of the platform that joined, with clients that know two of them. */
class ClusterIT {
  private static final int GROUPS = 10;
  private static final String SECRET = "secret-of-the-cluster-under-test";

  @TempDir private Path folder;
  private final TestRedis redis = TestRedis.start();
  private final List<Integer> ports = List.of(Scene.freePort(), Scene.freePort(), Scene.freePort());

  @AfterEach
  void stop() {
    redis.close();
  }

  private Map<String, String> shared() {
    return Map.of(
        "FSS_DB_URL", Kind.POSTGRESQL.url(folder),
        "FSS_REDIS_URL", redis.url(),
        "FSS_CLUSTER_ENABLED", "true",
        "FSS_CLUSTER_SECRET", SECRET,
        "FSS_CLUSTER_MEMBERS",
            ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
  }

  private Map<String, String> member(int number) {
    return Map.of("FSS_CLUSTER_PORT", ports.get(number).toString());
  }

  @Test
  void each_member_does_the_whole_work_when_the_others_are_killed_and_nothing_is_lost() {
    try (Scene scene = new Scene(folder, shared(), Stream.of(0, 1, 2).map(this::member).toList())) {
      // given
      scene.begin(GROUPS);
      assertThat(scene.said(1)).contains("a member of cluster fss, which has 2");

      // when
      scene.killForGood(0);
      scene.tasksRunAgain();
      scene.join(2);
      scene.tasksRunAgain();
      scene.killForGood(1);
      scene.tasksRunAgain();

      // then
      scene.checkStory();
      assertThat(scene.said(1)).contains("left the cluster, which has 1 members");
      for (int member = 0; member < 3; member++) {
        // Who can read what a member says learns nothing that lets him in.
        assertThat(scene.said(member)).doesNotContain(SECRET, "fss-");
      }
    }
  }
}
