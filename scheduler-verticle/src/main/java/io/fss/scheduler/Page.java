package io.fss.scheduler;

import io.fss.kernel.Refusal;

/** The bounds of a page of a list. */
final class Page {
  private static final int USUAL = 50;
  private static final int MOST = 1_000;

  private Page() {}

  static int limit(int asked) {
    if (asked < 0 || asked > MOST) {
      throw Refusal.invalid("limit", asked, "must be within 1 and " + MOST);
    }
    return asked == 0 ? USUAL : asked;
  }
}
