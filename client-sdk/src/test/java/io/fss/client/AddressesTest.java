package io.fss.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressesTest {
  private static final Address A = Address.parse("a:1");
  private static final Address B = Address.parse("b:2");

  private final List<Address> left = new ArrayList<>();

  private Addresses of(String... texts) {
    Addresses addresses = new Addresses(List.of(texts));
    addresses.whenLeft(left::add);
    return addresses;
  }

  @Test
  void a_failure_moves_on_to_the_next_and_from_the_last_to_the_first() {
    Addresses addresses = of("a:1", "b:2");

    addresses.failed(A, false);
    Address second = addresses.current();
    addresses.failed(B, false);

    assertThat(second).isEqualTo(B);
    assertThat(addresses.current()).isEqualTo(A);
  }

  @Test
  void a_failure_of_an_address_that_was_left_already_moves_nothing() {
    Addresses addresses = of("a:1", "b:2");
    addresses.failed(A, true);

    addresses.failed(A, true);

    assertThat(addresses.current()).isEqualTo(B);
    assertThat(left).containsExactly(A);
  }

  @Test
  void who_waits_at_a_silent_address_is_told_when_it_is_left() {
    of("a:1", "b:2").failed(A, true);

    assertThat(left).containsExactly(A);
  }

  @Test
  void who_waits_goes_on_waiting_where_somebody_answers_or_where_nobody_else_is() {
    of("a:1", "b:2").failed(A, false);
    of("a:1").failed(A, true);

    assertThat(left).isEmpty();
  }
}
