package io.fss.scheduler;

import io.fss.kernel.Dialect;
import io.fss.kernel.Refusal;
import io.fss.kernel.Tx;
import io.fss.proto.bus.v1.GroupSpec;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps calendars in place while groups that refer to them are written: whoever deletes one waits
 * for the lock, and sees the groups then. Groups are locked before calendars, everywhere.
 */
final class CalendarHold {
  private final String lock;

  CalendarHold(Dialect dialect) {
    this.lock =
        "SELECT c.id FROM calendar c WHERE c.namespace = ? AND c.name = ?" + dialect.forUpdate("c");
  }

  /** Locks the calendars of these definitions; CONFLICT where one is gone. */
  Future<Void> hold(Tx tx, Collection<GroupSpec> specs) {
    Set<CalendarName> names = new TreeSet<>();
    for (GroupSpec spec : specs) {
      if (!spec.getTrigger().getCalendar().isEmpty()) {
        names.add(CalendarName.of(spec));
      }
    }
    Future<Void> all = Future.succeededFuture();
    for (CalendarName name : names) {
      all = all.compose(done -> hold(tx, name));
    }
    return all;
  }

  private Future<Void> hold(Tx tx, CalendarName name) {
    return lock(tx, name)
        .map(
            there -> {
              if (!there) {
                throw Refusal.conflict("calendar %s was deleted meanwhile".formatted(name));
              }
              return null;
            });
  }

  /** Locks a calendar; whether there is one of that name. */
  Future<Boolean> lock(Tx tx, CalendarName name) {
    return tx.run(lock, Tuple.of(name.namespace(), name.name())).map(rows -> rows.size() > 0);
  }
}
