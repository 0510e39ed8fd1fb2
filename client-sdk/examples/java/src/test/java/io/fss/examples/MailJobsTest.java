package io.fss.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.client.Outcome;
import io.fss.client.testing.FakePlatform;
import io.fss.client.testing.Ran;
import io.fss.client.testing.VirtualTime;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a program tests its jobs. */
class MailJobsTest {
  private final VirtualTime time = new VirtualTime();
  private final FakePlatform platform =
      FakePlatform.start(time, client -> AnnotatedMain.jobs(client, time));

  @AfterEach
  void close_platform() {
    platform.close();
  }

  @Test
  void mail_goes_to_the_address_of_its_parameters_and_the_log_says_so() {
    // when
    Ran ran = platform.fire("mails", new JsonObject().put("to", "a@b.c").put("subject", "Hello"));

    // then
    assertThat(ran.result()).isEqualTo("sent to a@b.c");
    assertThat(ran.said()).containsExactly("Hello to a@b.c, as %d/1".formatted(ran.taskId()));
  }

  @Test
  void mail_without_an_address_is_tried_three_times() {
    // when
    Ran first = platform.fire("mails", new JsonObject().put("to", "nobody"));
    platform.advance(Duration.ofHours(1));

    // then
    assertThat(first.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(first.message()).contains("must be an address");
    assertThat(platform.ran("mails")).hasSize(3);
    assertThat(platform.ran("mails").get(2).endedAt())
        .isEqualTo(VirtualTime.START.plusSeconds(10 + 20));
  }

  @Test
  void shards_write_to_every_reader_once() {
    assertThat(platform.run("send-newsletter", new JsonObject(), 0, 3).result())
        .isEqualTo("334 mails");
    assertThat(platform.run("send-newsletter", new JsonObject(), 2, 3).result())
        .isEqualTo("333 mails");
  }

  @Test
  void inbox_is_read_less_often_while_nothing_comes() {
    // when
    platform.advance(Duration.ofMinutes(10));

    // then
    assertThat(platform.data("inbox").getInteger("known")).isEqualTo(3);
    assertThat(platform.ran("inbox"))
        .extracting(ran -> Duration.between(VirtualTime.START, ran.plannedAt()).toSeconds())
        .containsExactly(0L, 10L, 20L, 30L, 50L, 90L, 170L, 330L);
  }
}
