package io.fss.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientCliTest extends CliFixture {
  private static final String RULE =
      """
      {'namespace':'default','app':'shop','client':'pod-1','deed':'kick-after','reason':'rollout',
       'since':'2026-01-01T00:00:00.000Z'}
      """;

  @Test
  void a_client_is_kicked_drained_paused_and_free_again() {
    api.on("POST /clients/kick", 200, RULE)
        .on("POST /clients/drain", 200, RULE)
        .on("POST /clients/pause", 200, RULE)
        .on("POST /clients/lift", 200, page(RULE, "null"));

    assertThat(fss("client", "kick", "pod-1", "--app", "shop", "--reason", "rollout")).isZero();
    assertThat(sent("POST /clients/kick"))
        .isEqualTo(
            json(
                "{'namespace':'default','app':'shop','client':'pod-1','reason':'rollout','when':'after'}"));
    assertThat(fss("client", "drain", "pod-1", "--app", "shop", "--namespace", "eu")).isZero();
    assertThat(sent("POST /clients/drain"))
        .isEqualTo(json("{'namespace':'eu','app':'shop','client':'pod-1'}"));
    assertThat(fss("client", "pause", "pod-1", "--app", "shop")).isZero();
    assertThat(fss("client", "lift", "pod-1", "--app", "shop")).isZero();
    assertThat(lines())
        .containsExactly(
            "Kicked default/shop/pod-1",
            "Draining eu/shop/pod-1",
            "Paused default/shop/pod-1",
            "Lifted default/shop/pod-1");
  }

  @Test
  void one_process_is_kicked_at_once_by_its_session() {
    api.on("POST /clients/kick", 200, RULE);

    assertThat(fss("client", "kick", "--session", "s1", "--now")).isZero();
    assertThat(sent("POST /clients/kick")).isEqualTo(json("{'session':'s1','when':'now'}"));
  }

  @Test
  void a_client_without_its_app_or_with_a_session_too_is_wrong_usage() {
    assertThat(fss("client", "kick", "pod-1")).isEqualTo(2);
    assertThat(fss("client", "kick")).isEqualTo(2);
    assertThat(fss("client", "lift", "pod-1", "--app", "shop", "--session", "s1")).isEqualTo(2);
    assertThat(err.toString()).contains("Give CLIENT with --app, or --session");
  }

  @Test
  void rules_are_listed() {
    api.on("GET /clients/rules", 200, page(RULE, "null"));

    assertThat(fss("client", "rules")).isZero();
    assertThat(lines())
        .containsExactly(
            "NAMESPACE  APP   CLIENT  SESSION  RULE        CHANGED                   REASON",
            "default    shop  pod-1   -        kick-after  2026-01-01T00:00:00.000Z  rollout");
  }

  @Test
  void tokens_are_made_listed_and_revoked() {
    String token = "{'id':'0123456789abcdef','namespace':'shop','expired':false,'note':'ci'";
    api.on("POST /client-tokens", 201, token + ",'token':'the-token'}")
        .on("GET /client-tokens", 200, page(token + "}", "null"))
        .on("DELETE /client-tokens/0123456789abcdef", 204, "");

    assertThat(
            fss(
                "token",
                "create",
                "--namespace",
                "shop",
                "--note",
                "ci",
                "--expires",
                "2027-01-01T00:00:00Z"))
        .isZero();
    assertThat(sent("POST /client-tokens"))
        .isEqualTo(json("{'namespace':'shop','note':'ci','expiresAt':'2027-01-01T00:00:00Z'}"));
    assertThat(fss("token", "list")).isZero();
    assertThat(fss("token", "revoke", "0123456789abcdef")).isZero();
    assertThat(lines())
        .containsExactly(
            "Token 0123456789abcdef, shown this once: the-token",
            "ID                NAMESPACE  CREATED  EXPIRES  EXPIRED  NOTE",
            "0123456789abcdef  shop       -        -        false    ci",
            "Revoked 0123456789abcdef");
  }
}
