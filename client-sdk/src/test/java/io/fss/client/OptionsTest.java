package io.fss.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
  private final ClientOptions options = new ClientOptions("shop");

  @Test
  void every_rule_names_field_value_and_rule() {
    assertThatThrownBy(() -> new ClientOptions("my shop"))
        .hasMessage("client.app 'my shop' must match [A-Za-z0-9._-]{1,128}");
    assertThatThrownBy(() -> options.withCapacity(0))
        .hasMessage("client.capacity 0 must be from 1 to 10000");
    assertThatThrownBy(() -> options.withAddress("platform"))
        .hasMessage("client.address 'platform' must be host:port");
    assertThatThrownBy(() -> options.withAddress("::1:7090"))
        .hasMessage("client.address '::1:7090' must have IPv6 in brackets");
    assertThatThrownBy(() -> options.withAddress("host:70000"))
        .hasMessage("client.address 'host:70000' must have a port from 1 to 65535");
    assertThatThrownBy(() -> new ListenOptions("0.0.0.0", 0, "", 0))
        .hasMessageContaining("client.listen.advertisedHost");
    assertThatThrownBy(() -> TaskPolicies.DEFAULT.withLease(Duration.ofSeconds(9)))
        .hasMessage("policies.lease PT9S must be at least PT10S");
    assertThatThrownBy(() -> TaskGroup.fixedRate("g", "j", Duration.ofMillis(99)))
        .hasMessage("trigger.every PT0.099S must be at least PT0.1S");
  }

  @Test
  void token_is_never_shown() {
    assertThat(options.withToken("hush-hush").toString()).doesNotContain("hush");
  }

  @Test
  void ipv6_address_stands_in_brackets() {
    assertThat(Address.parse("[::1]:7090")).isEqualTo(new Address("::1", 7090));
  }

  @Test
  void environment_changes_defaults_and_empty_variables_change_nothing() {
    // when
    ClientOptions read =
        new Environment(
                Map.of(
                    "FSS_CLIENT_ADDRESS", "a:1, b:2",
                    "FSS_CLIENT_TOKEN", "t",
                    "FSS_CLIENT_NAME", "pod-1",
                    "FSS_CLIENT_PORT", "7091",
                    "FSS_CLIENT_ADVERTISED_HOST", "pod-1.shop",
                    "FSS_CLIENT_CAPACITY", ""))
            .options("shop");

    // then
    assertThat(read.addresses()).containsExactly("a:1", "b:2");
    assertThat(read.token()).isEqualTo("t");
    assertThat(read.name()).isEqualTo("pod-1");
    assertThat(read.listen()).isEqualTo(new ListenOptions("0.0.0.0", 7091, "pod-1.shop", 0));
    assertThat(read.capacity()).isEqualTo(64);
    assertThatThrownBy(() -> new Environment(Map.of("FSS_CLIENT_PORT", "x")).options("shop"))
        .hasMessage("FSS_CLIENT_PORT 'x' must be a whole number");
  }

  @Test
  void token_may_come_from_a_file_and_from_one_place_only(@TempDir Path folder) throws Exception {
    // given
    String file = Files.writeString(folder.resolve("token"), "of-the-file\n").toString();
    Map<String, String> twice = Map.of("FSS_CLIENT_TOKEN_FILE", file, "FSS_CLIENT_TOKEN", "t");
    Map<String, String> nowhere = Map.of("FSS_CLIENT_TOKEN_FILE", file + "x");

    // when, then
    assertThat(new Environment(Map.of("FSS_CLIENT_TOKEN_FILE", file)).options("shop").token())
        .isEqualTo("of-the-file");
    assertThatThrownBy(() -> new Environment(twice).options("shop"))
        .hasMessageContaining("must stand without FSS_CLIENT_TOKEN");
    assertThatThrownBy(() -> new Environment(nowhere).options("shop"))
        .hasMessageContaining("must be a file that can be read");
  }

  @Test
  void job_names_are_unique_and_nothing_is_declared_after_the_end() {
    // given
    FssClient client = FssClient.create(options).job("mail", task -> Future.succeededFuture());

    // when then
    assertThatThrownBy(() -> client.blockingJob("mail", task -> "x"))
        .hasMessage("job.name 'mail' must be new");
    Await.await(client.close());
    assertThatThrownBy(() -> client.job("sms", task -> Future.succeededFuture()))
        .isInstanceOf(IllegalStateException.class);
  }
}
