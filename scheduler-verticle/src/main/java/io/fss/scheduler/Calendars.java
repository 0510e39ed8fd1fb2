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
  private final Database database;

  Calendars(Database database) {
    this.database = database;
  }

  private record Name(String namespace, String name) {
    static Name of(GroupSpec spec) {
      return new Name(spec.getNamespace(), spec.getTrigger().getCalendar());
    }
  }

  /** Calendars by name; a definition that refers to another one breaks a rule. */
  record Known(Map<Name, StoredCalendar> calendars) {

    /** The calendar of a definition, as its group keeps a copy of it. */
    StoredCalendar stored(GroupSpec spec) {
      return calendars.getOrDefault(Name.of(spec), StoredCalendar.NONE);
    }

    List<Violation> check(GroupSpec spec, long now) {
      return with(GroupRules.check(spec, calendar(spec), now), spec);
    }

    List<Violation> checkEdit(Trigger old, GroupSpec spec, long now) {
      return with(GroupRules.checkEdit(old, spec, calendar(spec), now), spec);
    }

    private CalendarSpec calendar(GroupSpec spec) {
      StoredCalendar stored = stored(spec);
      return stored.spec().isEmpty() ? null : CalendarText.decode(stored.spec());
    }

    private List<Violation> with(List<Violation> broken, GroupSpec spec) {
      String name = spec.getTrigger().getCalendar();
      if (name.isEmpty() || calendars.containsKey(Name.of(spec))) {
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
    Set<Name> names = new LinkedHashSet<>();
    for (GroupSpec spec : specs) {
      if (!spec.getTrigger().getCalendar().isEmpty()) {
        names.add(Name.of(spec));
      }
    }
    Map<Name, StoredCalendar> found = new HashMap<>();
    Future<Void> all = Future.succeededFuture();
    for (Name name : names) {
      all = all.compose(done -> find(name, found));
    }
    return all.map(done -> new Known(found));
  }

  private Future<Void> find(Name name, Map<Name, StoredCalendar> found) {
    return database
        .read(
            "SELECT spec, version FROM calendar WHERE namespace = ? AND name = ?",
            Tuple.of(name.namespace(), name.name()))
        .map(
            rows -> {
              for (Row row : rows) {
                found.put(name, new StoredCalendar(row.getString("spec"), row.getLong("version")));
              }
              return null;
            });
  }
}
