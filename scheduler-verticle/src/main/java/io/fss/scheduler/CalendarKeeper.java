package io.fss.scheduler;

import io.fss.kernel.BatchDeed;
import io.fss.kernel.Clock;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.Ids;
import io.fss.kernel.NewRows;
import io.fss.kernel.Refusal;
import io.fss.kernel.Tx;
import io.fss.proto.bus.v1.CalendarDeleteRequest;
import io.fss.proto.bus.v1.CalendarInfo;
import io.fss.proto.bus.v1.CalendarList;
import io.fss.proto.bus.v1.CalendarListRequest;
import io.fss.proto.bus.v1.CalendarPutRequest;
import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.Done;
import io.fss.proto.bus.v1.Violation;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** What people do to calendars. */
final class CalendarKeeper {
  /** Calendars of all namespaces together: a list of them is one answer. */
  static final int MOST = 1_000;

  // Groups that are named where a calendar cannot be deleted because of them.
  private static final int NAMED = 5;

  // What is written is not empty: where the index covers just that, it must be said to be used.
  private static final String REFERRING =
      "FROM task_group g WHERE g.namespace = %s AND g.calendar = %s AND g.calendar <> ''";

  private static final NewRows NEW =
      new NewRows(
          "calendar",
          List.of("id", "namespace", "name", "spec", "version", "updated_at"),
          List.of("b.id", "b.namespace", "b.name", "b.spec", "1", "b.now"),
          Columns.of("id BIGINT", "namespace TEXT", "name TEXT", "spec TEXT", "now BIGINT"),
          List.of("namespace", "name"),
          "id");

  private final Database database;
  private final Clock clock;
  private final Ids ids;
  private final Runnable changed;
  private final BatchDeed insert;
  private final CalendarHold hold;

  /**
   * Makes one.
   *
   * @param changed called when a calendar has changed that groups may carry a copy of
   */
  CalendarKeeper(Database database, Clock clock, Ids ids, Runnable changed) {
    this.database = database;
    this.clock = clock;
    this.ids = ids;
    this.changed = changed;
    this.insert = database.dialect().insert(NEW);
    this.hold = new CalendarHold(database.dialect());
  }

  /** Creates, or replaces what still is at the version that was read. */
  Future<CalendarInfo> put(CalendarPutRequest request) {
    CalendarSpec spec = request.getSpec();
    List<Violation> violations = new ArrayList<>(CalendarRules.check(spec, clock.millis()));
    if (request.getVersion() < 0) {
      violations.add(
          Refusal.violation(
              "version", request.getVersion(), "must be 0 or a version that was read"));
    }
    if (!violations.isEmpty()) {
      throw Refusal.invalid(violations);
    }
    Future<Void> written = request.getVersion() == 0 ? create(spec) : replace(request);
    return written.compose(done -> info(spec));
  }

  private Future<Void> create(CalendarSpec spec) {
    long id = ids.next();
    long now = clock.millis();
    String text = CalendarText.encode(spec);
    return database.transact(
        "group",
        tx ->
            tx.run("SELECT COUNT(*) AS n FROM calendar", Tuple.tuple())
                .compose(
                    all -> {
                      if (all.iterator().next().getLong("n") >= MOST) {
                        throw Refusal.conflict(
                            "there are %d calendars, as many as may be".formatted(MOST));
                      }
                      return insert.run(
                          tx,
                          NEW.columns()
                              .batch()
                              .add(id, spec.getNamespace(), spec.getName(), text, now));
                    })
                .map(
                    made -> {
                      if (made.size() == 0) {
                        throw Refusal.conflict(
                            "there is a calendar %s already".formatted(nameOf(spec)));
                      }
                      return null;
                    }));
  }

  private Future<Void> replace(CalendarPutRequest request) {
    CalendarSpec spec = request.getSpec();
    long now = clock.millis();
    return database
        .transact(
            "group",
            tx ->
                tx.run(
                    "UPDATE calendar SET spec = ?, version = version + 1, updated_at = ?"
                        + " WHERE namespace = ? AND name = ? AND version = ?",
                    Tuple.of(
                        CalendarText.encode(spec),
                        now,
                        spec.getNamespace(),
                        spec.getName(),
                        request.getVersion())))
        .map(
            done -> {
              if (done.rowCount() == 0) {
                throw Refusal.conflict(
                    "version %d of calendar %s is stale: read it again"
                        .formatted(request.getVersion(), nameOf(spec)));
              }
              changed.run();
              return null;
            });
  }

  private static CalendarName nameOf(CalendarSpec spec) {
    return new CalendarName(spec.getNamespace(), spec.getName());
  }

  private Future<CalendarInfo> info(CalendarSpec spec) {
    return list(CalendarListRequest.newBuilder()
            .setNamespace(spec.getNamespace())
            .setName(spec.getName())
            .build())
        .map(
            found -> {
              if (found.getCalendarsCount() == 0) {
                throw Refusal.conflict("calendar %s was deleted meanwhile".formatted(nameOf(spec)));
              }
              return found.getCalendars(0);
            });
  }

  /** Deletes; CONFLICT, naming some of them, while groups refer to it. */
  Future<Done> delete(CalendarDeleteRequest request) {
    CalendarName name = new CalendarName(request.getNamespace(), request.getName());
    Tuple key = Tuple.of(name.namespace(), name.name());
    return database.transact(
        "group",
        tx ->
            // Whoever writes a group that refers to it holds this lock until the group can be seen.
            hold.lock(tx, name)
                .compose(
                    there -> {
                      if (!there) {
                        throw Refusal.notFound("there is no calendar " + name);
                      }
                      return refuseIfUsed(tx, name);
                    })
                .compose(
                    free -> tx.run("DELETE FROM calendar WHERE namespace = ? AND name = ?", key))
                .map(Done.getDefaultInstance()));
  }

  private static Future<Void> refuseIfUsed(Tx tx, CalendarName name) {
    String from = REFERRING.formatted("?", "?");
    Tuple key = Tuple.of(name.namespace(), name.name());
    return tx.run("SELECT COUNT(*) AS n " + from, key)
        .compose(
            count -> {
              long groups = count.iterator().next().getLong("n");
              return groups == 0
                  ? Future.succeededFuture()
                  : tx.run("SELECT g.name " + from + " ORDER BY g.id LIMIT " + NAMED, key)
                      .map(
                          some -> {
                            throw refusal(name, groups, some);
                          });
            });
  }

  private static Refusal refusal(CalendarName name, long groups, RowSet<Row> some) {
    List<String> names = new ArrayList<>();
    some.forEach(row -> names.add(row.getString("name")));
    return Refusal.conflict(
        "calendar %s: %d groups refer to it: %s%s"
            .formatted(
                name,
                groups,
                String.join(", ", names),
                groups > names.size() ? " and %d more".formatted(groups - names.size()) : ""));
  }

  Future<CalendarList> list(CalendarListRequest request) {
    Where where = new Where();
    where.and(!request.getNamespace().isEmpty(), "c.namespace = ?", request.getNamespace());
    where.and(!request.getName().isEmpty(), "c.name = ?", request.getName());
    return database
        .read(
            ("SELECT c.namespace, c.name, c.spec, c.version, c.updated_at,"
                    + " (SELECT COUNT(*) %s) AS referring"
                    + " FROM calendar c%s ORDER BY c.namespace, c.name LIMIT ?")
                .formatted(REFERRING.formatted("c.namespace", "c.name"), where),
            where.tuple(MOST))
        .map(
            rows -> {
              CalendarList.Builder list = CalendarList.newBuilder();
              rows.forEach(row -> list.addCalendars(of(row)));
              return list.build();
            });
  }

  private static CalendarInfo of(Row row) {
    return CalendarInfo.newBuilder()
        .setSpec(
            CalendarText.decode(row.getString("spec")).toBuilder()
                .setNamespace(row.getString("namespace"))
                .setName(row.getString("name")))
        .setVersion(row.getLong("version"))
        .setUpdatedAtMs(row.getLong("updated_at"))
        .setGroups(row.getLong("referring"))
        .build();
  }
}
