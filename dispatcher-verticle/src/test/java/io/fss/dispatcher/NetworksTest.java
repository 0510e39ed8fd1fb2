package io.fss.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NetworksTest {
  private static boolean within(String networks, String address) {
    return Networks.parse("key", networks).contains(Networks.literal(address).orElseThrow());
  }

  @Test
  void an_address_is_within_the_networks_that_share_its_first_bits() {
    assertThat(within("10.0.0.0/8", "10.255.0.1")).isTrue();
    assertThat(within("10.0.0.0/8", "11.0.0.1")).isFalse();
    assertThat(within("192.168.4.0/22", "192.168.7.255")).isTrue();
    assertThat(within("192.168.4.0/22", "192.168.8.0")).isFalse();
    assertThat(within("fd00::/8, 10.0.0.0/8", "fd12::1")).isTrue();
    assertThat(within("fd00::/8, 10.0.0.0/8", "fe80::1")).isFalse();
    assertThat(within("2001:db8::1", "2001:db8::1")).isTrue();
    assertThat(within("2001:db8::1", "2001:db8::2")).isFalse();
    assertThat(within("0.0.0.0/0", "203.0.113.9")).isTrue();
    assertThat(within("0.0.0.0/0", "2001:db8::1")).isFalse();
  }

  @Test
  void an_ipv4_address_in_the_clothes_of_ipv6_is_the_ipv4_address() {
    assertThat(within("169.254.0.0/16", "::ffff:169.254.169.254")).isTrue();
    assertThat(within("::/0", "::ffff:169.254.169.254")).isFalse();
  }

  @Test
  void what_is_no_address_is_no_literal() {
    for (String text : new String[] {"localhost", "10.0.0", "300.1.1.1", "1.2.3.4.5", ":::", ""}) {
      assertThat(Networks.literal(text)).as(text).isEmpty();
    }
  }

  @Test
  void what_is_no_network_is_refused_with_the_setting() {
    for (String text : new String[] {"10.0.0.0/33", "10.0.0.0/-1", "fd00::/129", "net", "/8"}) {
      assertThatThrownBy(() -> Networks.parse("dispatcher.dial-back.networks", text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("dispatcher.dial-back.networks '" + text + "' must be networks");
    }
  }
}
