package io.fss.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.Moment;
import io.fss.proto.bus.v1.PreviewReply;
import io.fss.proto.bus.v1.PreviewRequest;
import io.fss.proto.v1.CronTrigger;
import io.fss.proto.v1.Trigger;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewsTest {
  private static final long JAN_1 = 1_767_225_600_000L;
  private static final String PATH = "/api/v1/triggers/preview";

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
  void a_preview_answers_moments_and_words_in_the_language_of_the_caller() {
    console.parts.answer(
        Channels.GROUP_PREVIEW,
        PreviewReply.newBuilder()
            .addMoments(Moment.newBuilder().setPlannedAtMs(JAN_1).setDueAtMs(JAN_1 + 250))
            .setDescription("每天 03:00")
            .setZone("Asia/Shanghai")
            .build());

    Reply reply =
        console.send(
            console
                .json(PATH)
                .header("Accept-Language", "zh-CN,zh;q=0.9")
                .POST(
                    BodyPublishers.ofString(
                        """
                        {"namespace":"a","group":"nightly","count":3,
                         "from":"2026-01-01T00:00:00Z",
                         "trigger":{"type":"cron","expression":"0 3 * * *","zone":"Asia/Shanghai",
                                    "jitterMs":1000,"calendar":"holidays"}}
                        """)));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json())
        .isEqualTo(
            new JsonObject(
                """
                {"moments":[{"plannedAt":"2026-01-01T00:00:00.000Z",
                             "dueAt":"2026-01-01T00:00:00.250Z"}],
                 "description":"每天 03:00","zone":"Asia/Shanghai"}
                """));
    assertThat(console.parts.asked(Channels.GROUP_PREVIEW))
        .isEqualTo(
            PreviewRequest.newBuilder()
                .setNamespace("a")
                .setGroup("nightly")
                .setCount(3)
                .setFromMs(JAN_1)
                .setLanguage("zh-CN")
                .setTrigger(
                    Trigger.newBuilder()
                        .setCron(
                            CronTrigger.newBuilder()
                                .setExpression("0 3 * * *")
                                .setZone("Asia/Shanghai"))
                        .setJitterMs(1000)
                        .setCalendar("holidays"))
                .build());
  }

  @Test
  void a_trigger_is_enough_and_may_have_no_moment() {
    Reply reply = console.post(PATH, "{\"trigger\":{\"type\":\"manual\"}}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().getJsonArray("moments")).isEmpty();
    assertThat(console.parts.asked(Channels.GROUP_PREVIEW).getNamespace()).isEqualTo("default");
    assertThat(console.parts.asked(Channels.GROUP_PREVIEW).getLanguage()).isEqualTo("en");
  }

  @Test
  void a_trigger_that_the_scheduler_refuses_is_400() {
    console.parts.refuse(
        Channels.GROUP_PREVIEW, Refusal.invalid("trigger.expression", "x", "must be a cron"));

    Reply reply =
        console.post(PATH, "{\"trigger\":{\"type\":\"cron\",\"expression\":\"x\"},\"count\":1}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.violations()).containsExactly("trigger.expression|x|must be a cron");
    assertThat(console.post(PATH, "{\"count\":1001}").violations())
        .containsExactlyInAnyOrder("trigger||is required", "count|1001|must be at most 1000");
  }
}
