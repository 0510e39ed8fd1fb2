package io.fss.scheduler;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.Ids;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** What the scheduler does for others when they ask over the bus. */
final class Services {
  private final Bus bus;
  private final Reports reports;
  private final Rescuer rescuer;
  private final Tasks tasks;
  private final TaskRead taskRead;
  private final Groups groups;
  private final GroupRead groupRead;
  private final Declarations declarations;
  private final Previews previews;
  private final CalendarKeeper calendarKeeper;
  private final Namespaces namespaces;
  private final Rollups rollups;
  private final Booker booker;
  private final List<Bus.Service> open = new ArrayList<>();

  Services(
      Bus bus,
      Database database,
      Clock clock,
      Ids ids,
      GroupStore store,
      Deeds deeds,
      CalendarCopies copies,
      Booker booker,
      Settler settler,
      Rescuer rescuer,
      SchedulerOptions options) {
    PolicyDefaults defaults = options.defaults().defaults();
    GroupCreation creation = new GroupCreation(database, clock, ids);
    GroupRuns runs = new GroupRuns(database, clock, ids, options.manualRuns());
    Calendars calendars = new Calendars(database);
    this.bus = bus;
    this.booker = booker;
    this.previews = new Previews(calendars, clock);
    this.calendarKeeper = new CalendarKeeper(database, clock, ids, copies::hurry);
    this.rollups = new Rollups(database);
    this.namespaces = new Namespaces(bus, database, clock);
    this.reports = new Reports(settler, clock);
    this.rescuer = rescuer;
    this.taskRead = new TaskRead(database, clock);
    this.tasks = new Tasks(taskRead, runs, deeds);
    this.groupRead = new GroupRead(database);
    this.groups = new Groups(creation, store, runs, groupRead, calendars, deeds, clock, defaults);
    this.declarations =
        new Declarations(creation, store, groupRead, calendars, deeds, clock, defaults);
  }

  Future<Void> start() {
    open.add(bus.serveHereToo(Channels.TASK_REPORT, batch -> reports.take(batch.getRequest())));
    open.add(bus.serve(Channels.TASK_ANSWER, rescuer::answered));
    open.add(bus.serve(Channels.TASK_CONTROL, tasks::control));
    open.add(bus.serve(Channels.TASK_LIST, taskRead::list));
    open.add(bus.serve(Channels.GROUP_CREATE, groups::create));
    open.add(bus.serve(Channels.GROUP_DECLARE, declarations::declare));
    open.add(bus.serve(Channels.GROUP_UPDATE, groups::update));
    open.add(bus.serve(Channels.GROUP_CONTROL, groups::control));
    open.add(bus.serve(Channels.GROUP_LIST, groupRead::list));
    open.add(bus.serve(Channels.GROUP_PREVIEW, previews::preview));
    open.add(bus.serve(Channels.GROUP_ROLLUP, rollups::read));
    open.add(bus.serve(Channels.CALENDAR_PUT, calendarKeeper::put));
    open.add(bus.serve(Channels.CALENDAR_DELETE, calendarKeeper::delete));
    open.add(bus.serve(Channels.CALENDAR_LIST, calendarKeeper::list));
    open.add(bus.serve(Channels.NAMESPACE_PAUSE, namespaces::pause));
    open.add(bus.serve(Channels.NAMESPACE_LIST, all -> namespaces.list()));
    open.add(bus.subscribe(Channels.NAMESPACE_CHANGED, one -> booker.look()));
    Future<Void> ready = Future.succeededFuture();
    for (Bus.Service service : open) {
      ready = ready.compose(done -> service.ready());
    }
    return ready;
  }

  Future<Void> stop() {
    Future<Void> quiet = Future.succeededFuture();
    for (Bus.Service service : open) {
      quiet = quiet.compose(done -> service.close());
    }
    return quiet;
  }
}
