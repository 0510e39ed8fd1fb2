package io.fss.registry;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Database;
import io.fss.kernel.Refusal;
import io.fss.kernel.SettableClock;
import io.fss.kernel.TestDatabases.Kind;
import io.fss.proto.bus.v1.AuthenticateReply;
import io.fss.proto.bus.v1.AuthenticateRequest;
import io.fss.proto.bus.v1.ClientRule;
import io.fss.proto.bus.v1.TokenCreateReply;
import io.fss.proto.bus.v1.TokenCreateRequest;
import io.fss.proto.bus.v1.TokenInfo;
import io.fss.proto.bus.v1.TokenListRequest;
import io.fss.proto.bus.v1.TokenRevokeRequest;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.ClientOrder.Deed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Client tokens and rules as every database keeps them. */
@ParameterizedClass
@EnumSource(Kind.class)
final class ClientTokensTest {
  @Parameter Kind kind;
  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, "n1");
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05Z"));
  private Database database;

  @BeforeEach
  void open() {
    var databases = kind.open(vertx, folder);
    database = await(databases.open("registry"));
    await(
        vertx.deployVerticle(
            new RegistryVerticle(
                bus,
                clock,
                databases,
                RegistryFixture.options(10, ""),
                RedisOptions.none(),
                new SimpleMeterRegistry(),
                line -> {})));
  }

  @AfterEach
  void close() {
    await(database.close());
    await(vertx.close());
  }

  private Future<TokenCreateReply> create(String namespace, long expiresAt) {
    return bus.request(
        Channels.REGISTRY_TOKEN,
        TokenCreateRequest.newBuilder()
            .setNamespace(namespace)
            .setNote("for the tests")
            .setExpiresAtMs(expiresAt)
            .build());
  }

  private AuthenticateReply authenticate(String token) {
    return await(
        bus.request(
            Channels.REGISTRY_AUTHENTICATE,
            AuthenticateRequest.newBuilder().setTokenHash(CredentialTables.hash(token)).build()));
  }

  private List<TokenInfo> tokens() {
    return await(bus.request(Channels.REGISTRY_TOKENS, TokenListRequest.getDefaultInstance()))
        .getTokensList();
  }

  private Future<?> revoke(String id) {
    return bus.request(Channels.REGISTRY_REVOKE, TokenRevokeRequest.newBuilder().setId(id).build());
  }

  @Test
  void a_token_counts_in_its_namespace_from_its_making_until_it_is_revoked() {
    // given
    TokenCreateReply made = await(create("shop", 0));

    // when
    AuthenticateReply valid = authenticate(made.getToken());
    await(revoke(made.getInfo().getId()));

    // then
    assertThat(made.getToken()).hasSizeGreaterThanOrEqualTo(43);
    assertThat(valid.getValid()).isTrue();
    assertThat(valid.getNamespace()).isEqualTo("shop");
    assertThat(authenticate(made.getToken()).getValid()).isFalse();
    assertThat(tokens()).extracting(TokenInfo::getNote).containsExactly("made at the first start");
  }

  @Test
  void tokens_take_each_others_place_one_counts_while_the_other_expires() {
    // given
    long soon = clock.millis() + 60_000;
    TokenCreateReply old = await(create("shop", soon));
    TokenCreateReply young = await(create("shop", 0));

    // when
    clock.advance(Duration.ofMillis(59_999));
    boolean both =
        authenticate(old.getToken()).getValid() && authenticate(young.getToken()).getValid();
    clock.advance(Duration.ofMillis(1));

    // then
    assertThat(both).isTrue();
    assertThat(authenticate(old.getToken()).getValid()).isFalse();
    assertThat(authenticate(young.getToken()).getValid()).isTrue();
    assertThat(tokens())
        .filteredOn(token -> token.getId().equals(old.getInfo().getId()))
        .singleElement()
        .matches(TokenInfo::getExpired)
        .matches(token -> token.getExpiresAtMs() == soon);
  }

  @Test
  void nothing_that_is_stored_or_listed_tells_a_token() {
    // given
    TokenCreateReply made = await(create("", 0));

    // when
    List<String> stored = new ArrayList<>();
    for (Row row :
        await(database.read("SELECT token_hash, note FROM client_token", Tuple.tuple()))) {
      stored.add(row.getString(0) + row.getString(1));
    }

    // then
    assertThat(stored).hasSize(2).noneMatch(text -> text.contains(made.getToken()));
    assertThat(tokens().toString()).doesNotContain(made.getToken());
    assertThat(authenticate(made.getInfo().getId()).getValid()).isFalse();
  }

  @Test
  void what_is_wrong_with_a_token_is_named() {
    // when
    Throwable wrong = failure(create("No Capitals", clock.millis()));
    Throwable unknown = failure(revoke("0123456789abcdef"));

    // then
    assertThat(wrong)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal ->
                assertThat(refusal.violations())
                    .extracting(Violation::getField)
                    .containsExactly("namespace", "expiresAt"));
    assertThat(unknown)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.NOT_FOUND));
  }

  @Test
  void rules_are_kept_as_they_were_stated_one_for_a_name_and_session() {
    // given
    RuleTable table = new RuleTable(database);
    ClientRule first =
        ClientRule.newBuilder()
            .setNamespace("default")
            .setApp("shop")
            .setClient("pod-1")
            .setDeed(Deed.DRAIN)
            .setReason("ümlaut 維護")
            .setCreatedAtMs(1)
            .build();
    ClientRule second = first.toBuilder().setDeed(Deed.KICK_NOW).setCreatedAtMs(2).build();
    ClientRule session = first.toBuilder().setSession("s1").build();

    // when
    await(table.put(first));
    await(table.put(second));
    await(table.put(session));
    List<ClientRule> kept = await(table.read());
    await(table.remove(List.of(second)));

    // then
    assertThat(kept).containsExactlyInAnyOrder(second, session);
    assertThat(await(table.read())).containsExactly(session);
  }
}
