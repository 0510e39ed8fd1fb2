package io.fss.console;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.HourRollup;
import io.fss.proto.bus.v1.Quantiles;
import io.fss.proto.bus.v1.RollupReply;
import io.fss.proto.bus.v1.RollupRequest;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;

/** Tells what happened hour by hour in one group or in all groups of a namespace. */
record Rollups(Backend backend) {
  private static final long HOUR_MS = Duration.ofHours(1).toMillis();

  Map<String, Responder> responders() {
    return Map.of("readGroupRollups", this::ofGroup, "readNamespaceRollups", this::ofNamespace);
  }

  private Future<Answer> ofGroup(Call call) {
    return read(call, RollupRequest.newBuilder().setGroupId(call.id()))
        .compose(reply -> existing(call, reply))
        .map(Rollups::page);
  }

  /** A group without an hour may be one that is not there. */
  private Future<RollupReply> existing(Call call, RollupReply reply) {
    return reply.getHoursCount() > 0
        ? Future.succeededFuture(reply)
        : new GroupReads(backend).find(call.id()).map(reply);
  }

  private Future<Answer> ofNamespace(Call call) {
    return read(call, RollupRequest.newBuilder().setNamespace(call.path("namespace")))
        .map(Rollups::page);
  }

  private Future<RollupReply> read(Call call, RollupRequest.Builder request) {
    return backend.ask(
        Channels.GROUP_ROLLUP,
        request.setFromMs(call.instant("from")).setToMs(call.instant("to")).build());
  }

  private static Answer page(RollupReply reply) {
    int size = reply.getHoursCount();
    String next =
        reply.getMore() && size > 0
            ? Instants.format(reply.getHours(size - 1).getHourMs() + HOUR_MS)
            : null;
    return Page.of(reply.getHoursList(), Rollups::hour, next);
  }

  private static void hour(HourRollup hour, Fields fields) {
    fields
        .instant("hour", hour.getHourMs())
        .always("runs", hour.getRuns())
        .always("successes", hour.getSuccesses())
        .always("failures", hour.getFailures())
        .always("skipped", hour.getSkipped());
    if (hour.getDuration().getCount() > 0) {
      fields.object("duration", hour.getDuration(), Rollups::quantiles);
    }
    if (hour.getLateness().getCount() > 0) {
      fields.object("lateness", hour.getLateness(), Rollups::quantiles);
    }
  }

  private static void quantiles(Quantiles quantiles, Fields fields) {
    fields
        .always("count", quantiles.getCount())
        .always("p50Ms", quantiles.getP50() / 1000.0)
        .always("p90Ms", quantiles.getP90() / 1000.0)
        .always("p99Ms", quantiles.getP99() / 1000.0)
        .always("maxMs", quantiles.getMax() / 1000.0);
  }
}
