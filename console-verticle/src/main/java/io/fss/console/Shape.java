package io.fss.console;

/**
 * One schema of the contract, made to be checked thousands of times a second: the library's
 * validator takes a hundred times as long. Says what is wrong in the same words.
 */
interface Shape {
  /** Notes each rule that the value breaks. */
  void check(Object value, At at, Findings found);
}
