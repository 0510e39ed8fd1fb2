package io.fss.scheduler;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.TaskControlReply;
import io.fss.proto.bus.v1.TaskControlRequest;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskListRequest;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.bus.v1.Violation;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/** What people and programs do to single tasks. */
final class Tasks {
  private static final Set<TaskStatus> LIVE =
      Set.of(TaskStatus.WAITING, TaskStatus.DISPATCHED, TaskStatus.RUNNING, TaskStatus.STOPPING);

  private final TaskRead read;
  private final GroupRuns runs;
  private final Deeds deeds;

  Tasks(TaskRead read, GroupRuns runs, Deeds deeds) {
    this.read = read;
    this.runs = runs;
    this.deeds = deeds;
  }

  Future<TaskControlReply> control(TaskControlRequest request) {
    return switch (request.getDeed()) {
      case CANCEL -> cancel(request);
      case RERUN -> rerun(request);
      default -> throw Refusal.invalid("deed", request.getDeedValue(), "must be CANCEL or RERUN");
    };
  }

  private Future<TaskControlReply> cancel(TaskControlRequest request) {
    return task(request.getId())
        .compose(
            task ->
                LIVE.contains(task.getStatus())
                    ? deeds.cancel(task.getGroupId(), task.getId(), request.getReason())
                    : Future.failedFuture(
                        Refusal.conflict(
                            "task %d has ended already: %s"
                                .formatted(task.getId(), task.getStatus()))))
        .compose(done -> task(request.getId()))
        .map(task -> TaskControlReply.newBuilder().setTask(task).build());
  }

  private Future<TaskControlReply> rerun(TaskControlRequest request) {
    List<Violation> violations = Groups.checkKey(request.getKey());
    if (!violations.isEmpty()) {
      throw Refusal.invalid(violations);
    }
    return runs.again(request.getId(), request.getKey())
        .compose(runs::run)
        .compose(
            made -> {
              deeds.planned(made.waiting());
              return task(made.taskId())
                  .map(
                      task ->
                          TaskControlReply.newBuilder()
                              .setTask(task)
                              .setTaskId(made.taskId())
                              .build());
            });
  }

  private Future<TaskInfo> task(long id) {
    return read.list(TaskListRequest.newBuilder().setId(id).build())
        .map(
            list -> {
              if (id <= 0 || list.getTasksCount() == 0) {
                throw Refusal.notFound("there is no task " + id);
              }
              return list.getTasks(0);
            });
  }
}
