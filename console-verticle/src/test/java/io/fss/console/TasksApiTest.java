package io.fss.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.AttemptInfo;
import io.fss.proto.bus.v1.LogPage;
import io.fss.proto.bus.v1.LogReadRequest;
import io.fss.proto.bus.v1.StoredLine;
import io.fss.proto.bus.v1.TaskControlReply;
import io.fss.proto.bus.v1.TaskControlRequest;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskList;
import io.fss.proto.bus.v1.TaskListRequest;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.bus.v1.Wait;
import io.fss.proto.v1.LogLevel;
import io.fss.proto.v1.LogLine;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksApiTest {
  private static final long JAN_1 = 1_767_225_600_000L;
  private static final TaskInfo TASK =
      TaskInfo.newBuilder()
          .setId(42)
          .setGroupId(7)
          .setNamespace("default")
          .setGroup("nightly")
          .setApp("shop")
          .setJob("report")
          .setOccurrenceKey("at:" + JAN_1)
          .setStatus(TaskStatus.SUCCEEDED)
          .setPlannedAtMs(JAN_1)
          .setDueAtMs(JAN_1 + 5)
          .setFinishByMs(JAN_1 + 1000)
          .setPriority(-3)
          .setStartedAtMs(JAN_1 + 12)
          .setEndedAtMs(JAN_1 + 20)
          .setDurationUs(7_250)
          .setAttempt(2)
          .setTries(1)
          .setClient("shop-1")
          .setParams("{\"day\":1}")
          .setCount(1)
          .setLastPlannedAtMs(JAN_1)
          .addAttempts(
              AttemptInfo.newBuilder().setAttempt(1).setStatus(TaskStatus.LOST).setClient("shop-0"))
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
  void a_task_is_shown_with_its_attempts_its_length_and_how_late_it_was() {
    console.parts.answer(Channels.TASK_LIST, TaskList.newBuilder().addTasks(TASK).build());

    Reply reply = console.get("/api/v1/tasks/42");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json())
        .isEqualTo(
            new JsonObject(
                """
                {"id":"42","groupId":"7","namespace":"default","group":"nightly","app":"shop",
                 "job":"report","occurrenceKey":"at:1767225600000","status":"SUCCEEDED",
                 "priority":-3,"plannedAt":"2026-01-01T00:00:00.000Z",
                 "dueAt":"2026-01-01T00:00:00.005Z","finishBy":"2026-01-01T00:00:01.000Z",
                 "startedAt":"2026-01-01T00:00:00.012Z",
                 "endedAt":"2026-01-01T00:00:00.020Z","durationMs":7.25,"latenessMs":12,
                 "attempt":2,"tries":1,"client":"shop-1","params":{"day":1},
                 "attempts":[{"attempt":1,"status":"LOST","client":"shop-0"}]}
                """));
  }

  @Test
  void a_row_that_stands_for_several_skips_says_how_many_and_until_when() {
    TaskInfo skipped =
        TASK.toBuilder()
            .setStatus(TaskStatus.SKIPPED)
            .setCount(3)
            .setLastPlannedAtMs(JAN_1 + 2000)
            .build();
    console.parts.answer(Channels.TASK_LIST, TaskList.newBuilder().addTasks(skipped).build());

    JsonObject task = console.get("/api/v1/tasks/42").json();

    assertThat(task.getLong("count")).isEqualTo(3);
    assertThat(task.getString("lastPlannedAt")).isEqualTo("2026-01-01T00:00:02.000Z");
  }

  @Test
  void a_waiting_task_says_what_it_waits_for() {
    for (Wait wait : List.of(Wait.DUE, Wait.CLIENT, Wait.PREDECESSOR)) {
      TaskInfo task = TASK.toBuilder().setStatus(TaskStatus.WAITING).setWait(wait).build();
      console.parts.answer(Channels.TASK_LIST, TaskList.newBuilder().addTasks(task).build());

      assertThat(console.get("/api/v1/tasks/42").json().getString("wait"))
          .isEqualTo(wait.name().toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void a_cancelled_task_is_answered_as_it_is_after_that() {
    console.parts.answer(
        Channels.TASK_CONTROL,
        TaskControlReply.newBuilder()
            .setTask(TASK.toBuilder().setStatus(TaskStatus.STOPPING))
            .build());

    Reply reply = console.post("/api/v1/tasks/42/cancel", "{\"reason\":\"too slow\"}");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().getString("status")).isEqualTo("STOPPING");
    assertThat(console.parts.asked(Channels.TASK_CONTROL))
        .isEqualTo(
            TaskControlRequest.newBuilder()
                .setId(42)
                .setDeed(TaskControlRequest.Deed.CANCEL)
                .setReason("too slow")
                .build());
    assertThat(console.post("/api/v1/tasks/42/cancel").status()).isEqualTo(202);
  }

  @Test
  void a_task_that_has_ended_cannot_be_cancelled_which_is_409() {
    console.parts.refuse(Channels.TASK_CONTROL, Refusal.conflict("task 42 has ended"));

    Reply reply = console.post("/api/v1/tasks/42/cancel");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.json().getString("detail")).isEqualTo("task 42 has ended");
  }

  @Test
  void a_rerun_answers_the_new_task() {
    console.parts.answer(
        Channels.TASK_CONTROL, TaskControlReply.newBuilder().setTask(TASK).setTaskId(43).build());

    Reply reply = console.post("/api/v1/tasks/42/rerun", "{\"key\":\"again\"}");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json()).isEqualTo(new JsonObject().put("taskId", "43"));
    assertThat(console.parts.asked(Channels.TASK_CONTROL))
        .isEqualTo(
            TaskControlRequest.newBuilder()
                .setId(42)
                .setDeed(TaskControlRequest.Deed.RERUN)
                .setKey("again")
                .build());
    assertThat(console.post("/api/v1/tasks/42/rerun", "{\"keys\":\"a\"}").violations())
        .containsExactly("keys|a|is not a known property");
  }

  @Test
  void a_task_that_is_not_there_is_404() {
    assertThat(console.get("/api/v1/tasks/42").status()).isEqualTo(404);
    assertThat(console.get("/api/v1/tasks/42/logs").status()).isEqualTo(404);
  }

  @Test
  void tasks_are_filtered_by_several_statuses_and_by_time() {
    console.parts.answer(
        Channels.TASK_LIST, TaskList.newBuilder().addTasks(TASK).setNext("42").build());

    Reply reply =
        console.get(
            "/api/v1/tasks?groupId=7&namespace=default&status=FAILED&status=LOST&client=shop-1"
                + "&from=2026-01-01T01:00:00%2B01:00&to=2026-01-01T00:00:01Z&before=99&limit=5");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().getString("next")).isEqualTo("42");
    assertThat(console.parts.asked(Channels.TASK_LIST))
        .isEqualTo(
            TaskListRequest.newBuilder()
                .setGroupId(7)
                .setNamespace("default")
                .addStatuses(TaskStatus.FAILED)
                .addStatuses(TaskStatus.LOST)
                .setClient("shop-1")
                .setFromMs(JAN_1)
                .setToMs(JAN_1 + 1000)
                .setBefore("99")
                .setLimit(5)
                .build());
  }

  @Test
  void a_status_that_does_not_exist_is_400() {
    Reply reply = console.get("/api/v1/tasks?status=FAILED&status=DONE");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.violations().get(0)).startsWith("status.1|DONE|must be one of [\"WAITING\"");
  }

  @Test
  void an_instant_that_is_none_is_400() {
    Reply reply = console.get("/api/v1/tasks?from=yesterday");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.violations().get(0)).startsWith("from|yesterday|");
  }

  @Test
  void log_lines_come_with_the_cursor_that_continues_them() {
    console.parts.answer(
        Channels.LOG_READ,
        LogPage.newBuilder()
            .setCursor("1.5")
            .setMore(true)
            .addLines(
                StoredLine.newBuilder()
                    .setAttempt(1)
                    .setSequence(3)
                    .setLine(
                        LogLine.newBuilder()
                            .setSaidAtMs(JAN_1)
                            .setLevel(LogLevel.WARN)
                            .setLogger("shop.Report")
                            .setMessage("slow")))
            .build());

    Reply reply = console.get("/api/v1/tasks/42/logs?attempt=1&level=INFO&cursor=0.5&limit=10");

    assertThat(reply.json())
        .isEqualTo(
            new JsonObject(
                """
                {"lines":[{"at":"2026-01-01T00:00:00.000Z","level":"WARN","logger":"shop.Report",
                           "message":"slow","attempt":1,"sequence":3}],
                 "cursor":"1.5","more":true}
                """));
    assertThat(console.parts.asked(Channels.LOG_READ))
        .isEqualTo(
            LogReadRequest.newBuilder()
                .setTaskId(42)
                .setAttempt(1)
                .setMinLevel(LogLevel.INFO)
                .setCursor("0.5")
                .setLimit(10)
                .build());
  }

  @Test
  void a_task_without_lines_yet_has_an_empty_log() {
    console.parts.answer(Channels.TASK_LIST, TaskList.newBuilder().addTasks(TASK).build());

    Reply reply = console.get("/api/v1/tasks/42/logs");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().getJsonArray("lines")).isEmpty();
  }
}
