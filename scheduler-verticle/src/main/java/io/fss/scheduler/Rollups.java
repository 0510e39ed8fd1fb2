package io.fss.scheduler;

import io.fss.kernel.Database;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.RollupReply;
import io.fss.proto.bus.v1.RollupRequest;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

/** Tells what happened hour by hour in a group, or in all groups of a namespace. */
final class Rollups {
  private static final int MOST = 1_000;

  private final Database database;
  private final HourTable<String> namespaces;
  private final HourTable<Long> groups;

  Rollups(Database database) {
    this.database = database;
    this.namespaces = HourTable.ofNamespaces(database.dialect());
    this.groups = HourTable.ofGroups(database.dialect());
  }

  Future<RollupReply> read(RollupRequest request) {
    Violations violations = new Violations();
    violations.instant("from", request.getFromMs());
    violations.instant("to", request.getToMs());
    boolean ofGroup = request.getGroupId() != 0;
    if (!ofGroup) {
      violations.text("namespace", request.getNamespace(), Violations.NAMESPACE);
    }
    if (!violations.none()) {
      throw Refusal.invalid(violations.all());
    }
    Object owner = ofGroup ? (Object) request.getGroupId() : request.getNamespace();
    long to = request.getToMs() == 0 ? Long.MAX_VALUE : request.getToMs();
    return database
        .read(
            ofGroup ? groups.select() : namespaces.select(),
            Tuple.of(owner, request.getFromMs(), to, MOST + 1))
        .map(
            rows -> {
              RollupReply.Builder reply = RollupReply.newBuilder();
              for (Row row : rows) {
                if (reply.getHoursCount() == MOST) {
                  reply.setMore(true);
                } else {
                  reply.addHours(HourTable.totals(row).told(row.getLong("hour_ms")));
                }
              }
              return reply.build();
            });
  }
}
