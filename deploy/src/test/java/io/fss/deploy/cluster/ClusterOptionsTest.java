package io.fss.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.deploy.cluster.ClusterOptions.Join;
import io.fss.deploy.cluster.ClusterOptions.Tls;
import org.junit.jupiter.api.Test;

class ClusterOptionsTest {
  private static final String SECRET = "sixteen-letters!";
  private static final Tls PLAIN = new Tls("", "", "");

  private static ClusterOptions of(
      String secret, String host, Join join, String members, boolean trusted) {
    return new ClusterOptions(
        true, "fss", secret, host, 7100, 0, join, members, "", PLAIN, trusted);
  }

  @Test
  void members_are_read_one_by_one() {
    ClusterOptions options = of(SECRET, "10.0.0.7", Join.TCP, " a:7100, [::1]:7101 ,", true);

    assertThat(options.memberList()).containsExactly("a:7100", "[::1]:7101");
  }

  @Test
  void the_secret_is_long_and_never_shown() {
    assertThatThrownBy(() -> of("too short", "127.0.0.1", Join.TCP, "127.0.0.1:1", false))
        .hasMessage("cluster.secret must have at least 16 characters");
    assertThat(of(SECRET, "::1", Join.TCP, "[::1]:1", false).toString()).doesNotContain(SECRET);
  }

  @Test
  void beyond_this_machine_it_takes_a_word() {
    assertThatThrownBy(() -> of(SECRET, "10.0.0.7", Join.TCP, "a:1", false))
        .hasMessageContaining("cluster.host '10.0.0.7'")
        .hasMessageContaining("set cluster.trusted-network");
    assertThatThrownBy(() -> of(SECRET, "", Join.MULTICAST, "", false))
        .hasMessageContaining("cluster.host ''");
    assertThatCode(() -> of(SECRET, "10.0.0.7", Join.TCP, "a:1", true)).doesNotThrowAnyException();
  }

  @Test
  void an_address_that_others_cannot_reach_is_refused_where_others_are_to_join() {
    assertThatThrownBy(() -> of(SECRET, "127.0.0.1", Join.MULTICAST, "", true))
        .hasMessage(
            "cluster.host '127.0.0.1' must be reachable by others with cluster.join multicast");
    assertThatThrownBy(() -> of(SECRET, "127.0.0.1", Join.TCP, "127.0.0.1:1,10.0.0.8:1", true))
        .hasMessage("cluster.host '127.0.0.1' must be reachable by cluster.members '10.0.0.8:1'");
  }

  @Test
  void the_host_is_an_address_and_no_name() {
    assertThatThrownBy(() -> of(SECRET, "localhost", Join.TCP, "127.0.0.1:1", true))
        .hasMessage("cluster.host 'localhost' must be an IP address without brackets, or empty");
    assertThat(of(SECRET, "fd00::7", Join.TCP, "a:1", true).ipv6()).isTrue();
    assertThat(of(SECRET, "10.0.0.7", Join.TCP, "a:1", true).ipv6()).isFalse();
  }

  @Test
  void each_way_to_find_members_needs_what_it_goes_by() {
    assertThatThrownBy(() -> of(SECRET, "127.0.0.1", Join.TCP, " ", false))
        .hasMessageContaining("cluster.members '' must name at least one");
    assertThatThrownBy(() -> of(SECRET, "127.0.0.1", Join.TCP, "a", false))
        .hasMessage("cluster.members 'a' must be host:port, comma separated");
    assertThatThrownBy(() -> of(SECRET, "127.0.0.1", Join.KUBERNETES, "", false))
        .hasMessageContaining("cluster.service '' must name the headless service");
  }

  @Test
  void certificates_come_together_and_can_be_read() {
    assertThatThrownBy(() -> new Tls("", "", "/nowhere/ca.pem"))
        .hasMessage("cluster.tls '/nowhere/ca.pem' must be a file that can be read");
    String file = System.getProperty("java.home") + "/release";
    assertThatThrownBy(() -> new Tls(file, file, "")).hasMessageContaining("must be set together");
  }

  @Test
  void while_it_is_disabled_nothing_has_to_be_set() {
    assertThatCode(
            () ->
                new ClusterOptions(
                    false, "fss", "", "10.0.0.7", 7100, 0, Join.TCP, "", "", PLAIN, false))
        .doesNotThrowAnyException();
  }
}
