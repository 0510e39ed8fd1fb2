package io.fss.client;

import static io.fss.proto.v1.ExecuteAnswer.Answer.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import io.fss.proto.v1.LogLevel;
import io.fss.proto.v1.LogLine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LogCaptureTest extends ClientFixture {
  private final LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = logging.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger log = logging.getLogger("shop.reports");
  private final ListAppender<ILoggingEvent> own =
      new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
          event.prepareForDeferredProcessing();
          super.append(event);
        }
      };

  @BeforeEach
  void log_as_an_application_does() {
    own.setContext(logging);
    own.start();
    root.addAppender(own);
    log.setLevel(Level.DEBUG);
  }

  @AfterEach
  void stop_logging() {
    root.detachAppender(own);
    log.setLevel(null);
    log.setAdditive(true);
  }

  private List<ILoggingEvent> ownEvents(String message) {
    return List.copyOf(own.list).stream()
        .filter(event -> event.getFormattedMessage().equals(message))
        .toList();
  }

  /** Lines of a task once it has ended and everything was sent. */
  private List<LogLine> lines(long task, int atLeast) {
    Await.until("end", () -> !platform.ends(task).isEmpty());
    Await.until("lines", () -> platform.lines(task).size() >= atLeast);
    return platform.lines(task);
  }

  private static List<String> messages(List<LogLine> lines) {
    return lines.stream().map(LogLine::getMessage).toList();
  }

  private List<Appender<ILoggingEvent>> appenders() {
    List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
    root.iteratorForAppenders().forEachRemaining(appenders::add);
    return appenders.stream().filter(one -> "fss-client".equals(one.getName())).toList();
  }

  @Test
  void what_a_blocking_job_logs_becomes_part_of_its_task_and_stays_in_the_programs_log() {
    // given
    start(
        client()
            .blockingJob(
                "report",
                task -> {
                  log.info("{} rows of {}", 7, task.group());
                  log.trace("too fine for the program's own settings");
                  return "written";
                }));

    // when
    execute(execution(1, "report"));

    // then
    LogLine line = lines(1, 1).get(0);
    assertThat(platform.lines(1)).hasSize(1);
    assertThat(line.getMessage()).isEqualTo("7 rows of group");
    assertThat(line.getLogger()).isEqualTo("shop.reports");
    assertThat(line.getLevel()).isEqualTo(LogLevel.INFO);
    List<ILoggingEvent> events = ownEvents("7 rows of group");
    assertThat(events).hasSize(1);
    assertThat(line.getSaidAtMs()).isEqualTo(events.get(0).getTimeStamp());
    assertThat(events.get(0).getMDCPropertyMap())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("fss.task", "1", "fss.attempt", "1", "fss.group", "group", "fss.job", "report"));
  }

  @Test
  void what_an_asynchronous_job_logs_on_its_context_is_its_own_after_a_future_too() {
    // given
    start(
        client()
            .job(
                "mail",
                task -> {
                  log.info("entered");
                  return vertx
                      .timer(1)
                      .onSuccess(fired -> log.info("a timer later"))
                      .compose(fired -> vertx.executeBlocking(this::blocking))
                      .onSuccess(done -> log.info("and back"));
                }));

    // when
    execute(execution(1, "mail"));

    // then
    assertThat(messages(lines(1, 4)))
        .containsExactly("entered", "a timer later", "on a worker", "and back");
    assertThat(ownEvents("a timer later")).hasSize(1);
  }

  private String blocking() {
    log.info("on a worker");
    return "";
  }

  @Test
  void two_jobs_at_once_are_never_mixed_up() {
    // given
    CyclicBarrier both = new CyclicBarrier(2);
    start(
        client()
            .blockingJob(
                "report",
                task -> {
                  for (int i = 0; i < 20; i++) {
                    both.await(20, TimeUnit.SECONDS);
                    log.info("{}", task.taskId());
                  }
                  return "";
                })
            .job("mail", task -> chain(task, 20)));

    // when
    execute(
        execution(1, "report"), execution(2, "report"), execution(3, "mail"), execution(4, "mail"));

    // then
    for (long task = 1; task <= 4; task++) {
      assertThat(messages(lines(task, 20))).hasSize(20).containsOnly(Long.toString(task));
    }
  }

  private Future<Void> chain(TaskContext task, int left) {
    if (left == 0) {
      return Future.succeededFuture();
    }
    return vertx
        .timer(1)
        .compose(
            fired -> {
              log.info("{}", task.taskId());
              return chain(task, left - 1);
            });
  }

  @Test
  void exception_comes_with_its_stack_and_one_that_cannot_describe_itself_costs_nothing() {
    // given
    start(
        client()
            .blockingJob(
                "report",
                task -> {
                  log.warn("no rows", new IllegalStateException("disk full"));
                  log.info("{}", new Rude());
                  return "";
                }));

    // when
    execute(execution(1, "report"));

    // then
    List<LogLine> lines = lines(1, 2);
    assertThat(lines.get(0).getLevel()).isEqualTo(LogLevel.WARN);
    assertThat(lines.get(0).getThrowable())
        .startsWith("java.lang.IllegalStateException: disk full")
        .contains("LogCaptureTest");
    assertThat(lines.get(1).getLogger()).isEqualTo("shop.reports");
    assertThat(platform.ends(1).get(0).getMessage()).isEmpty();
  }

  private static final class Rude {
    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }
  }

  @Test
  void nothing_is_captured_after_the_end_and_the_thread_is_left_as_it_was() throws Exception {
    // given
    Promise<Void> over = Promise.promise();
    Promise<Void> told = Promise.promise();
    start(
        client(options().withCapacity(1))
            .job(
                "mail",
                task -> {
                  over.future()
                      .compose(done -> vertx.timer(1))
                      .onSuccess(
                          late -> {
                            log.info("too late");
                            told.complete();
                          });
                  log.info("in time");
                  return Future.succeededFuture();
                })
            .blockingJob(
                "report",
                task -> {
                  String before = MDC.get("left");
                  MDC.put("left", "behind");
                  MDC.remove("fss.task");
                  log.info("known without the MDC too");
                  return before;
                }));

    // when
    execute(execution(1, "mail"));
    Await.until("end", () -> platform.ends(1).size() == 1);
    over.complete();
    Await.await(told.future());
    execute(execution(2, "report"));
    Await.until("end", () -> platform.ends(2).size() == 1);
    execute(execution(3, "report"));

    // then
    assertThat(messages(lines(3, 1))).containsExactly("known without the MDC too");
    assertThat(platform.ends(3).get(0).getMessage()).isEmpty();
    assertThat(messages(lines(1, 1))).containsExactly("in time");
    assertThat(ownEvents("too late")).hasSize(1);
  }

  @Test
  void thread_of_the_jobs_own_is_heard_when_it_was_given_the_mdc() {
    // given
    start(
        client()
            .blockingJob(
                "report",
                task -> {
                  Map<String, String> mdc = MDC.getCopyOfContextMap();
                  in(() -> log.info("without"));
                  in(
                      () -> {
                        MDC.setContextMap(mdc);
                        log.info("with");
                      });
                  return "";
                }));

    // when
    execute(execution(1, "report"));

    // then
    assertThat(messages(lines(1, 1))).containsExactly("with");
    assertThat(ownEvents("without")).hasSize(1);
  }

  private static void in(Runnable deed) throws InterruptedException {
    Thread thread = new Thread(deed);
    thread.start();
    thread.join();
  }

  @Test
  void what_the_client_and_what_is_beneath_it_log_is_not_the_jobs() {
    // given
    start(
        client()
            .blockingJob(
                "report",
                task -> {
                  LoggerFactory.getLogger("io.fss.client.FssClient").warn("the client");
                  LoggerFactory.getLogger("io.vertx.core.impl").warn("Vert.x");
                  LoggerFactory.getLogger("io.netty.channel").warn("Netty");
                  log.info("the job");
                  return "";
                }));

    // when
    execute(execution(1, "report"));

    // then
    assertThat(messages(lines(1, 1))).containsExactly("the job");
  }

  @Test
  void options_say_whether_and_from_which_level_on_lines_are_captured() {
    // given
    BlockingJob job =
        task -> {
          log.debug("debug");
          log.warn("warn");
          task.log().info("end");
          return "";
        };
    start(
        client(options().withLogCaptureLevel(org.slf4j.event.Level.WARN))
            .blockingJob("report", job));

    // when
    execute(execution(1, "report"));

    // then
    assertThat(messages(lines(1, 2))).containsExactly("warn", "end");
  }

  @Test
  void nothing_is_captured_where_it_is_switched_off() {
    // given
    start(
        client(options().withLogCapture(false))
            .blockingJob(
                "report",
                task -> {
                  log.warn("heard by the program only");
                  task.log().info("end");
                  return "";
                }));

    // when
    execute(execution(1, "report"));

    // then
    assertThat(messages(lines(1, 1))).containsExactly("end");
    assertThat(appenders()).isEmpty();
  }

  @Test
  void clients_of_one_process_share_one_appender_and_the_last_one_takes_it_out() {
    // given
    FssClient first = client().blockingJob("report", this::tell);
    FssClient second = client(options().withName("shop-2")).blockingJob("report", this::tell);
    Await.await(first.start());
    start(second);
    assertThat(appenders()).hasSize(1);

    // when
    Await.await(first.close(Duration.ZERO));
    platform.heartbeats.clear();
    Await.until("heartbeat of the second", () -> !platform.heartbeats.isEmpty());
    assertThat(execute(execution(1, "report"))).containsExactly(ACCEPTED);

    // then
    assertThat(messages(lines(1, 1))).containsExactly("told");
    assertThat(ownEvents("told")).hasSize(1);
    assertThat(appenders()).hasSize(1);
    Await.await(second.close(Duration.ZERO));
    assertThat(appenders()).isEmpty();
  }

  private Object tell(TaskContext task) {
    log.info("told");
    return "";
  }

  @Test
  void client_started_after_another_was_closed_hears_again() {
    // given
    FssClient first = client().blockingJob("report", this::tell);
    start(first);
    Await.await(first.close(Duration.ZERO));
    platform.heartbeats.clear();
    start(client().blockingJob("report", this::tell));

    // when
    execute(execution(1, "report"));

    // then
    assertThat(messages(lines(1, 1))).containsExactly("told");
  }

  @Test
  void logback_that_reads_its_settings_again_is_still_heard() {
    // given
    start(client().blockingJob("report", this::tell));

    // when
    logging.reset();
    execute(execution(1, "report"));

    // then
    assertThat(messages(lines(1, 1))).containsExactly("told");
    assertThat(appenders()).hasSize(1);
  }

  @Test
  void logger_that_passes_nothing_on_is_heard_once() {
    // given
    log.setAdditive(false);
    start(client().blockingJob("report", this::tell));

    // when
    execute(execution(1, "report"));

    // then
    assertThat(messages(lines(1, 1))).containsExactly("told");
    assertThat(ownEvents("told")).isEmpty();
  }

  @Test
  void handler_of_a_cancellation_speaks_for_the_cancelled_attempt() {
    // given
    Promise<Void> entered = Promise.promise();
    start(
        client()
            .job(
                "mail",
                task -> {
                  entered.complete();
                  return task.cancellation().onSuccess(reason -> log.info("stopping: {}", reason));
                }));
    execute(execution(1, "mail"));
    Await.await(entered.future());

    // when
    platform.cancels.add(
        io.fss.proto.v1.CancelOrder.newBuilder().setAttempt(ref(1)).setReason("enough").build());

    // then
    assertThat(messages(lines(1, 2)))
        .containsExactlyInAnyOrder("cancelled: enough", "stopping: enough");
  }
}
