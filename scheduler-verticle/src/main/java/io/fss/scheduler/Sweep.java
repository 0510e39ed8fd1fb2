package io.fss.scheduler;

import io.fss.kernel.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fallback of every wake-up: what a lost message, a silent alarm or a dead node left undone is
 * found here. Its beat is a monotonic timer, so that jumps of the clock stall nothing.
 */
final class Sweep {
  private static final Logger log = LoggerFactory.getLogger(Sweep.class);

  private final Vertx vertx;
  private final Pace pace;
  private final List<Step> steps;
  private long timer = -1;

  Sweep(
      Vertx vertx,
      Pace pace,
      Clients clients,
      Router router,
      Stager stager,
      Booker booker,
      Sender sender,
      Rescuer rescuer,
      Bounds bounds,
      Audit audit,
      CalendarCopies copies,
      Deeds deeds,
      RollUp rollUp,
      Retention retention) {
    this.vertx = vertx;
    this.pace = pace;
    List<Step> all = new ArrayList<>();
    all.add(new Step("alarm", 1, now(stager::ring)));
    all.add(new Step("sending", 1, now(sender::sendDue)));
    all.add(new Step("running", 1, now(sender::writeRunning)));
    all.add(new Step("booking", 1, now(booker::pump)));
    all.add(new Step("bounds", 1, bounds::look));
    all.add(new Step("staging", 1, stager::read));
    all.add(new Step("router", 2, now(router::sweep)));
    all.add(
        new Step(
            "clients", 2, () -> clients.known() ? Future.succeededFuture() : clients.refresh()));
    all.add(new Step("rescue", 2, rescuer::look));
    all.add(new Step("overdue", 4, stager::readOverdue));
    all.add(new Step("parked", pace.seldom(), booker::readParked));
    all.add(new Step("slots", pace.seldom(), rescuer::compareSlots));
    all.add(new Step("deeds", pace.seldom(), deeds::goOn));
    all.add(new Step("audit", pace.upkeep(), audit::look));
    all.add(new Step("calendars", pace.upkeep(), copies::renew));
    all.add(new Step("roll-up", pace.upkeep(), rollUp::addUp));
    all.add(new Step("retention", pace.upkeep(), retention::deleteOld));
    this.steps = all;
  }

  private static Supplier<Future<Void>> now(Runnable deed) {
    return () -> {
      deed.run();
      return Future.succeededFuture();
    };
  }

  void start() {
    timer = vertx.setPeriodic(pace.beat().toMillis(), fired -> steps.forEach(Step::beat));
  }

  void stop() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
    }
  }

  /** Something to look after every so many beats; it never overtakes itself. */
  private static final class Step {
    private final String name;
    private final int every;
    private final Supplier<Future<Void>> deed;
    private int beats;
    private boolean busy;

    private Step(String name, int every, Supplier<Future<Void>> deed) {
      this.name = name;
      this.every = every;
      this.deed = deed;
    }

    private void beat() {
      beats++;
      if (busy || beats % every != 0) {
        return;
      }
      busy = true;
      Future<Void> done;
      try {
        done = deed.get();
      } catch (RuntimeException thrown) {
        done = Future.failedFuture(thrown);
      }
      done.onComplete(
          end -> {
            busy = false;
            if (end.failed() && !Refusal.isUnavailable(end.cause())) {
              log.warn("sweep of {} failed; it is tried again", name, end.cause());
            }
          });
    }
  }
}
