package io.fss.registry;

import io.fss.proto.bus.v1.ClientRule;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What operators want of which clients, as far as this registry has read it. */
final class Rules {
  private static final Comparator<ClientRule> STRENGTH =
      Comparator.comparingInt(ClientRule::getDeedValue);

  private Map<Key, ClientRule> rules = Map.of();

  /** Whom a rule is for; without a session for every process of the name. */
  record Key(ClientName name, String session) {
    static Key of(ClientRule rule) {
      return new Key(Rules.name(rule), rule.getSession());
    }
  }

  static ClientName name(ClientRule rule) {
    return new ClientName(rule.getNamespace(), rule.getApp(), rule.getClient());
  }

  void replace(Collection<ClientRule> read) {
    Map<Key, ClientRule> next = new HashMap<>();
    read.forEach(rule -> next.put(Key.of(rule), rule));
    rules = next;
  }

  /** The strongest rule for a session. */
  Optional<ClientRule> of(ClientName name, String session) {
    if (rules.isEmpty()) {
      return Optional.empty();
    }
    return Stream.of(new Key(name, ""), new Key(name, session))
        .flatMap(key -> Stream.ofNullable(rules.get(key)))
        .max(STRENGTH);
  }

  Optional<ClientRule> at(Key key) {
    return Optional.ofNullable(rules.get(key));
  }

  /** By namespace, app, client and session. */
  List<ClientRule> all() {
    return rules.values().stream()
        .sorted(
            Comparator.comparing(ClientRule::getNamespace)
                .thenComparing(ClientRule::getApp)
                .thenComparing(ClientRule::getClient)
                .thenComparing(ClientRule::getSession))
        .toList();
  }

  int size() {
    return rules.size();
  }
}
