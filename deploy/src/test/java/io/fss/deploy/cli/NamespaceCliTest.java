package io.fss.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamespaceCliTest extends CliFixture {
  private static final String PAUSED =
      """
      {'namespace':'shop','paused':true,'reason':'stocktaking',
       'changedAt':'2026-01-01T00:00:00.000Z','groups':12}
      """;

  @Test
  void namespaces_are_listed_with_their_state() {
    api.on("GET /namespaces", 200, page(PAUSED, "null"));

    assertThat(fss("namespace", "list")).isZero();
    assertThat(lines())
        .containsExactly(
            "NAMESPACE  PAUSED  GROUPS  CHANGED                   REASON",
            "shop       true    12      2026-01-01T00:00:00.000Z  stocktaking");
  }

  @Test
  void a_namespace_is_paused_and_resumed() {
    api.on("POST /namespaces/shop/pause", 200, PAUSED)
        .on("POST /namespaces/shop/resume", 200, PAUSED);

    assertThat(fss("namespace", "pause", "shop", "--reason", "stocktaking")).isZero();
    assertThat(sent("POST /namespaces/shop/pause")).isEqualTo(json("{'reason':'stocktaking'}"));
    assertThat(fss("namespace", "resume", "shop")).isZero();
    assertThat(lines()).containsExactly("Paused shop", "Resumed shop");
  }

  @Test
  void the_hours_of_a_namespace_are_shown() {
    api.on("GET /namespaces/shop/rollups", 200, "{'items':[],'next':null}");

    assertThat(fss("namespace", "rollups", "shop")).isZero();
    assertThat(lines()).hasSize(1);
  }
}
