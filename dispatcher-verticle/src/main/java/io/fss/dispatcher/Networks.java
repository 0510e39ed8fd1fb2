package io.fss.dispatcher;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP networks as {@code address/bits}; a bare address is a network of one. */
final class Networks {
  private static final Pattern V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:.]*");

  private final List<Network> all;

  private Networks(List<Network> all) {
    this.all = all;
  }

  /**
   * Reads a list with commas.
   *
   * @param key setting, named where the list is wrong
   */
  static Networks parse(String key, String text) {
    List<Network> networks = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        networks.add(network(key, part.strip()));
      }
    }
    return new Networks(List.copyOf(networks));
  }

  private static Network network(String key, String text) {
    int slash = text.indexOf('/');
    byte[] address =
        literal(slash < 0 ? text : text.substring(0, slash))
            .map(InetAddress::getAddress)
            .orElse(null);
    int most = address == null ? 0 : address.length * 8;
    int bits = slash < 0 ? most : bits(text.substring(slash + 1));
    if (address == null || bits < 0 || bits > most) {
      throw new IllegalArgumentException(
          "%s '%s' must be networks such as 10.0.0.0/8 or fd00::/8".formatted(key, text));
    }
    return new Network(address, bits);
  }

  /** The address that a text is, without asking anybody for names. */
  static Optional<InetAddress> literal(String text) {
    if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(plain(InetAddress.getAllByName(text)[0]));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static int bits(String text) {
    return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  boolean contains(InetAddress address) {
    byte[] bytes = plain(address).getAddress();
    return all.stream().anyMatch(network -> network.contains(bytes));
  }

  /** An IPv4 address in the clothes of IPv6 is the IPv4 address it reaches. */
  static InetAddress plain(InetAddress address) {
    try {
      // Java itself unwraps ::ffff:a.b.c.d.
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private static final class Network {
    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
      this.address = address;
      this.bits = bits;
    }

    private boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit += 8) {
        int mask = bits - bit >= 8 ? 0xff : (0xff << (8 - (bits - bit))) & 0xff;
        if ((address[bit / 8] & mask) != (other[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
