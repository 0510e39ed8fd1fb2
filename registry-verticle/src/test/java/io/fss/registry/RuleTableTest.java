package io.fss.registry;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.Databases;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.ClientRule;
import io.fss.proto.v1.ClientOrder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class RuleTableTest {
  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<Database> opened = new ArrayList<>();

  @BeforeEach
  void open() {
    Databases databases = kind.open(vertx, folder);
    for (int i = 0; i < 3; i++) {
      opened.add(await(databases.open("registry")));
    }
    await(new CredentialTables(opened.get(0), Clock.system()).open("", first -> {}));
  }

  @AfterEach
  void close() {
    opened.forEach(database -> await(database.close()));
    await(vertx.close());
  }

  private static ClientRule rule(ClientOrder.Deed deed) {
    return ClientRule.newBuilder()
        .setNamespace("default")
        .setApp("shop")
        .setClient("a")
        .setDeed(deed)
        .setReason("repairs")
        .setCreatedAtMs(7)
        .build();
  }

  @Test
  void a_rule_takes_the_place_of_the_one_before() {
    RuleTable table = new RuleTable(opened.get(0));
    await(table.put(rule(ClientOrder.Deed.PAUSE)));

    await(table.put(rule(ClientOrder.Deed.KICK_NOW)));

    assertThat(await(table.read())).containsExactly(rule(ClientOrder.Deed.KICK_NOW));
  }

  @Test
  void registries_that_put_a_rule_for_one_client_at_once_all_succeed_and_one_rule_stays() {
    List<RuleTable> tables = opened.stream().map(RuleTable::new).toList();
    for (int round = 0; round < 20; round++) {
      await(tables.get(0).remove(List.of(rule(ClientOrder.Deed.PAUSE))));

      List<Future<Void>> puts =
          tables.stream().map(table -> table.put(rule(ClientOrder.Deed.PAUSE))).toList();

      await(Future.join(puts));
      assertThat(await(tables.get(0).read())).hasSize(1);
    }
  }
}
