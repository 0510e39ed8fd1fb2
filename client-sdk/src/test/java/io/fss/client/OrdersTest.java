package io.fss.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.ClientOrder;
import io.fss.proto.v1.ClientOrder.Deed;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.HeartbeatRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

/** What operators want of a client reaches it with its heartbeats. */
class OrdersTest extends ClientFixture {
  private final Promise<Object> held = Promise.promise();

  private void order(Deed deed) {
    platform.order = ClientOrder.newBuilder().setDeed(deed).setReason("rollout").build();
  }

  private HeartbeatRequest last() {
    return platform.heartbeats.get(platform.heartbeats.size() - 1);
  }

  private void beats(int more) {
    int before = platform.heartbeats.size();
    Await.until("heartbeats", () -> platform.heartbeats.size() >= before + more);
  }

  private FssClient working() {
    FssClient client = client().job("mail", task -> held.future());
    start(client);
    execute(execution(1, "mail"));
    Await.until("running", () -> last().getRunning() == 1);
    return client;
  }

  @Test
  void a_client_that_is_kicked_after_its_work_finishes_it_says_goodbye_and_stops() {
    // given
    working();

    // when
    order(Deed.KICK_AFTER);
    Await.until("it says that it leaves", () -> last().getDraining());
    beats(3);
    boolean meanwhile = platform.ends(1).isEmpty() && platform.goodbyes.isEmpty();
    held.complete("sent");

    // then
    Await.until("it said goodbye", () -> platform.goodbyes.size() == 1);
    assertThat(meanwhile).isTrue();
    assertThat(platform.ends(1)).hasSize(1);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.SUCCEEDED);
  }

  @Test
  void a_client_that_is_kicked_now_cancels_its_work_reports_it_and_stops() {
    // given
    FssClient client =
        client()
            .job(
                "mail",
                task -> task.cancellation().compose(reason -> Future.failedFuture("stopped")));
    start(client);
    execute(execution(1, "mail"));

    // when
    order(Deed.KICK_NOW);

    // then
    Await.until("it said goodbye", () -> platform.goodbyes.size() == 1);
    assertThat(platform.ends(1)).hasSize(1);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.FAILED);
    assertThat(platform.ends(1).get(0).getMessage()).contains("kicked: rollout");
  }

  @Test
  void a_client_that_is_paused_or_drained_goes_on_with_everything_else() {
    // given
    FssClient client = working();

    // when
    order(Deed.PAUSE);
    beats(2);
    order(Deed.DRAIN);
    beats(2);
    platform.order = null;
    beats(2);
    held.complete("sent");

    // then
    Await.until("the end is reported", () -> platform.ends(1).size() == 1);
    assertThat(platform.goodbyes).isEmpty();
    assertThat(last().getDraining()).isFalse();
    assertThat(client).isNotNull();
  }

  @Test
  void a_client_that_closes_by_itself_says_so_with_its_heartbeats() {
    // given
    FssClient client = working();

    // when
    Future<Void> closed = client.close(java.time.Duration.ofSeconds(20));

    // then
    Await.until("it says that it leaves", () -> last().getDraining());
    held.complete("sent");
    Await.await(closed);
  }
}
