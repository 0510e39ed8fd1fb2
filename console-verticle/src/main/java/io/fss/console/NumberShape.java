package io.fss.console;

import java.math.BigInteger;

/**
 * A whole number, written without a point.
 *
 * @param least it may be
 * @param most it may be
 */
record NumberShape(long least, long most) implements Shape {
  @Override
  public void check(Object value, At at, Findings found) {
    if (value instanceof Integer || value instanceof Long) {
      check(((Number) value).longValue(), value, at, found);
    } else if (value instanceof BigInteger big) {
      check(big.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE, big, at, found);
    } else {
      found.add(at, value, "must be of type integer");
    }
  }

  private void check(long number, Object shown, At at, Findings found) {
    if (number < least) {
      found.add(at, shown, "must be at least " + least);
    }
    if (number > most) {
      found.add(at, shown, "must be at most " + most);
    }
  }
}
