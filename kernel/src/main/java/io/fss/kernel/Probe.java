package io.fss.kernel;

import io.fss.proto.bus.v1.CancelBatch;
import io.fss.proto.bus.v1.GroupListRequest;
import io.fss.proto.bus.v1.LogReadRequest;
import io.fss.proto.bus.v1.SilenceRequest;
import io.vertx.core.Future;
import java.util.Locale;

/**
 * A question to each part of the platform that costs little and that only one that works answers.
 */
public enum Probe {
  REGISTRY,
  SCHEDULER,
  DISPATCHER,
  LOG;

  /** The part as people call it. */
  public String part() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Asks; fails, with a {@link Refusal} where that is known, when the part does not work now. */
  public Future<Void> ask(Bus bus) {
    return question(bus)
        .<Void>mapEmpty()
        .recover(
            failure ->
                // A refusal of the question is an answer too.
                failure instanceof Refusal refusal && refusal.kind() != Refusal.Kind.UNAVAILABLE
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }

  private Future<?> question(Bus bus) {
    return switch (this) {
      case REGISTRY -> bus.request(Channels.REGISTRY_SILENCE, SilenceRequest.getDefaultInstance());
      case SCHEDULER ->
          bus.request(Channels.GROUP_LIST, GroupListRequest.newBuilder().setLimit(1).build());
      case DISPATCHER -> bus.request(Channels.TASK_CANCEL, CancelBatch.getDefaultInstance());
      case LOG ->
          bus.request(
              Channels.LOG_READ, LogReadRequest.newBuilder().setTaskId(1).setLimit(1).build());
    };
  }
}
