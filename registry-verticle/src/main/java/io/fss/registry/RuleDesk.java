package io.fss.registry;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.ClientRule;
import io.fss.proto.bus.v1.RegistryStored;
import io.fss.proto.bus.v1.RuleLiftReply;
import io.fss.proto.bus.v1.RuleLiftRequest;
import io.fss.proto.bus.v1.RuleList;
import io.fss.proto.bus.v1.RulePutRequest;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.ClientOrder;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where operators state what they want of clients; what is committed here holds until lifted. */
final class RuleDesk {
  private static final Logger log = LoggerFactory.getLogger(RuleDesk.class);
  private static final int MOST_RULES = 10_000;
  private static final int LONGEST_REASON = 500;

  private final Bus bus;
  private final Clock clock;
  private final RuleTable table;
  private final Floor floor;
  private long asked;
  private long applied;

  RuleDesk(Bus bus, Clock clock, RuleTable table, Floor floor) {
    this.bus = bus;
    this.clock = clock;
    this.table = table;
    this.floor = floor;
  }

  /** Reads the table and applies what stands there. */
  Future<Void> load() {
    long number = ++asked;
    return table
        .read()
        .map(
            rules -> {
              // Reads may overtake each other; what was asked for later is not older.
              if (number > applied) {
                applied = number;
                floor.rule(rules);
              }
              return null;
            });
  }

  Future<ClientRule> put(RulePutRequest request) {
    ClientRule asked = named(request.getRule());
    List<Violation> violations = violations(asked);
    if (!violations.isEmpty()) {
      return Future.failedFuture(Refusal.invalid(violations));
    }
    if (floor.rules().size() >= MOST_RULES && floor.rules().at(Rules.Key.of(asked)).isEmpty()) {
      return Future.failedFuture(
          new Refusal(
              Refusal.Kind.TOO_MANY,
              "there are %d rules already; lift those that are not needed".formatted(MOST_RULES),
              List.of()));
    }
    ClientRule rule = asked.toBuilder().setCreatedAtMs(clock.millis()).build();
    return table.put(rule).compose(stored -> changed()).map(applied -> told(rule));
  }

  private static ClientRule told(ClientRule rule) {
    log.info(
        "client {}{}: {} ({})",
        Rules.name(rule),
        rule.getSession().isEmpty() ? "" : " session " + rule.getSession(),
        rule.getDeed(),
        rule.getReason());
    return rule;
  }

  /** With the name that a session of the roster has, where only the session is given. */
  private ClientRule named(ClientRule asked) {
    if (asked.getClient().isEmpty() && !asked.getSession().isEmpty()) {
      ClientName name =
          floor
              .roster()
              .find(asked.getSession())
              .map(Session::name)
              .orElseThrow(
                  () -> Refusal.notFound("session %s is not known".formatted(asked.getSession())));
      return asked.toBuilder()
          .setNamespace(name.namespace())
          .setApp(name.app())
          .setClient(name.client())
          .build();
    }
    return asked.getNamespace().isEmpty()
        ? asked.toBuilder().setNamespace("default").build()
        : asked;
  }

  private static List<Violation> violations(ClientRule rule) {
    List<Violation> violations =
        new ArrayList<>(
            RegistrationRules.name(rule.getNamespace(), rule.getApp(), rule.getClient()));
    if (!rule.getSession().isEmpty() && !SessionIds.wellFormed(rule.getSession())) {
      violations.add(
          Refusal.violation("session", rule.getSession(), "must be 32 hexadecimal digits"));
    }
    if (rule.getDeed() == ClientOrder.Deed.DEED_UNSPECIFIED
        || rule.getDeed() == ClientOrder.Deed.UNRECOGNIZED) {
      violations.add(
          Refusal.violation(
              "deed", rule.getDeed(), "must be PAUSE, DRAIN, KICK_AFTER or KICK_NOW"));
    }
    if (rule.getReason().length() > LONGEST_REASON) {
      violations.add(
          Refusal.violation(
              "reason",
              "(%d characters)".formatted(rule.getReason().length()),
              "must be at most %d characters".formatted(LONGEST_REASON)));
    }
    return violations;
  }

  Future<RuleLiftReply> lift(RuleLiftRequest request) {
    List<ClientRule> lifted =
        floor.rules().all().stream().filter(rule -> isMeant(rule, request)).toList();
    if (lifted.isEmpty()) {
      return Future.failedFuture(Refusal.notFound("there is no rule for this client"));
    }
    return table
        .remove(lifted)
        .compose(stored -> changed())
        .map(
            applied -> {
              lifted.forEach(rule -> log.info("client {}: lifted", Rules.name(rule)));
              return RuleLiftReply.newBuilder().addAllLifted(lifted).build();
            });
  }

  private static boolean isMeant(ClientRule rule, RuleLiftRequest request) {
    if (!request.getSession().isEmpty()) {
      return rule.getSession().equals(request.getSession());
    }
    String namespace = request.getNamespace().isEmpty() ? "default" : request.getNamespace();
    return Rules.name(rule)
        .equals(new ClientName(namespace, request.getApp(), request.getClient()));
  }

  /** A session that ended needs no rule of its own any more. */
  void retire(Session session) {
    Optional<ClientRule> own = floor.rules().at(new Rules.Key(session.name(), session.id()));
    own.ifPresent(
        rule ->
            table
                .remove(List.of(rule))
                .compose(stored -> changed())
                .onFailure(failure -> log.warn("a rule of an ended session stays", failure)));
  }

  private Future<Void> changed() {
    return load()
        .onComplete(
            applied -> bus.publish(Channels.REGISTRY_STORED, RegistryStored.getDefaultInstance()));
  }

  Future<RuleList> list() {
    return Future.succeededFuture(RuleList.newBuilder().addAllRules(floor.rules().all()).build());
  }
}
