package io.fss.deploy;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.LogPage;
import io.fss.proto.bus.v1.LogReadRequest;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.LogLine;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/** Prints one readable line for every task that ended or is tried again. */
final class Watch {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
  // Log lines travel on a connection of their own and may arrive a moment after the result.
  private static final long LOGS_AFTER_MS = 250;

  private final Vertx vertx;
  private final Bus bus;
  private final Consumer<String> out;

  Watch(Vertx vertx, Bus bus, Consumer<String> out) {
    this.vertx = vertx;
    this.bus = bus;
    this.out = out;
  }

  void start() {
    bus.subscribe(
        Channels.TASK_CHANGED,
        changed ->
            changed
                .getTasksList()
                .forEach(task -> vertx.setTimer(LOGS_AFTER_MS, waited -> show(task))));
  }

  private void show(TaskInfo task) {
    bus.request(
            Channels.LOG_READ,
            LogReadRequest.newBuilder().setTaskId(task.getId()).setLimit(1_000).build())
        .onComplete(
            page -> out.accept(line(task, lastLine(page))), failure -> out.accept(line(task, "")));
  }

  private static String lastLine(LogPage page) {
    if (page.getLinesCount() == 0) {
      return "";
    }
    LogLine line = page.getLines(page.getLinesCount() - 1).getLine();
    String first = line.getMessage().lines().findFirst().orElse("");
    return "  | " + line.getLevel() + " " + first;
  }

  private static String line(TaskInfo task, String log) {
    boolean ran = task.getStartedAtMs() > 0;
    return "%s  %-20s %-9s on %-14s late %5s  took %9s  %s%s"
        .formatted(
            TIME.format(Instant.ofEpochMilli(task.getPlannedAtMs())),
            task.getGroup(),
            task.getStatus() == TaskStatus.WAITING ? "RETRY" : task.getStatus().name(),
            task.getClient(),
            ran ? (task.getStartedAtMs() - task.getPlannedAtMs()) + "ms" : "-",
            ran ? "%.1fms".formatted(task.getDurationUs() / 1_000.0) : "-",
            task.getMessage().lines().findFirst().orElse(""),
            log);
  }
}
