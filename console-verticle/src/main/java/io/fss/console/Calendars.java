package io.fss.console;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.CalendarDeleteRequest;
import io.fss.proto.bus.v1.CalendarInfo;
import io.fss.proto.bus.v1.CalendarListRequest;
import io.fss.proto.bus.v1.CalendarPutRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Lists, shows, creates, replaces and deletes calendars. */
record Calendars(Backend backend) {
  Map<String, Responder> responders() {
    return Map.of(
        "listCalendars",
        this::list,
        "getCalendar",
        this::show,
        "putCalendar",
        this::put,
        "deleteCalendar",
        this::delete);
  }

  private Future<Answer> list(Call call) {
    return find(call.text("namespace"), "")
        .map(calendars -> Page.of(calendars, CalendarJson::write, null));
  }

  private Future<Answer> show(Call call) {
    String namespace = call.path("namespace");
    String name = call.path("name");
    return find(namespace, name)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.failedFuture(
                        Refusal.notFound("there is no calendar " + namespace + "/" + name))
                    : Future.succeededFuture(answer(200, found.get(0))));
  }

  private Future<List<CalendarInfo>> find(String namespace, String name) {
    CalendarListRequest request =
        CalendarListRequest.newBuilder().setNamespace(namespace).setName(name).build();
    return backend
        .ask(Channels.CALENDAR_LIST, request)
        .map(list -> List.copyOf(list.getCalendarsList()));
  }

  private Future<Answer> put(Call call) {
    String ifMatch = call.header("If-Match");
    long version = ifMatch.isEmpty() ? 0 : EntityTag.parse(ifMatch).version();
    CalendarPutRequest request =
        CalendarPutRequest.newBuilder()
            .setSpec(CalendarJson.read(call.path("namespace"), call.path("name"), call.body()))
            .setVersion(version)
            .build();
    return backend
        .ask(Channels.CALENDAR_PUT, request)
        .recover(failure -> conflict(request, failure))
        .map(calendar -> answer(version == 0 ? 201 : 200, calendar));
  }

  /** What a conflict on the bus means depends on what is there now. */
  private Future<CalendarInfo> conflict(CalendarPutRequest request, Throwable failure) {
    if (!(failure instanceof Refusal refusal) || refusal.kind() != Refusal.Kind.CONFLICT) {
      return Future.failedFuture(failure);
    }
    return find(request.getSpec().getNamespace(), request.getSpec().getName())
        .compose(found -> Future.failedFuture(told(request.getVersion(), found, refusal)));
  }

  private static RuntimeException told(long version, List<CalendarInfo> found, Refusal refusal) {
    long now = found.isEmpty() ? 0 : found.get(0).getVersion();
    if (now == version) {
      return refusal;
    }
    if (version == 0) {
      return new Rejection(
          Problem.unconditional(
              "there is such a calendar already: a change of it needs the header If-Match with its"
                  + " ETag, which is \"%d\" now".formatted(now)));
    }
    String detail = "If-Match \"%d\": the calendar has changed since, ".formatted(version);
    return new Rejection(
        Problem.stale(
            detail + (now == 0 ? "it is gone" : "its ETag is \"%d\" now".formatted(now)),
            refusal.violations()));
  }

  private Future<Answer> delete(Call call) {
    CalendarDeleteRequest request =
        CalendarDeleteRequest.newBuilder()
            .setNamespace(call.path("namespace"))
            .setName(call.path("name"))
            .build();
    return backend.ask(Channels.CALENDAR_DELETE, request).map(done -> Answer.empty());
  }

  private static Answer answer(int status, CalendarInfo calendar) {
    return Answer.json(
        status,
        Fields.item(calendar, CalendarJson::write, 512),
        "ETag",
        EntityTag.of(calendar).toString());
  }
}
