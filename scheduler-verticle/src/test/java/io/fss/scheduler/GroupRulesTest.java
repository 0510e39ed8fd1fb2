package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Trigger;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupRulesTest {
  private static final long NOW = 1_800_000_000_000L;

  private static List<Violation> check(GroupSpec.Builder spec) {
    return GroupRules.check(GroupRules.withDefaults(spec.build()), NOW);
  }

  private static Violation only(GroupSpec.Builder spec) {
    assertThat(check(spec)).hasSize(1);
    return check(spec).get(0);
  }

  @Test
  void a_plain_definition_is_fine_and_gets_defaults() {
    GroupSpec spec = GroupRules.withDefaults(Specs.manual("nightly").build());

    assertThat(GroupRules.check(spec, NOW)).isEmpty();
    assertThat(spec.getNamespace()).isEqualTo("default");
    assertThat(spec.getData()).isEqualTo("{}");
    assertThat(spec.getPolicies()).isEqualTo(PolicyText.decode(""));
  }

  @Test
  void what_a_definition_says_is_not_replaced_by_defaults() {
    GroupSpec said =
        Specs.manual("nightly")
            .setNamespace("team-a")
            .setData("{\"a\":1}")
            .setPolicies(Policies.newBuilder().setMaxTries(3).setRetryDelayMs(5).setLeaseMs(10_000))
            .putLabels("team", "a")
            .build();

    GroupSpec filled = GroupRules.withDefaults(said);

    assertThat(filled.toBuilder().clearPolicies().build())
        .isEqualTo(said.toBuilder().clearPolicies().build());
    assertThat(filled.getPolicies().getMaxTries()).isEqualTo(3);
    assertThat(filled.getPolicies().getRetryDelayMs()).isEqualTo(5);
    assertThat(filled.getPolicies().getLeaseMs()).isEqualTo(10_000);
    assertThat(GroupRules.withDefaults(filled)).isEqualTo(filled);
  }

  @Test
  void the_defaults_of_an_operator_count_where_a_definition_says_nothing() {
    PolicyDefaults operators =
        new PolicyDefaults(
            PolicyDefaults.BUILT_IN.policies().toBuilder()
                .setMaxTries(5)
                .setRunTimeoutMs(60_000)
                .build(),
            7,
            8);
    GroupSpec said =
        Specs.manual("g")
            .setPolicies(
                Policies.newBuilder().setMaxTries(2).setOverlap(Policies.Overlap.BUFFER_ALL))
            .build();

    Policies policies = GroupRules.withDefaults(said, operators).getPolicies();

    assertThat(policies.getMaxTries()).isEqualTo(2);
    assertThat(policies.getRunTimeoutMs()).isEqualTo(60_000);
    assertThat(policies.getOverlapLimit()).isEqualTo(7);
  }

  @Test
  void every_broken_rule_is_told_with_field_value_and_rule() {
    GroupSpec.Builder spec =
        Specs.group("a b", Specs.rate(99, -1))
            .setNamespace("Upper")
            .setApp("")
            .setJob("ä")
            .setPolicies(
                Policies.newBuilder().setMaxTries(101).setRetryDelayMs(-1).setLeaseMs(9_999));

    assertThat(check(spec))
        .extracting(Violation::getField, Violation::getValue, Violation::getRule)
        .containsExactly(
            tuple("namespace", "Upper", "must match [a-z0-9._-]{1,64}"),
            tuple("name", "a b", "must match [A-Za-z0-9._-]{1,128}"),
            tuple("app", "", "must match [A-Za-z0-9._-]{1,128}"),
            tuple("job", "ä", "must match [A-Za-z0-9._-]{1,128}"),
            tuple("policies.maxTries", "101", "must be within 1 and 100"),
            tuple("policies.retryDelayMs", "-1", "must be within 0 and 31622400000"),
            tuple("policies.leaseMs", "9999", "must be within 10000 and 86400000"),
            tuple("trigger.everyMs", "99", "must be within 100 and 31622400000"),
            tuple("trigger.startAt", "-1", "must be an instant after 1970-01-01"));
  }

  @Test
  void every_broken_rule_of_a_route_is_told() {
    GroupSpec.Builder spec =
        Specs.manual("g")
            .setPolicies(
                Policies.newBuilder()
                    .setRouteKey("customer")
                    .setRouteClient("a b")
                    .addRouteLabels("zone")
                    .addRouteLabels("gpu=a")
                    .addRouteLabels("gpu=b")
                    .addRouteLabels("long=" + "x".repeat(255))
                    .setShards(1_001)
                    .addShardParams("[]")
                    .addShardParams(""));

    assertThat(check(spec))
        .extracting(Violation::getField, Violation::getRule)
        .containsExactly(
            tuple("policies.routeKey", "says something only where route is CONSISTENT_HASH"),
            tuple("policies.routeClient", "must match [A-Za-z0-9._:-]{1,128}"),
            tuple("policies.routeLabels", "must match [^=\\p{Cntrl}]+=[^\\p{Cntrl}]*"),
            tuple("policies.routeLabels", "must name each label once"),
            tuple("policies.routeLabels", "must have at most 255 characters, with routeClient"),
            tuple("policies.shards", "must be 0 or within 1 and 1000"),
            tuple("policies.shards", "says something only where route is SHARDING"),
            tuple("policies.shardParams", "must be a JSON object"),
            tuple("policies.shardParams", "must be a JSON object"));
  }

  @Test
  void a_definition_needs_a_trigger() {
    Violation violation = only(Specs.group("g", Trigger.getDefaultInstance()));

    assertThat(violation.getField()).isEqualTo("trigger");
    assertThat(violation.getRule()).startsWith("must be one of cron");
  }

  @Test
  void a_bad_cron_is_told_from_a_bad_zone() {
    assertThat(only(Specs.group("g", Specs.cron("nonsense", "UTC"))).getField())
        .isEqualTo("trigger.expression");
    assertThat(only(Specs.group("g", Specs.cron("0 * * * * ?", "Nowhere/Town"))))
        .extracting(Violation::getField, Violation::getValue)
        .containsExactly("trigger.zone", "Nowhere/Town");
  }

  @Test
  void a_cron_that_never_comes_or_never_again_is_refused() {
    assertThat(only(Specs.group("g", Specs.cron("0 0 0 30 2 ?", ""))).getField())
        .isEqualTo("trigger.expression");
    assertThat(only(Specs.group("g", Specs.cron("0 0 0 1 1 ? 2020", ""))).getRule())
        .isEqualTo("must have an occurrence in the future");
  }

  @Test
  void a_once_of_the_past_is_refused_but_for_the_time_requests_travel() {
    assertThat(only(Specs.group("g", Specs.once(NOW - 60_001))).getField()).isEqualTo("trigger.at");
    assertThat(check(Specs.group("g", Specs.once(NOW - 60_000)))).isEmpty();
  }

  @Test
  void a_dynamic_fallback_may_be_missing_but_not_tiny() {
    assertThat(check(Specs.group("g", Specs.dynamic(0, 0)))).isEmpty();
    assertThat(only(Specs.group("g", Specs.dynamic(0, 99))).getField())
        .isEqualTo("trigger.fallbackMs");
  }

  @Test
  void data_and_params_must_be_a_json_object() {
    for (String bad : new String[] {"[1]", "7", "null", "{\"a\":", "{} {}"}) {
      assertThat(check(Specs.manual("g").setData(bad)))
          .as(bad)
          .extracting(Violation::getField, Violation::getRule)
          .containsExactly(tuple("data", "must be a JSON object"));
      assertThat(GroupRules.checkParams(bad))
          .as(bad)
          .extracting(Violation::getField)
          .containsExactly("params");
    }
    assertThat(GroupRules.checkParams("")).isEmpty();
    assertThat(GroupRules.checkParams("{\"a\":[1,null]}")).isEmpty();
  }

  @Test
  void data_is_bounded_in_bytes_not_in_characters() {
    String fits = "{\"a\":\"" + "ä".repeat(32_764) + "\"}";
    String big = "{\"a\":\"" + "ä".repeat(32_765) + "\"}";

    assertThat(check(Specs.manual("g").setData(fits))).isEmpty();
    assertThat(only(Specs.manual("g").setData(big)))
        .extracting(Violation::getField, Violation::getValue)
        .containsExactly("data", "65538 bytes");
  }

  @Test
  void a_description_is_bounded_and_not_repeated_in_full() {
    Violation violation = only(Specs.manual("g").setDescription("x".repeat(1_001)));

    assertThat(violation.getValue()).isEqualTo("1001 characters");
  }

  @Test
  void labels_are_few_and_short() {
    GroupSpec.Builder many = Specs.manual("g");
    for (int i = 0; i < 32; i++) {
      many.putLabels("team/a_" + i, "ä".repeat(255));
    }

    assertThat(check(many)).isEmpty();
    assertThat(only(many.putLabels("one-more", "")))
        .extracting(Violation::getField, Violation::getValue)
        .containsExactly("labels", "33 labels");
    assertThat(only(Specs.manual("g").putLabels("a b", "")).getRule())
        .isEqualTo("must match [A-Za-z0-9._/-]{1,63}");
    assertThat(only(Specs.manual("g").putLabels("a", "x".repeat(256))))
        .extracting(Violation::getField, Violation::getValue)
        .containsExactly("labels.a", "256 characters");
  }

  @Test
  void a_task_must_have_more_time_than_its_jitter_takes() {
    Trigger spread = Specs.rate(60_000, 0).toBuilder().setJitterMs(30_000).build();
    Policies.Builder brief = Policies.newBuilder().setFinishWithinMs(30_000);

    assertThat(only(Specs.group("g", spread).setPolicies(brief)).getField())
        .isEqualTo("policies.finishWithinMs");
    assertThat(check(Specs.group("g", spread).setPolicies(brief.setFinishWithinMs(30_001))))
        .isEmpty();
  }

  @Test
  void an_edit_that_leaves_a_trigger_whose_time_is_over_is_fine() {
    for (Trigger over :
        List.of(
            Specs.once(5),
            Triggers.list(5L, 6L),
            Specs.cron("0 0 0 1 1 ? 2020", ""),
            Specs.rate(1_000, 0).toBuilder().setEndAtMs(5).build())) {
      GroupSpec spec = GroupRules.withDefaults(Specs.group("g", over).build());

      assertThat(GroupRules.check(spec, NOW)).as("%s", over).hasSize(1);
      assertThat(GroupRules.checkEdit(over, spec, null, NOW)).as("%s", over).isEmpty();
      assertThat(GroupRules.checkEdit(Specs.byHand(), spec, null, NOW)).as("%s", over).hasSize(1);
    }
  }
}
