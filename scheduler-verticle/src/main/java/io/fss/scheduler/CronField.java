package io.fss.scheduler;

import io.fss.scheduler.CronPart.Shape;
import java.util.BitSet;
import java.util.List;

/** One field of a cron expression: the parts of its list, in the order they were written. */
record CronField(CronUnit unit, List<CronPart> parts) {

  CronField {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("cron field %s must have a part".formatted(unit.field));
    }
  }

  /** The field {@code *}. */
  static CronField all(CronUnit unit) {
    return new CronField(unit, List.of(new CronPart(Shape.ALL, unit.least, unit.most, 1)));
  }

  /** A field of one value. */
  static CronField value(CronUnit unit, int value) {
    return new CronField(unit, List.of(CronPart.of(Shape.SPAN, value)));
  }

  /** Whether the field is {@code ?}. */
  boolean open() {
    return parts.get(0).shape() == Shape.OPEN;
  }

  /** Whether the field begins with a wildcard, which is what tells Unix cron that it is not set. */
  boolean starred() {
    return parts.get(0).shape() == Shape.ALL;
  }

  /** Whether the field says nothing or names every value. */
  boolean unrestricted() {
    return open() || (parts.size() == 1 && goesRound() && parts.get(0).step() == 1);
  }

  /** Whether a part of the list runs through the whole unit, step by step. */
  boolean goesRound() {
    return parts.stream().anyMatch(part -> part.goesRound(unit));
  }

  /** The values that wildcards, values and ranges name; the other shapes depend on the month. */
  BitSet values() {
    BitSet values = new BitSet(unit.most + 1);
    for (CronPart part : parts) {
      if (part.shape() == Shape.OPEN) {
        values.set(unit.least, unit.most + 1);
      } else if (part.shape() == Shape.ALL || part.shape() == Shape.SPAN) {
        for (int value = part.from(); value <= part.to(); value += part.step()) {
          values.set(unit.wrap(value));
        }
      }
    }
    return values;
  }

  /** The same as bits; for units below 64. */
  long bits() {
    long[] words = values().toLongArray();
    return words.length == 0 ? 0 : words[0];
  }
}
