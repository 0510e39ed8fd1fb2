package io.fss.scheduler;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.DefaultThreadExecutor;
import org.quartz.impl.DirectSchedulerFactory;
import org.quartz.simpl.RAMJobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Quartz trigger per distinct instant, each of a job of its own: one-shot triggers that share a
 * job or number one per task make Quartz quadratic. All calls of Quartz's management run on a
 * worker, since its store has one lock.
 */
@SuppressWarnings("JavaUtilDate") // the types of Quartz
final class QuartzAlarm implements Alarm {
  private static final Logger log = LoggerFactory.getLogger(QuartzAlarm.class);
  private static final String RING = "ring";
  private static final int FIRED_TOGETHER = 200;
  private static final long IDLE_WAIT_MS = 1_000;

  private final Vertx vertx;
  private final Runnable ring;
  private WorkerExecutor worker;
  private Scheduler quartz;

  /**
   * Makes one.
   *
   * @param ring called on the context that starts the alarm
   */
  QuartzAlarm(Vertx vertx, Runnable ring) {
    this.vertx = vertx;
    this.ring = ring;
  }

  @Override
  public Future<Void> start() {
    Context context = vertx.getOrCreateContext();
    Runnable ringThere = () -> context.runOnContext(turn -> ring.run());
    worker = vertx.createSharedWorkerExecutor("fss-alarm-" + UUID.randomUUID(), 1);
    return worker.executeBlocking(
        () -> {
          quartz = create();
          quartz.getContext().put(RING, ringThere);
          quartz.start();
          return null;
        });
  }

  private static Scheduler create() throws SchedulerException {
    String name = "fss-" + UUID.randomUUID();
    DirectSchedulerFactory factory = DirectSchedulerFactory.getInstance();
    factory.createScheduler(
        name,
        name,
        new AlarmThread(name),
        new DefaultThreadExecutor(),
        new RAMJobStore(),
        Map.of(),
        null,
        0,
        IDLE_WAIT_MS,
        0,
        false,
        null,
        FIRED_TOGETHER,
        0);
    return factory.getScheduler(name);
  }

  @Override
  public void set(Collection<Long> instants) {
    if (instants.isEmpty()) {
      return;
    }
    List<Long> copy = List.copyOf(instants);
    worker
        .executeBlocking(
            () -> {
              for (long instant : copy) {
                schedule(instant);
              }
              return null;
            })
        .onFailure(failure -> log.warn("alarms not set; the sweep rings instead", failure));
  }

  private void schedule(long instant) throws SchedulerException {
    String name = Long.toString(instant);
    JobDetail job = JobBuilder.newJob(Ring.class).withIdentity(name).build();
    Trigger trigger =
        TriggerBuilder.newTrigger()
            .withIdentity(name)
            .startAt(new Date(instant))
            .withSchedule(
                SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionFireNow())
            .build();
    try {
      quartz.scheduleJob(job, trigger);
    } catch (ObjectAlreadyExistsException e) {
      log.trace("alarm {} is set already", instant);
    }
  }

  @Override
  public Future<Void> stop() {
    if (worker == null) {
      return Future.succeededFuture();
    }
    try {
      if (quartz != null) {
        // Waits for nothing, and the worker may be gone already where all of Vert.x closes.
        quartz.shutdown(false);
      }
    } catch (SchedulerException e) {
      log.warn("the alarm does not stop", e);
    }
    return worker.close();
  }

  /** Stateless: rings and ends. */
  public static final class Ring implements Job {
    @Override
    public void execute(JobExecutionContext execution) {
      try {
        ((Runnable) execution.getScheduler().getContext().get(RING)).run();
      } catch (SchedulerException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
