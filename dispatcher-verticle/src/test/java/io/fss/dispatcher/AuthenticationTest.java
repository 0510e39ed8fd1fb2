package io.fss.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.fss.proto.v1.PlatformGrpcClient;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthenticationTest {
  private static final HeartbeatRequest BEAT =
      HeartbeatRequest.newBuilder().setSession("s").setCounter(3).build();

  private final DispatcherFixture fss = new DispatcherFixture();
  private final List<HeartbeatRequest> beats = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    fss.close();
  }

  private void registryAnswers() {
    fss.heartbeats(
        beat -> {
          beats.add(beat);
          return Future.succeededFuture(
              HeartbeatReply.newBuilder().setCounter(beat.getCounter()).build());
        });
  }

  private DispatcherFixture.Answer<HeartbeatReply> beat(String authorization) {
    return fss.call(PlatformGrpcClient.Heartbeat, BEAT, authorization);
  }

  @Test
  void a_caller_with_a_valid_token_is_served() {
    registryAnswers();

    DispatcherFixture.Answer<HeartbeatReply> answer = beat("Bearer " + DispatcherFixture.TOKEN);

    assertThat(answer.status()).isEqualTo(GrpcStatus.OK);
    assertThat(answer.reply().getCounter()).isEqualTo(3);
    assertThat(beats).containsExactly(BEAT);
  }

  @Test
  void a_caller_without_a_token_is_unauthenticated_and_nobody_hears_of_it() {
    registryAnswers();

    for (String none : new String[] {null, "", DispatcherFixture.TOKEN, "Basic abc"}) {
      DispatcherFixture.Answer<HeartbeatReply> answer = beat(none);

      assertThat(answer.status()).as("%s", none).isEqualTo(GrpcStatus.UNAUTHENTICATED);
      assertThat(answer.message())
          .isEqualTo("metadata authorization must be 'Bearer <client token>'");
    }
    assertThat(beats).isEmpty();
    assertThat(fss.asked).isEmpty();
  }

  @Test
  void a_caller_with_a_wrong_token_is_unauthenticated() {
    registryAnswers();

    DispatcherFixture.Answer<HeartbeatReply> answer = beat("Bearer guessed");

    assertThat(answer.status()).isEqualTo(GrpcStatus.UNAUTHENTICATED);
    assertThat(answer.message()).isEqualTo("the client token is not valid");
    assertThat(beats).isEmpty();
  }

  @Test
  void only_the_hash_of_a_token_travels() {
    registryAnswers();

    beat("Bearer " + DispatcherFixture.TOKEN);

    assertThat(fss.asked).containsExactly(DispatcherFixture.hash(DispatcherFixture.TOKEN));
  }

  @Test
  void a_yes_is_remembered_for_ten_seconds_and_a_no_is_not() {
    registryAnswers();
    beat("Bearer " + DispatcherFixture.TOKEN);
    fss.clock.advance(Duration.ofMillis(9_999));
    beat("Bearer " + DispatcherFixture.TOKEN);
    assertThat(fss.asked).hasSize(1);

    fss.clock.advance(Duration.ofMillis(1));
    fss.tokens.clear();
    assertThat(beat("Bearer " + DispatcherFixture.TOKEN).status())
        .isEqualTo(GrpcStatus.UNAUTHENTICATED);

    fss.tokens.put(DispatcherFixture.hash(DispatcherFixture.TOKEN), "");
    assertThat(beat("Bearer " + DispatcherFixture.TOKEN).status()).isEqualTo(GrpcStatus.OK);
  }
}
