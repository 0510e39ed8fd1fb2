package io.fss.registry;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.AttachCommand;
import io.fss.proto.bus.v1.AttachReply;
import io.fss.proto.bus.v1.RegisterCommand;
import io.fss.proto.v1.Mode;
import io.vertx.core.Future;
import java.util.List;

/**
 * Which dispatcher holds the command stream of a session, so that routing finds it. A stream says
 * nothing about life: its end makes no session silent, only unreachable until the next one.
 */
final class Attachments {
  private final SessionStore store;
  private final Floor floor;
  private final Lookout lookout;

  Attachments(SessionStore store, Floor floor, Lookout lookout) {
    this.store = store;
    this.floor = floor;
    this.lookout = lookout;
  }

  Future<AttachReply> attach(AttachCommand asked) {
    // What another registry was told a moment ago must not look like an older stream here.
    return store.shared()
        ? lookout.refresh(List.of(asked.getSession())).compose(fresh -> attachTo(asked))
        : attachTo(asked);
  }

  private Future<AttachReply> attachTo(AttachCommand asked) {
    Session session = floor.roster().find(asked.getSession()).orElse(null);
    if (session == null) {
      return Future.failedFuture(
          Refusal.notFound("session %s is not known".formatted(asked.getSession())));
    }
    RegisterCommand known = session.command();
    String held = known.getStream();
    boolean current = held.equals(asked.getStream());
    return switch (asked.getDeed()) {
      case OPENED -> {
        check(asked, known);
        yield put(session, asked.getEdge(), asked.getStream())
            .map(stored -> AttachReply.newBuilder().setReplacedStream(current ? "" : held).build());
      }
      case KEPT -> {
        check(asked, known);
        if (!held.isEmpty() && !current) {
          throw Refusal.conflict(
              "session %s has a newer command stream".formatted(asked.getSession()));
        }
        yield put(session, asked.getEdge(), asked.getStream());
      }
      case CLOSED ->
          current ? put(session, "", "") : Future.succeededFuture(AttachReply.getDefaultInstance());
      case DEED_UNSPECIFIED, UNRECOGNIZED ->
          throw Refusal.invalid("deed", asked.getDeed(), "must be OPENED, KEPT or CLOSED");
    };
  }

  private static void check(AttachCommand asked, RegisterCommand known) {
    String namespace = known.getRequest().getNamespace();
    if (!asked.getNamespace().isEmpty() && !asked.getNamespace().equals(namespace)) {
      throw new Refusal(
          Refusal.Kind.FORBIDDEN,
          "session %s: the token is bound to namespace '%s'"
              .formatted(asked.getSession(), asked.getNamespace()),
          List.of());
    }
    if (known.getRequest().getMode() != Mode.MODE_STREAM) {
      throw Refusal.invalid(
          "session", asked.getSession(), "must be registered in MODE_STREAM to open a stream");
    }
  }

  private Future<AttachReply> put(Session session, String edge, String stream) {
    RegisterCommand known = session.command();
    if (known.getStream().equals(stream) && known.getEdge().equals(edge)) {
      return Future.succeededFuture(AttachReply.getDefaultInstance());
    }
    session.reach(edge, stream);
    floor.changed(session);
    return store.put(session.stored(), false).map(AttachReply.getDefaultInstance());
  }
}
