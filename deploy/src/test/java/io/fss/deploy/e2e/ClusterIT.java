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
  void members_share_the_work_and_one_that_is_killed_takes_nothing_with_it() {
    try (Scene scene = new Scene(folder, shared(), Stream.of(0, 1).map(this::member).toList())) {
      // given
      scene.begin(GROUPS);

      // when
      scene.killForGood(0);
      scene.tasksRunAgain();
      scene.join(member(2));
      scene.tasksRunAgain();

      // then
      scene.checkStory();
      // Who can read what a member says learns nothing that lets him in.
      assertThat(scene.serverSaid())
          .contains("joined the cluster, which has 2 members", "left the cluster, which has 1")
          .doesNotContain("\tat ", SECRET, "fss-");
    }
  }
}
