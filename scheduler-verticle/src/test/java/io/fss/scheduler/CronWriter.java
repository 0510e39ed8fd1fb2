package io.fss.scheduler;

import java.util.Random;
import java.util.StringJoiner;
import java.util.function.Supplier;

/** Writes random expressions of the grammar of Quartz; each has a date that comes. */
final class CronWriter {
  private static final String[] DAYS = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};
  private static final String[] MONTHS = {
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"
  };

  private final Random random;

  CronWriter(Random random) {
    this.random = random;
  }

  String expression() {
    boolean weekdays = random.nextBoolean();
    StringJoiner fields = new StringJoiner(" ");
    fields.add(random.nextInt(3) == 0 ? numbers(0, 59) : Integer.toString(random.nextInt(60)));
    fields.add(numbers(0, 59));
    fields.add(numbers(0, 23));
    fields.add(weekdays ? "?" : days());
    fields.add(random.nextInt(3) == 0 ? months() : "*");
    fields.add(weekdays ? weekdays() : "?");
    if (random.nextInt(10) == 0) {
      fields.add(random.nextBoolean() ? "*/2" : "2000-2030");
    }
    return fields.toString();
  }

  private String numbers(int least, int most) {
    return switch (random.nextInt(7)) {
      case 0 -> "*";
      case 1 -> "*/" + step(least, most);
      case 2 -> value(least, most) + "/" + step(least, most);
      case 3 -> range(least, most);
      case 4 -> range(least, most) + "/" + step(least, most);
      case 5 -> list(() -> value(least, most));
      default -> value(least, most);
    };
  }

  // No days that many months lack: an expression of them alone might have no date at all.
  private String days() {
    return switch (random.nextInt(6)) {
      case 0 -> "L";
      case 1 -> "L-" + (1 + random.nextInt(20));
      case 2 -> list(() -> value(1, 28)) + ",L";
      default -> numbers(1, 28);
    };
  }

  private String weekdays() {
    return switch (random.nextInt(7)) {
      case 0 -> "L";
      case 1 -> value(1, 7) + "L";
      case 2 -> name(DAYS) + "L";
      case 3 -> name(DAYS) + "#" + (1 + random.nextInt(5));
      case 4 -> name(DAYS) + "-" + name(DAYS);
      case 5 -> list(() -> name(DAYS));
      default -> numbers(1, 7);
    };
  }

  private String months() {
    return switch (random.nextInt(3)) {
      case 0 -> name(MONTHS) + "-" + name(MONTHS);
      case 1 -> list(() -> name(MONTHS));
      default -> numbers(1, 12);
    };
  }

  private String range(int least, int most) {
    int from = least + random.nextInt(most - least + 1);
    return from + "-" + value(from, most);
  }

  private String step(int least, int most) {
    return value(1, most - least);
  }

  private String list(Supplier<String> part) {
    StringJoiner list = new StringJoiner(",");
    for (int i = random.nextInt(4); i >= 0; i--) {
      list.add(part.get());
    }
    return list.toString();
  }

  private String value(int least, int most) {
    return Integer.toString(least + random.nextInt(most - least + 1));
  }

  private String name(String[] names) {
    return names[random.nextInt(names.length)];
  }
}
