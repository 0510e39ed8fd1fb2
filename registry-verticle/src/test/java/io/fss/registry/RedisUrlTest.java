package io.fss.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.kernel.TlsMode;
import io.fss.registry.RedisUrl.Place;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedisUrlTest {

  @Test
  void a_url_says_where_redis_is_and_who_enters() {
    RedisUrl url =
        RedisUrl.parse(
            "rediss://fss:p%40ss%2F+w@a.example:7001,[::1],10.0.0.1:7003/3"
                + "?sslmode=verify-ca&sslrootcert=%2Fca.pem&sentinel=main");

    assertThat(url.places())
        .containsExactly(
            new Place("a.example", 7001), new Place("::1", 6379), new Place("10.0.0.1", 7003));
    assertThat(url.user()).isEqualTo("fss");
    assertThat(url.password()).isEqualTo("p@ss/+w");
    assertThat(url.database()).isEqualTo(3);
    assertThat(url.tls()).isEqualTo(TlsMode.VERIFY_CA);
    assertThat(url.certificate()).isEqualTo("/ca.pem");
    assertThat(url.sentinel()).isEqualTo("main");
    assertThat(url).hasToString("rediss://a.example:7001,[::1]:6379,10.0.0.1:7003/3");
  }

  @Test
  void what_is_left_out_has_careful_defaults() {
    assertThat(RedisUrl.parse("redis://localhost").tls()).isEqualTo(TlsMode.DISABLE);
    assertThat(RedisUrl.parse("rediss://localhost").tls()).isEqualTo(TlsMode.VERIFY_FULL);
    assertThat(RedisUrl.parse("redis://:secret@localhost").password()).isEqualTo("secret");
    assertThat(RedisUrl.parse("redis://localhost").database()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://localhost                    | must be redis://user:password@host:port
          redis://                            | must be redis://user:password@host:port
          redis://a:70000                     | has the port 70000, which must be from 1 to 65535
          redis://a,b c                       | has the address 'b c', which must be host
          redis://a,,b                        | has the address '', which must be host
          redis://a?ssl=true                  | has the parameter 'ssl'; known are sentinel
          redis://a?sslmode=require           | has an sslmode, which goes with rediss:// only
          rediss://a?sslmode=disable          | has the sslmode 'disable', which must be require
          redis://a?sentinel                  | has parameters that are not name=value
          redis://u:%zz@a                     | has a password that is not percent-encoded
          redis://a/2000                      | has the database 2000, which must be from 0 to
          """)
  void bad_input_is_refused_with_its_rule(String url, String rule) {
    assertThatThrownBy(() -> RedisUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("redis.url '")
        .hasMessageContaining(rule);
  }

  @Test
  void no_message_shows_a_password() {
    RedisOptions options =
        new RedisOptions("redis://u:hidden@a", "", "hidden", "fss", Duration.ofSeconds(1));

    assertThat(options.toString())
        .isEqualTo("RedisOptions[redis://a:6379/0, prefix=fss, answerLimit=PT1S]");
    assertThatThrownBy(() -> RedisUrl.parse("redis://u:hid/den@a@b:x"))
        .message()
        .doesNotContain("hid", "den");
    assertThat(options.place().password()).isEqualTo("hidden");
  }

  @Test
  void options_check_themselves() {
    assertThatThrownBy(() -> new RedisOptions("", "", "", "a b", Duration.ofSeconds(1)))
        .hasMessageStartingWith("redis.prefix 'a b' must be");
    assertThatThrownBy(() -> new RedisOptions("", "", "", "fss", Duration.ofSeconds(11)))
        .hasMessageStartingWith("redis.answer-limit PT11S must be from");
    assertThatThrownBy(() -> new RedisOptions("nowhere", "", "", "fss", Duration.ofSeconds(1)))
        .hasMessageStartingWith("redis.url 'nowhere' must be");
  }
}
