package io.fss.scheduler;

/** What makes an occurrence unique within its group. */
final class OccurrenceKey {
  private OccurrenceKey() {}

  /** An instant of a schedule. */
  static String at(long planned) {
    return "at:" + planned;
  }

  /** The one that follows a task whose end decides when. */
  static String after(long taskId) {
    return "after:" + taskId;
  }

  /** A run by hand; the caller's idempotency key, or one of our own. */
  static String key(String key) {
    return "key:" + key;
  }

  /** A part of a task that was split, counted from 0. */
  static String child(long parent, int index) {
    return parent + "/" + index;
  }

  /** Which part it is. */
  static int index(String child) {
    return Integer.parseInt(child.substring(child.indexOf('/') + 1));
  }

  /** Whether the group's own trigger made it, and so not a person, a program or a split. */
  static boolean isScheduled(String key) {
    return !key.startsWith("key:") && !Character.isDigit(key.charAt(0));
  }
}
