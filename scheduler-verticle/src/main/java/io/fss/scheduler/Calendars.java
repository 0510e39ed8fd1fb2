package io.fss.scheduler;

import io.fss.kernel.Database;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.Trigger;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the calendars that definitions refer to. */
final class Calendars {
  static final String FIND = "SELECT spec, version FROM calendar WHERE namespace = ? AND name = ?";

  private final Database database;

  Calendars(Database database) {
    this.database = database;
  }

  /** Calendars by name; a definition that refers to another one breaks a rule. */
  record Known(Map<CalendarName, StoredCalendar> calendars) {

    /** The calendar of a definition, as its group keeps a copy of it. */
    StoredCalendar stored(GroupSpec spec) {
      return calendars.getOrDefault(CalendarName.of(spec), StoredCalendar.NONE);
    }

    List<Violation> check(GroupSpec spec, long now) {
      return with(GroupRules.check(spec, calendar(spec), now), spec);
    }

    List<Violation> checkEdit(Trigger old, GroupSpec spec, long now) {
      return with(GroupRules.checkEdit(old, spec, calendar(spec), now), spec);
    }

    /**
     * The calendar of a definition; null where it refers to none.
     *
     * @throws Refusal where it refers to one that is not there
     */
    CalendarSpec required(GroupSpec spec) {
      List<Violation> missing = with(List.of(), spec);
      if (!missing.isEmpty()) {
        throw Refusal.invalid(missing);
      }
      return calendar(spec);
    }

    private CalendarSpec calendar(GroupSpec spec) {
      StoredCalendar stored = stored(spec);
      return stored.spec().isEmpty() ? null : CalendarText.decode(stored.spec());
    }

    private List<Violation> with(List<Violation> broken, GroupSpec spec) {
      String name = spec.getTrigger().getCalendar();
      if (name.isEmpty() || calendars.containsKey(CalendarName.of(spec))) {
        return broken;
      }
      List<Violation> all = new ArrayList<>(broken);
      all.add(
          Refusal.violation(
              "trigger.calendar", name, "must be a calendar of namespace " + spec.getNamespace()));
      return all;
    }
  }

  /** The calendars of these definitions. */
  Future<Known> of(Collection<GroupSpec> specs) {
    Set<CalendarName> names = new LinkedHashSet<>();
    for (GroupSpec spec : specs) {
      if (!spec.getTrigger().getCalendar().isEmpty()) {
        names.add(CalendarName.of(spec));
      }
    }
    Map<CalendarName, StoredCalendar> found = new HashMap<>();
    Future<Void> all = Future.succeededFuture();
    for (CalendarName name : names) {
      all = all.compose(done -> find(name, found));
    }
    return all.map(done -> new Known(found));
  }

  private Future<Void> find(CalendarName name, Map<CalendarName, StoredCalendar> found) {
    return database
        .read(FIND, Tuple.of(name.namespace(), name.name()))
        .map(
            rows -> {
              rows.forEach(row -> found.put(name, stored(row)));
              return null;
            });
  }

  /** A row of {@link #FIND}. */
  static StoredCalendar stored(Row row) {
    return new StoredCalendar(row.getString("spec"), row.getLong("version"));
  }
}
