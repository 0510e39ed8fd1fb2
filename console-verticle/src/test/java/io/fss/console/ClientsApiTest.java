package io.fss.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.ClientRule;
import io.fss.proto.bus.v1.ClientView;
import io.fss.proto.bus.v1.RuleLiftReply;
import io.fss.proto.bus.v1.RuleLiftRequest;
import io.fss.proto.bus.v1.RuleList;
import io.fss.proto.bus.v1.TokenCreateReply;
import io.fss.proto.bus.v1.TokenInfo;
import io.fss.proto.bus.v1.TokenList;
import io.fss.proto.v1.ClientOrder.Deed;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.JobDeclaration;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.SdkInfo;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientsApiTest {
  private static final String SESSION = "0123456789abcdef0123456789abcdef";
  private static final long JAN_1 = 1_767_225_600_000L;

  @TempDir Path folder;
  private RunningConsole console;

  @BeforeEach
  void start() {
    console = RunningConsole.start(folder);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void a_client_is_shown_without_the_secret_of_its_endpoint() {
    view(
        client("s1")
            .setMode(Mode.MODE_DIRECT)
            .setEndpoint(
                Endpoint.newBuilder().setHost("10.0.0.1").setPort(7000).setSecret("top-secret"))
            .setCapacity(8)
            .addJobs(JobDeclaration.newBuilder().setName("report").setVersion("3"))
            .putLabels("zone", "a")
            .setSdk(SdkInfo.newBuilder().setName("fss").setVersion("2").setLanguage("java"))
            .setRegisteredAtMs(JAN_1)
            .setCpuLoad(0.5)
            .setMemoryUsedBytes(1024));

    Reply reply = console.get("/api/v1/clients");

    assertThat(reply.text()).doesNotContain("secret");
    assertThat(reply.json().getJsonArray("items").getJsonObject(0))
        .isEqualTo(
            new JsonObject(
                """
                {"session":"s1","namespace":"default","app":"shop","client":"c-s1","mode":"direct",
                 "endpoint":{"host":"10.0.0.1","port":7000},"capacity":8,"running":0,
                 "jobs":[{"name":"report","version":"3"}],"labels":{"zone":"a"},
                 "sdk":{"name":"fss","version":"2","language":"java"},"online":true,"accepting":true,
                 "registeredAt":"2026-01-01T00:00:00.000Z","cpuLoad":0.5,"memoryUsedBytes":1024}
                """));
  }

  @Test
  void clients_are_filtered_and_come_page_by_page() {
    view(
        client("s3"),
        client("s1"),
        client("s2").setOnline(false),
        client("s4").setApp("other"),
        client("s5"));

    JsonObject first = console.get("/api/v1/clients?app=shop&online=true&limit=2").json();
    JsonObject second =
        console
            .get("/api/v1/clients?app=shop&online=true&limit=2&after=" + first.getString("next"))
            .json();

    assertThat(sessions(first)).isEqualTo("s1s3");
    assertThat(sessions(second)).isEqualTo("s5");
    assertThat(second.getString("next")).isNull();
  }

  @Test
  void a_client_that_gets_no_work_says_why() {
    view(
        client("s1")
            .setRule(
                ClientRule.newBuilder()
                    .setNamespace("default")
                    .setApp("shop")
                    .setClient("c-s1")
                    .setDeed(Deed.KICK_AFTER)
                    .setReason("rollout")
                    .setCreatedAtMs(JAN_1)),
        client("s2").setDraining(true));

    JsonArray items = console.get("/api/v1/clients").json().getJsonArray("items");

    assertThat(items.getJsonObject(0).getBoolean("online")).isTrue();
    assertThat(items.getJsonObject(0).getBoolean("accepting")).isFalse();
    assertThat(items.getJsonObject(0).getJsonObject("rule"))
        .isEqualTo(
            new JsonObject(
                """
                {"namespace":"default","app":"shop","client":"c-s1","deed":"kick-after",
                 "reason":"rollout","since":"2026-01-01T00:00:00.000Z"}
                """));
    assertThat(items.getJsonObject(1).getBoolean("draining")).isTrue();
    assertThat(items.getJsonObject(1).getBoolean("accepting")).isFalse();
  }

  @Test
  void clients_are_paused_drained_and_kicked_by_name_or_session() {
    console.parts.answer(
        Channels.REGISTRY_RULE,
        ClientRule.newBuilder()
            .setNamespace("default")
            .setApp("shop")
            .setClient("pod-1")
            .setDeed(Deed.PAUSE)
            .build());
    String named = "{\"app\":\"shop\",\"client\":\"pod-1\",\"reason\":\"rollout\"";

    assertThat(console.post("/api/v1/clients/pause", named + "}").status()).isEqualTo(200);
    ClientRule paused = console.parts.asked(Channels.REGISTRY_RULE).getRule();
    console.post("/api/v1/clients/drain", named + ",\"namespace\":\"eu\"}");
    ClientRule drained = console.parts.asked(Channels.REGISTRY_RULE).getRule();
    console.post("/api/v1/clients/kick", named + "}");
    ClientRule after = console.parts.asked(Channels.REGISTRY_RULE).getRule();
    console.post(
        "/api/v1/clients/kick", "{\"session\":\"%s\",\"when\":\"now\"}".formatted(SESSION));
    ClientRule now = console.parts.asked(Channels.REGISTRY_RULE).getRule();

    ClientRule.Builder rule =
        ClientRule.newBuilder().setApp("shop").setClient("pod-1").setReason("rollout");
    assertThat(paused).isEqualTo(rule.setDeed(Deed.PAUSE).build());
    assertThat(drained).isEqualTo(rule.setDeed(Deed.DRAIN).setNamespace("eu").build());
    assertThat(after).isEqualTo(rule.setDeed(Deed.KICK_AFTER).setNamespace("").build());
    assertThat(now)
        .isEqualTo(ClientRule.newBuilder().setSession(SESSION).setDeed(Deed.KICK_NOW).build());
  }

  @Test
  void a_rule_is_for_a_name_or_a_session_and_not_for_both_or_neither() {
    String rule = "either app and client, or a session, must be given";

    assertThat(console.post("/api/v1/clients/kick", "{\"app\":\"shop\"}").violations())
        .containsExactly("client||" + rule);
    assertThat(
            console
                .post(
                    "/api/v1/clients/lift",
                    "{\"app\":\"shop\",\"client\":\"a\",\"session\":\"%s\"}".formatted(SESSION))
                .violations())
        .containsExactly("session|" + SESSION + "|" + rule);
  }

  @Test
  void rules_are_listed_and_lifted() {
    ClientRule rule =
        ClientRule.newBuilder()
            .setNamespace("default")
            .setApp("shop")
            .setClient("pod-1")
            .setDeed(Deed.DRAIN)
            .build();
    console.parts.answer(Channels.REGISTRY_RULES, RuleList.newBuilder().addRules(rule).build());
    console.parts.answer(
        Channels.REGISTRY_LIFT, RuleLiftReply.newBuilder().addLifted(rule).build());
    String page =
        """
        {"items":[{"namespace":"default","app":"shop","client":"pod-1","deed":"drain"}],"next":null}
        """;

    assertThat(console.get("/api/v1/clients/rules").json()).isEqualTo(new JsonObject(page));
    assertThat(
            console.post("/api/v1/clients/lift", "{\"app\":\"shop\",\"client\":\"pod-1\"}").json())
        .isEqualTo(new JsonObject(page));
    assertThat(console.parts.asked(Channels.REGISTRY_LIFT))
        .isEqualTo(RuleLiftRequest.newBuilder().setApp("shop").setClient("pod-1").build());
  }

  @Test
  void a_token_is_told_once_listed_without_itself_and_revoked() {
    TokenInfo info =
        TokenInfo.newBuilder()
            .setId("0123456789abcdef")
            .setNamespace("shop")
            .setNote("ci")
            .setCreatedAtMs(JAN_1)
            .setExpiresAtMs(JAN_1 + 1000)
            .build();
    console.parts.answer(
        Channels.REGISTRY_TOKEN,
        TokenCreateReply.newBuilder().setInfo(info).setToken("the-token").build());
    console.parts.answer(Channels.REGISTRY_TOKENS, TokenList.newBuilder().addTokens(info).build());

    Reply made =
        console.post(
            "/api/v1/client-tokens",
            "{\"namespace\":\"shop\",\"note\":\"ci\",\"expiresAt\":\"2026-01-01T00:00:01Z\"}");
    Reply listed = console.get("/api/v1/client-tokens");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json())
        .isEqualTo(
            new JsonObject(
                """
                {"id":"0123456789abcdef","namespace":"shop","note":"ci",
                 "createdAt":"2026-01-01T00:00:00.000Z","expiresAt":"2026-01-01T00:00:01.000Z",
                 "token":"the-token"}
                """));
    assertThat(console.parts.asked(Channels.REGISTRY_TOKEN).getExpiresAtMs())
        .isEqualTo(JAN_1 + 1000);
    assertThat(listed.json().getJsonArray("items").getJsonObject(0).getBoolean("expired"))
        .isFalse();
    assertThat(listed.text()).doesNotContain("the-token");
    assertThat(console.delete("/api/v1/client-tokens/0123456789abcdef").status()).isEqualTo(204);
    assertThat(console.parts.asked(Channels.REGISTRY_REVOKE).getId()).isEqualTo("0123456789abcdef");
  }

  private static String sessions(JsonObject page) {
    return page.getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getString("session"))
        .reduce("", String::concat);
  }

  private void view(ClientInfo.Builder... clients) {
    ClientView.Builder view = ClientView.newBuilder();
    for (ClientInfo.Builder client : clients) {
      view.addClients(client);
    }
    console.parts.answer(Channels.REGISTRY_VIEW, view.build());
  }

  private static ClientInfo.Builder client(String session) {
    return ClientInfo.newBuilder()
        .setSession(session)
        .setNamespace("default")
        .setApp("shop")
        .setClient("c-" + session)
        .setMode(Mode.MODE_STREAM)
        .setCpuLoad(-1)
        .setOnline(true);
  }
}
