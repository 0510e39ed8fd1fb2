package io.fss.scheduler;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskListRequest;

/**
 * The order of a list of tasks, newest first, and how a page says where the next one starts.
 *
 * <p>Ids are in the order in which tasks were planned, not in that of their moments. To look for an
 * old span of time by them would be to walk through all that came later, so there the moments lead.
 */
enum TaskOrder {
  BY_ID("id DESC"),
  BY_MOMENT("planned_at DESC, id DESC");

  private final String columns;

  TaskOrder(String columns) {
    this.columns = columns;
  }

  /** By moments where a span of time is all that may find the rows fast. */
  static TaskOrder of(TaskListRequest request) {
    boolean bounded = request.getFromMs() != 0 || request.getToMs() != 0;
    boolean narrow =
        request.getGroupId() != 0 || request.getParent() != 0 || !request.getClient().isEmpty();
    return bounded && !narrow ? BY_MOMENT : BY_ID;
  }

  String columns() {
    return columns;
  }

  /** Where the page after this task starts. */
  String cursor(TaskInfo task) {
    return this == BY_ID ? Long.toString(task.getId()) : task.getPlannedAtMs() + "-" + task.getId();
  }

  /** Leaves out what earlier pages showed. */
  void continued(Where where, String before) {
    if (before.isEmpty()) {
      return;
    }
    String[] parts = before.split("-", -1);
    if (parts.length != (this == BY_ID ? 1 : 2)) {
      throw Refusal.invalid("before", before, "must be the `next` of a page with the same filter");
    }
    if (this == BY_ID) {
      where.and(true, "id < ?", number(before, parts[0]));
    } else {
      long moment = number(before, parts[0]);
      where.and(true, "planned_at <= ?", moment);
      where.and(true, "(planned_at < ? OR id < ?)", moment, number(before, parts[1]));
    }
  }

  private static long number(String before, String part) {
    try {
      return Long.parseLong(part);
    } catch (NumberFormatException e) {
      throw Refusal.invalid("before", before, "must be the `next` of a page");
    }
  }
}
