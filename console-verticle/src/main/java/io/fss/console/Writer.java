package io.fss.console;

/**
 * Writes something as an object of the API.
 *
 * @param <T> what it writes
 */
interface Writer<T> {
  void write(T item, Fields fields);
}
