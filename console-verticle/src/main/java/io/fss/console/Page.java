package io.fss.console;

import java.util.List;

/** One page of a list. */
final class Page {
  private static final int ITEM = 700;

  private Page() {}

  /**
   * The answer.
   *
   * @param next where the next page starts, null on the last one
   */
  static <T> Answer of(List<T> items, Writer<T> writer, String next) {
    return Answer.ok(
        Fields.item(
            items,
            (list, fields) -> {
              fields.list("items", list, writer);
              if (next == null) {
                fields.nothing("next");
              } else {
                fields.always("next", next);
              }
            },
            ITEM * (items.size() + 1)));
  }
}
