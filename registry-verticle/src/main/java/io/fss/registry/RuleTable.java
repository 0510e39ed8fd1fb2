package io.fss.registry;

import io.fss.kernel.Database;
import io.fss.proto.bus.v1.ClientRule;
import io.fss.proto.v1.ClientOrder;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** The table {@code client_rule}: at most one rule for a client name and session. */
final class RuleTable {
  private static final String LANE = "registry";
  private static final String READ =
      "SELECT namespace, app, client, session, deed, reason, created_at FROM client_rule";
  private static final String ADD =
      "INSERT INTO client_rule (namespace, app, client, session, deed, reason, created_at)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?)";
  private static final String REMOVE =
      "DELETE FROM client_rule WHERE namespace = ? AND app = ? AND client = ? AND session = ?";

  private final Database database;
  private final String lock;

  RuleTable(Database database) {
    this.database = database;
    this.lock = CredentialTables.lock(database.dialect());
  }

  Future<List<ClientRule>> read() {
    return database
        .read(READ, Tuple.tuple())
        .map(
            rows -> {
              List<ClientRule> rules = new ArrayList<>();
              rows.forEach(row -> rules.add(rule(row)));
              return rules;
            });
  }

  private static ClientRule rule(Row row) {
    return ClientRule.newBuilder()
        .setNamespace(row.getString(0))
        .setApp(row.getString(1))
        .setClient(row.getString(2))
        .setSession(row.getString(3))
        .setDeed(ClientOrder.Deed.valueOf(row.getString(4)))
        .setReason(row.getString(5))
        .setCreatedAtMs(row.getLong(6))
        .build();
  }

  /** Puts a rule in the place of the one for the same name and session. */
  Future<Void> put(ClientRule rule) {
    return database.transact(
        LANE,
        tx ->
            // One registry at a time: two would both find the place free, and one of them fail.
            tx.run(lock, Tuple.tuple())
                .compose(alone -> tx.run(REMOVE, key(rule)))
                .compose(
                    free ->
                        tx.run(
                            ADD,
                            key(rule)
                                .addString(rule.getDeed().name())
                                .addString(rule.getReason())
                                .addLong(rule.getCreatedAtMs())))
                .mapEmpty());
  }

  Future<Void> remove(List<ClientRule> rules) {
    return database.transact(
        LANE,
        tx -> {
          Future<Void> done = Future.succeededFuture();
          for (ClientRule rule : rules) {
            done = done.compose(before -> tx.run(REMOVE, key(rule)).mapEmpty());
          }
          return done;
        });
  }

  private static Tuple key(ClientRule rule) {
    return Tuple.of(rule.getNamespace(), rule.getApp(), rule.getClient(), rule.getSession());
  }
}
