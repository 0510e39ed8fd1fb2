package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.TestDatabases;
import io.fss.kernel.Tx;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupUpdateRequest;
import io.fss.proto.bus.v1.TaskInfo;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** History is kept for 7 days and 50 rows a group, roll-ups for 30 days, keys for 2. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class RetentionTest {
  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;
  private Retention retention;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    fss.registry.online("c1", 50, "bill");
    retention = new Retention(fss.tables(), fss.clock, SchedulerFixture.OPTIONS);
  }

  @AfterEach
  void close() {
    fss.close();
  }

  /** Ended tasks beside the platform, their ids ascending from 1. */
  private void history(GroupInfo group, int from, int to, long settledAt) {
    await(
        fss.tables()
            .transact(
                "test",
                tx -> {
                  Future<?> all = Future.succeededFuture();
                  for (long id = from; id <= to; id++) {
                    Tuple row = Tuple.of(id, group.getId(), "at:" + id, settledAt);
                    all =
                        all.compose(
                            done ->
                                tx.run(
                                    "INSERT INTO task_history (id, group_id, occurrence_key,"
                                        + " namespace, group_name, app, job, status, planned_at,"
                                        + " due_at, last_planned_at, occurrences, attempt, tries,"
                                        + " params, session, client, booked_at, started_at,"
                                        + " ended_at, duration_us, progress, message, remark,"
                                        + " settled_at) VALUES (?, ?, ?, 'default', 'g', 'a', 'j',"
                                        + " 5, 0, 0, 0, 1, 1, 1, '', '', '', 0, 0, 0, 0, 100, '',"
                                        + " '', ?)",
                                    row));
                  }
                  return all.mapEmpty();
                }));
    fss.write(
        "UPDATE task_group SET runs = runs + %d WHERE id = %d"
            .formatted(to - from + 1, group.getId()));
    long hour = fss.now() / 3_600_000 * 3_600_000;
    fss.write("DELETE FROM task_rollup WHERE group_id = " + group.getId());
    fss.write(
        ("INSERT INTO task_rollup (group_id, hour_ms, runs, successes, failures, skipped,"
                + " durations, lateness) VALUES (%d, %d, 1, 1, 0, 0, '', '')")
            .formatted(group.getId(), hour));
  }

  private void attempts(int from, int to) {
    for (int task = from; task <= to; task++) {
      fss.write(
          "INSERT INTO task_attempt (task_id, attempt, last_attempt, status, session, client, booked_at,"
              + " started_at, ended_at, message) VALUES (%d, 1, 1, 6, '', '', 0, 0, 0, '')"
                  .formatted(task));
    }
  }

  @Test
  void of_each_group_the_newest_rows_are_kept_with_their_attempts() {
    GroupInfo many = fss.create(Specs.manual("many"));
    GroupInfo few = fss.create(Specs.manual("few"));
    history(many, 1, 170, fss.now());
    history(few, 201, 250, fss.now());
    attempts(119, 122);

    await(retention.deleteOld());

    assertThat(fss.tasks(many))
        .hasSize(50)
        .extracting(TaskInfo::getId)
        .contains(121L, 170L)
        .doesNotContain(120L);
    assertThat(fss.tasks(few)).hasSize(50);
    assertThat(fss.count("task_attempt")).isEqualTo(2);
    assertThat(fss.count("task_attempt WHERE task_id > 120")).isEqualTo(2);
  }

  @Test
  void one_look_comes_to_all_groups_that_have_new_history_however_many_have_none() {
    for (int i = 0; i < 210; i++) {
      fss.create(Specs.manual("quiet" + i));
    }
    GroupInfo last = fss.create(Specs.manual("last"));
    history(last, 1, 60, fss.now());

    await(retention.deleteOld());
    assertThat(fss.tasks(last)).hasSize(50);

    fss.pass(Duration.ofHours(5));
    history(last, 61, 70, fss.now());
    await(retention.deleteOld());
    assertThat(fss.tasks(last)).hasSize(50).extracting(TaskInfo::getId).contains(70L);
  }

  @Test
  void a_task_with_very_many_attempts_goes_with_all_of_them_and_those_beside_it() {
    GroupInfo group = fss.create(Specs.manual("g"));
    history(group, 1, 3, fss.now());
    attempts(1, 3);
    List<Future<?>> written = new ArrayList<>();
    for (int attempt = 2; attempt <= 1_300; attempt++) {
      written.add(fss.tables().transact("test", insert(2, attempt)));
    }
    await(Future.all(written));
    fss.pass(Duration.ofDays(7).plusMillis(1));

    await(retention.deleteOld());

    assertThat(fss.count("task_history")).isZero();
    assertThat(fss.count("task_attempt")).isZero();
  }

  private static Function<Tx, Future<Void>> insert(long task, int attempt) {
    return tx ->
        tx.run(
                "INSERT INTO task_attempt (task_id, attempt, last_attempt, status, session, client,"
                    + " booked_at, started_at, ended_at, message)"
                    + " VALUES (?, ?, ?, 1, '', '', 0, 0, 0, '')",
                Tuple.of(task, attempt, attempt))
            .mapEmpty();
  }

  @Test
  void what_is_old_goes_in_many_batches_and_what_is_young_stays() {
    GroupInfo group = fss.create(Specs.manual("g"));
    history(group, 1, 2_300, fss.now());
    fss.pass(Duration.ofDays(7));
    history(group, 3_001, 3_003, fss.now());
    await(retention.deleteOld());
    assertThat(fss.count("task_history")).isEqualTo(50);

    fss.pass(Duration.ofMillis(1));
    await(retention.deleteOld());

    assertThat(fss.count("task_history")).isEqualTo(3);
  }

  @Test
  void hours_are_kept_longer_than_history_and_then_go() {
    GroupInfo group = fss.create(Specs.manual("g"));
    fss.run(group);
    fss.client.succeeds(fss.edge.awaitNth("g", 1));
    await(new RollUp(fss.tables(), fss.ids).addUp());
    fss.pass(Duration.ofDays(29));
    await(retention.deleteOld());
    assertThat(fss.count("task_history")).isZero();
    assertThat(fss.count("task_rollup")).isEqualTo(1);
    assertThat(fss.count("namespace_rollup")).isEqualTo(1);

    fss.pass(Duration.ofDays(1));
    await(retention.deleteOld());

    assertThat(fss.count("task_rollup")).isZero();
    assertThat(fss.count("namespace_rollup")).isZero();
  }

  @Test
  void earlier_definitions_go_with_the_history() {
    GroupInfo group = fss.create(Specs.manual("g"));
    GroupInfo edited = edit(group, "one");
    fss.pass(Duration.ofDays(7));
    edit(edited, "two");
    fss.pass(Duration.ofMillis(1));

    await(retention.deleteOld());

    assertThat(fss.count("task_group_version")).isEqualTo(1);
    assertThat(fss.count("task_group_version WHERE version = 2")).isEqualTo(1);
  }

  private GroupInfo edit(GroupInfo group, String description) {
    return await(
        fss.bus.request(
            Channels.GROUP_UPDATE,
            GroupUpdateRequest.newBuilder()
                .setId(group.getId())
                .setSpec(group.getSpec().toBuilder().setDescription(description))
                .setVersion(group.getVersion())
                .build()));
  }
}
