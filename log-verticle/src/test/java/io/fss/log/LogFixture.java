package io.fss.log;

import static io.fss.kernel.Await.await;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Database;
import io.fss.kernel.Databases;
import io.fss.kernel.Meters;
import io.fss.kernel.SettableClock;
import io.fss.kernel.TestDatabases.Kind;
import io.fss.proto.bus.v1.LogAppend;
import io.fss.proto.bus.v1.LogPage;
import io.fss.proto.bus.v1.LogReadRequest;
import io.fss.proto.bus.v1.StoredLine;
import io.fss.proto.v1.AppendLogsReply;
import io.fss.proto.v1.AppendLogsRequest;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.LogLevel;
import io.fss.proto.v1.LogLine;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A log on a real bus and a real database, with a clock that stands still. */
final class LogFixture implements AutoCloseable {
  static final long TASK = 42;
  static final Duration RETENTION = Duration.ofHours(1);

  final Vertx vertx = Vertx.vertx();
  final Bus bus = new Bus(vertx, "n1");
  final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05Z"));
  private final Databases databases;
  private final LogVerticle verticle;
  private Database opened;

  LogFixture(Path folder) {
    this(Kind.SQLITE, folder);
  }

  LogFixture(Kind kind, Path folder) {
    this(kind, folder, new LogOptions(RETENTION, 100, 1_000, 16 << 20));
  }

  LogFixture(Kind kind, Path folder, LogOptions options) {
    databases = kind.open(vertx, folder);
    verticle =
        new LogVerticle(
            bus,
            clock,
            module -> databases.open(module).onSuccess(database -> opened = database),
            options,
            Meters.none());
    await(vertx.deployVerticle(verticle));
  }

  /** The database goes away under the log's feet. */
  void closeDatabase() {
    await(opened.close());
  }

  /** Runs a statement on the log's tables, past the log. */
  void sql(String statement) {
    Database aside = await(databases.open("log"));
    await(aside.transact("test", tx -> tx.run(statement, Tuple.tuple())));
    await(aside.close());
  }

  int expire() {
    return await(verticle.expire());
  }

  /** Lines of an attempt, from first to last, each saying its number. */
  static LogBatch.Builder lines(int attempt, long first, long last) {
    LogBatch.Builder batch = batch(attempt, first);
    for (long i = first; i <= last; i++) {
      batch.addLines(line("line " + i, LogLevel.INFO));
    }
    return batch;
  }

  static LogBatch.Builder batch(int attempt, long first) {
    return LogBatch.newBuilder()
        .setAttempt(AttemptRef.newBuilder().setTaskId(TASK).setAttempt(attempt))
        .setFirstSequence(first);
  }

  static LogLine line(String message, LogLevel level) {
    return LogLine.newBuilder().setSaidAtMs(1).setLevel(level).setMessage(message).build();
  }

  Future<AppendLogsReply> ask(LogBatch.Builder... batches) {
    AppendLogsRequest.Builder request = AppendLogsRequest.newBuilder().setSession("s1");
    for (LogBatch.Builder batch : batches) {
      request.addBatches(batch);
    }
    return bus.request(
        Channels.LOG_APPEND, LogAppend.newBuilder().setRequest(request.build()).build());
  }

  List<ItemVerdict> answers(LogBatch.Builder... batches) {
    return await(ask(batches)).getVerdictsList();
  }

  List<Verdict> append(LogBatch.Builder... batches) {
    return answers(batches).stream().map(ItemVerdict::getVerdict).toList();
  }

  static LogReadRequest.Builder linesOf(long task) {
    return LogReadRequest.newBuilder().setTaskId(task);
  }

  LogPage page(LogReadRequest.Builder request) {
    return await(bus.request(Channels.LOG_READ, request.build()));
  }

  /** Every line the request can see, page after page. */
  List<StoredLine> read(LogReadRequest.Builder request) {
    List<StoredLine> lines = new ArrayList<>();
    LogPage page;
    do {
      page = page(request);
      lines.addAll(page.getLinesList());
      request.setCursor(page.getCursor());
    } while (page.getMore());
    return lines;
  }

  static List<String> messages(List<StoredLine> lines) {
    return lines.stream().map(line -> line.getLine().getMessage()).toList();
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
