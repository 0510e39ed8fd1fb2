package io.fss.kernel;

import io.fss.proto.bus.v1.Violation;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A request that was understood and turned down; it crosses the bus with its reasons. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why; the number is the HTTP status it becomes at the edge. */
  public enum Kind {
    INVALID(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    CONFLICT(409),
    TOO_MANY(429),
    UNAVAILABLE(503);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** The HTTP status of this kind. */
    public int code() {
      return code;
    }

    /** The kind with that HTTP status; {@link #UNAVAILABLE} for one that is none's. */
    public static Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      return UNAVAILABLE;
    }
  }

  private final Kind kind;
  private final transient List<Violation> violations;

  public Refusal(Kind kind, String message, List<Violation> violations) {
    super(message, null, false, false);
    this.kind = kind;
    this.violations = List.copyOf(violations);
  }

  public static Refusal invalid(List<Violation> violations) {
    Violation first = violations.get(0);
    String message =
        "%s '%s': %s".formatted(first.getField(), first.getValue(), first.getRule())
            + (violations.size() > 1 ? " (and %d more)".formatted(violations.size() - 1) : "");
    return new Refusal(Kind.INVALID, message, violations);
  }

  public static Refusal invalid(String field, Object value, String rule) {
    return invalid(List.of(violation(field, value, rule)));
  }

  public static Refusal notFound(String message) {
    return new Refusal(Kind.NOT_FOUND, message, List.of());
  }

  public static Refusal conflict(String message) {
    return new Refusal(Kind.CONFLICT, message, List.of());
  }

  public static Refusal unavailable(String message) {
    return new Refusal(Kind.UNAVAILABLE, message, List.of());
  }

  /** Whether a failure says that something is away or full, which whoever found it out has told. */
  public static boolean isUnavailable(Throwable failure) {
    return failure instanceof Refusal refusal && refusal.kind == Kind.UNAVAILABLE;
  }

  public static Violation violation(String field, Object value, String rule) {
    return Violation.newBuilder()
        .setField(field)
        .setValue(String.valueOf(value))
        .setRule(rule)
        .build();
  }

  public Kind kind() {
    return kind;
  }

  public List<Violation> violations() {
    return violations;
  }

  /**
   * What a failed future means to a caller: refusals come back as they were sent, silence and
   * missing handlers are {@link Kind#UNAVAILABLE}, everything else stays what it was.
   */
  public static Throwable of(Throwable failure) {
    if (!(failure instanceof ReplyException reply)) {
      return failure;
    }
    if (reply.failureType() != ReplyFailure.RECIPIENT_FAILURE || reply.failureCode() < 400) {
      return unavailable(reply.getMessage());
    }
    JsonObject text = new JsonObject(reply.getMessage());
    List<Violation> violations =
        text.getJsonArray("violations", new JsonArray()).stream()
            .map(JsonObject.class::cast)
            .map(v -> violation(v.getString("field"), v.getString("value"), v.getString("rule")))
            .toList();
    return new Refusal(Kind.of(reply.failureCode()), text.getString("message"), violations);
  }

  ReplyException toReply() {
    JsonArray list = new JsonArray();
    for (Violation v : violations) {
      list.add(
          new JsonObject()
              .put("field", v.getField())
              .put("value", v.getValue())
              .put("rule", v.getRule()));
    }
    String text = new JsonObject().put("message", getMessage()).put("violations", list).encode();
    return new ReplyException(ReplyFailure.RECIPIENT_FAILURE, kind.code, text);
  }
}
