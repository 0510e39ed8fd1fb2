package io.fss.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupList;
import io.fss.proto.bus.v1.HourRollup;
import io.fss.proto.bus.v1.Quantiles;
import io.fss.proto.bus.v1.RollupReply;
import io.fss.proto.bus.v1.RollupRequest;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollupsTest {
  private static final long JAN_1 = 1_767_225_600_000L;
  private static final HourRollup HOUR =
      HourRollup.newBuilder()
          .setHourMs(JAN_1)
          .setRuns(4)
          .setSuccesses(3)
          .setFailures(1)
          .setDuration(
              Quantiles.newBuilder()
                  .setP50(1500)
                  .setP90(2000)
                  .setP99(3000)
                  .setMax(4250)
                  .setCount(4))
          .build();

  @TempDir static Path folder;
  private static RunningConsole console;

  @BeforeAll
  static void start() {
    console = RunningConsole.start(folder);
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @BeforeEach
  void forget() {
    console.parts.forget();
  }

  @Test
  void the_hours_of_a_group_are_shown_and_the_next_page_begins_with_the_next_hour() {
    console.parts.answer(
        Channels.GROUP_ROLLUP, RollupReply.newBuilder().addHours(HOUR).setMore(true).build());

    Reply reply =
        console.get("/api/v1/groups/7/rollups?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z");

    assertThat(reply.json())
        .isEqualTo(
            new JsonObject(
                """
                {"items":[{"hour":"2026-01-01T00:00:00.000Z","runs":4,"successes":3,"failures":1,
                           "skipped":0,
                           "duration":{"count":4,"p50Ms":1.5,"p90Ms":2.0,"p99Ms":3.0,
                                       "maxMs":4.25}}],
                 "next":"2026-01-01T01:00:00.000Z"}
                """));
    assertThat(console.parts.asked(Channels.GROUP_ROLLUP))
        .isEqualTo(
            RollupRequest.newBuilder()
                .setGroupId(7)
                .setFromMs(JAN_1)
                .setToMs(JAN_1 + 86_400_000)
                .build());
  }

  @Test
  void a_group_without_hours_is_told_from_one_that_is_not_there() {
    assertThat(console.get("/api/v1/groups/7/rollups").status()).isEqualTo(404);

    console.parts.answer(
        Channels.GROUP_LIST, GroupList.newBuilder().addGroups(GroupInfo.newBuilder()).build());

    Reply reply = console.get("/api/v1/groups/7/rollups");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().getJsonArray("items")).isEmpty();
    assertThat(reply.json().getString("next")).isNull();
  }

  @Test
  void all_groups_of_a_namespace_are_shown_together() {
    console.parts.answer(Channels.GROUP_ROLLUP, RollupReply.newBuilder().addHours(HOUR).build());

    Reply reply = console.get("/api/v1/namespaces/shop/rollups");

    assertThat(reply.json().getJsonArray("items")).hasSize(1);
    assertThat(reply.json().getString("next")).isNull();
    assertThat(console.parts.asked(Channels.GROUP_ROLLUP))
        .isEqualTo(RollupRequest.newBuilder().setNamespace("shop").build());
  }
}
