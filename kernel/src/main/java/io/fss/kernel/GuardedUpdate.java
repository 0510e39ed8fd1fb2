package io.fss.kernel;

import java.util.List;

/**
 * One transition of many rows: changes those that still are what the batch believes they are. A
 * batch names a row once, or the guard does not hold a second time.
 *
 * @param table the table that changes
 * @param set assignments {@code column = expression}; the column without, every name in the
 *     expression with its table, the batch being {@code b}. An expression may not use a column that
 *     another assignment of the list changes
 * @param columns the batch's values
 * @param guard condition that joins the table with {@code b} and states what must still hold
 * @param returning columns of the changed rows to answer, each with its table; none of them changed
 *     by this update, since some databases read them before and others after it
 */
public record GuardedUpdate(
    String table, List<String> set, Columns columns, String guard, List<String> returning) {}
