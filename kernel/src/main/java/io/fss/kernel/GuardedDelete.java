package io.fss.kernel;

/**
 * Deletes rows that still are what the batch believes they are.
 *
 * @param table the table that shrinks
 * @param columns the batch's values
 * @param guard condition that joins the table with {@code b} and states what must still hold
 */
public record GuardedDelete(String table, Columns columns, String guard) {}
