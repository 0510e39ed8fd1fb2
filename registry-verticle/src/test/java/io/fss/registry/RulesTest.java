package io.fss.registry;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.kernel.Await.until;
import static io.fss.registry.RegistryFixture.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.ClientRule;
import io.fss.proto.bus.v1.RuleLiftRequest;
import io.fss.proto.bus.v1.RuleListRequest;
import io.fss.proto.bus.v1.RulePutRequest;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.ClientOrder;
import io.fss.proto.v1.ClientOrder.Deed;
import io.fss.proto.v1.DeregisterRequest;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Kick, drain and pause hold until they are lifted, whatever happens to the sessions. */
@ParameterizedClass
@EnumSource(StoreKind.class)
final class RulesTest {
  @Parameter StoreKind kind;
  @TempDir Path folder;
  private RegistryFixture registry;

  @BeforeEach
  void open() {
    registry = new RegistryFixture(folder, kind).start();
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static ClientRule.Builder rule(Deed deed) {
    return ClientRule.newBuilder()
        .setApp("shop")
        .setClient("pod-1")
        .setDeed(deed)
        .setReason("maintenance");
  }

  private Future<ClientRule> state(ClientRule.Builder rule) {
    return registry.bus.request(
        Channels.REGISTRY_RULE, RulePutRequest.newBuilder().setRule(rule).build());
  }

  private List<ClientRule> rules() {
    return await(
            registry.bus.request(Channels.REGISTRY_RULES, RuleListRequest.getDefaultInstance()))
        .getRulesList();
  }

  private void lift(RuleLiftRequest.Builder request) {
    await(registry.bus.request(Channels.REGISTRY_LIFT, request.build()));
  }

  private Deed shown(String session) {
    return registry.shown(session).orElseThrow().getRule().getDeed();
  }

  private ClientOrder told(String session, long counter) {
    return registry.beats(session, counter).getOrder();
  }

  @Test
  void a_rule_is_shown_at_once_and_told_with_every_heartbeat_until_it_is_lifted() {
    // given
    String session = registry.register("pod-1", "a");
    String other = registry.register("pod-2", "a");

    // when
    ClientRule stated = await(state(rule(Deed.KICK_AFTER)));
    ClientOrder first = told(session, 1);
    ClientOrder second = told(session, 2);
    Deed before = shown(session);
    lift(RuleLiftRequest.newBuilder().setApp("shop").setClient("pod-1"));

    // then
    assertThat(stated.getNamespace()).isEqualTo("default");
    assertThat(stated.getCreatedAtMs()).isEqualTo(registry.clock.millis());
    assertThat(before).isEqualTo(Deed.KICK_AFTER);
    assertThat(first)
        .isEqualTo(
            ClientOrder.newBuilder().setDeed(Deed.KICK_AFTER).setReason("maintenance").build());
    assertThat(second).isEqualTo(first);
    assertThat(registry.shown(session).orElseThrow().hasRule()).isFalse();
    assertThat(registry.online(session)).isTrue();
    assertThat(told(session, 3)).isEqualTo(ClientOrder.getDefaultInstance());
    assertThat(told(other, 1)).isEqualTo(ClientOrder.getDefaultInstance());
    until(
        "everybody was told of it",
        () ->
            registry.deltas.stream()
                .flatMap(delta -> delta.getChangedList().stream())
                .anyMatch(client -> client.getRule().getDeed() == Deed.KICK_AFTER));
  }

  @Test
  void a_rule_survives_registrations_new_processes_restarts_and_a_store_that_lost_everything() {
    // given
    String session = registry.register("pod-1", "a");
    await(state(rule(Deed.PAUSE)));

    // when
    registry.register("pod-1", "a");
    Deed registered = shown(session);
    String young = registry.register("pod-1", "b");
    Deed newer = shown(young);
    registry.loseEverything();
    String again = registry.register("pod-1", "b");

    // then
    assertThat(registered).isEqualTo(Deed.PAUSE);
    assertThat(newer).isEqualTo(Deed.PAUSE);
    assertThat(again).isEqualTo(young);
    assertThat(shown(again)).isEqualTo(Deed.PAUSE);
    assertThat(told(again, 1).getDeed()).isEqualTo(Deed.PAUSE);
  }

  @Test
  void a_rule_for_a_session_is_for_that_process_alone_and_ends_with_it() {
    // given
    String old = registry.register("pod-1", "a");
    ClientRule stated =
        await(state(ClientRule.newBuilder().setSession(old).setDeed(Deed.KICK_NOW)));

    // when
    Deed kicked = told(old, 1).getDeed();
    await(
        registry.bus.request(
            Channels.REGISTRY_DEREGISTER, DeregisterRequest.newBuilder().setSession(old).build()));
    String young = registry.register("pod-1", "b");

    // then
    assertThat(stated.getClient()).isEqualTo("pod-1");
    assertThat(kicked).isEqualTo(Deed.KICK_NOW);
    assertThat(told(young, 1)).isEqualTo(ClientOrder.getDefaultInstance());
    until("the rule has gone with its session", () -> rules().isEmpty());
  }

  @Test
  void of_several_rules_the_strongest_counts_and_a_new_one_replaces_the_one_for_the_same() {
    // given
    String session = registry.register("pod-1", "a");
    await(state(rule(Deed.DRAIN)));
    await(state(ClientRule.newBuilder().setSession(session).setDeed(Deed.KICK_AFTER)));

    // when
    Deed both = shown(session);
    await(state(rule(Deed.KICK_NOW)));
    Deed replaced = shown(session);
    lift(RuleLiftRequest.newBuilder().setApp("shop").setClient("pod-1"));

    // then
    assertThat(both).isEqualTo(Deed.KICK_AFTER);
    assertThat(replaced).isEqualTo(Deed.KICK_NOW);
    assertThat(rules()).isEmpty();
    assertThat(registry.shown(session).orElseThrow().hasRule()).isFalse();
  }

  @Test
  void a_rule_may_be_stated_before_the_client_comes_and_lifted_for_one_session() {
    // given
    await(state(rule(Deed.DRAIN)));
    String session = registry.register("pod-1", "a");
    await(state(ClientRule.newBuilder().setSession(session).setDeed(Deed.KICK_AFTER)));

    // when
    lift(RuleLiftRequest.newBuilder().setSession(session));

    // then
    assertThat(shown(session)).isEqualTo(Deed.DRAIN);
    assertThat(rules()).extracting(ClientRule::getDeed).containsExactly(Deed.DRAIN);
  }

  @Test
  void what_is_wrong_with_a_rule_is_named() {
    // when
    Throwable wrong =
        failure(
            state(ClientRule.newBuilder().setApp("a b").setClient("").setReason("x".repeat(501))));
    Throwable unknown =
        failure(
            state(
                ClientRule.newBuilder()
                    .setSession("0123456789abcdef0123456789abcdef")
                    .setDeed(Deed.DRAIN)));
    Throwable nothing =
        failure(
            registry.bus.request(
                Channels.REGISTRY_LIFT,
                RuleLiftRequest.newBuilder().setApp("shop").setClient("pod-1").build()));

    // then
    assertThat(wrong)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal ->
                assertThat(refusal.violations())
                    .extracting(Violation::getField)
                    .containsExactly("app", "client", "deed", "reason"));
    assertThat(unknown).isInstanceOfSatisfying(Refusal.class, RulesTest::isNotFound);
    assertThat(nothing).isInstanceOfSatisfying(Refusal.class, RulesTest::isNotFound);
  }

  private static void isNotFound(Refusal refusal) {
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void another_registry_applies_what_this_one_committed() {
    // given
    RegistryFixture second = new RegistryFixture(folder).start();
    String there = second.register("pod-1", "a");
    await(state(rule(Deed.PAUSE)));

    // when, then
    until(
        "the rule is read there, too",
        Duration.ofSeconds(15),
        () -> second.shown(there).orElseThrow().hasRule());
    second.close();
  }

  @Test
  void a_client_that_drains_by_itself_is_shown_so_at_once() {
    // given
    String session = registry.register("pod-1", "a");
    registry.beats(session, 1);

    // when
    await(registry.heartbeat(RegistryFixture.beat(session, 2).setDraining(true)));

    // then
    assertThat(registry.shown(session).orElseThrow().getDraining()).isTrue();
    assertThat(registry.online(session)).isTrue();
    assertThat(client("pod-1", "a").getClient()).isEqualTo("pod-1");
  }
}
