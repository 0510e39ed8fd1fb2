package io.fss.console;

import java.util.HashMap;
import java.util.Map;

/**
 * The words that the API has for the values of an enumeration; the contract's schema has the same.
 *
 * @param <E> the enumeration as the bus has it
 */
final class Words<E extends Enum<E>> {
  private final Map<E, String> words;
  private final Map<String, E> values = new HashMap<>();

  Words(Map<E, String> words) {
    this.words = words;
    words.forEach((value, word) -> values.put(word, value));
  }

  /** The word for a value; empty for one that says nothing. */
  String of(E value) {
    return words.getOrDefault(value, "");
  }

  /** The value of a word that keeps to the contract. */
  E value(String word) {
    return values.get(word);
  }

  /** The value of a word that may be missing. */
  E value(String word, E otherwise) {
    return word == null ? otherwise : values.get(word);
  }
}
