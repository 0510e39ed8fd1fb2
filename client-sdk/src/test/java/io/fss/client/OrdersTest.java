package io.fss.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.ClientOrder;
import io.fss.proto.v1.ClientOrder.Deed;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.HeartbeatRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OrdersTest extends ClientFixture {
  private final AtomicInteger starts = new AtomicInteger();
  private final Promise<Object> held = Promise.promise();

  private void order(Deed deed) {
    platform.order = ClientOrder.newBuilder().setDeed(deed).setReason("new release").build();
    int seen = platform.heartbeats.size();
    Await.until("heartbeats", () -> platform.heartbeats.size() > seen + 1);
  }

  private void startRunning() {
    start(
        client()
            .job(
                "mail",
                task -> {
                  starts.incrementAndGet();
                  task.cancellation().onSuccess(held::tryFail);
                  return held.future();
                }));
    execute(execution(1, "mail"));
    Await.until("running", () -> starts.get() == 1);
  }

  private HeartbeatRequest last() {
    return platform.heartbeats.get(platform.heartbeats.size() - 1);
  }

  @Test
  void paused_and_drained_clients_stay_and_run_what_they_have() {
    startRunning();

    order(Deed.PAUSE);
    order(Deed.DRAIN);

    assertThat(last().getRunning()).isEqualTo(1);
    assertThat(last().getDraining()).isFalse();
    assertThat(platform.goodbyes).isEmpty();
  }

  @Test
  void client_that_is_kicked_after_its_work_ends_it_first_and_then_leaves() {
    startRunning();

    order(Deed.KICK_AFTER);

    assertThat(last().getRunning()).isEqualTo(1);
    assertThat(last().getDraining()).isTrue();
    assertThat(platform.goodbyes).isEmpty();
    held.complete("done");
    Await.until("goodbye", () -> platform.goodbyes.size() == 1);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.SUCCEEDED);
  }

  @Test
  void client_that_is_kicked_now_cancels_its_work_reports_it_and_leaves() {
    startRunning();

    platform.order =
        ClientOrder.newBuilder().setDeed(Deed.KICK_NOW).setReason("new release").build();

    Await.until("goodbye", () -> platform.goodbyes.size() == 1);
    assertThat(platform.ends(1)).hasSize(1);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.FAILED);
    assertThat(platform.ends(1).get(0).getMessage()).contains("kicked: new release");
  }

  @Test
  void client_that_is_kicked_now_although_it_may_end_its_work_first_cancels_it() {
    startRunning();
    order(Deed.KICK_AFTER);

    platform.order = ClientOrder.newBuilder().setDeed(Deed.KICK_NOW).setReason("hurry").build();

    Await.until("goodbye", () -> platform.goodbyes.size() == 1);
    assertThat(platform.ends(1).get(0).getMessage()).contains("kicked: hurry");
  }

  @Test
  void closing_client_tells_with_its_heartbeats_that_it_takes_no_more_work() {
    FssClient client =
        client()
            .job(
                "mail",
                task -> {
                  starts.incrementAndGet();
                  return held.future();
                });
    start(client);
    execute(execution(1, "mail"));
    Await.until("running", () -> starts.get() == 1);

    Future<Void> closed = client.close(Duration.ofSeconds(15));

    Await.until("it is told", () -> last().getDraining());
    held.complete("done");
    Await.await(closed);
  }

  @Test
  void second_close_shortens_the_first_one() {
    FssClient client = client().job("mail", task -> Promise.promise().future());
    start(client);
    execute(execution(1, "mail"));
    Future<Void> closed = client.close(Duration.ofDays(1));

    client.close(Duration.ofMillis(10));

    Await.await(closed);
    assertThat(platform.goodbyes).as("it still runs").isEmpty();
  }
}
