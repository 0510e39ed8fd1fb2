package io.fss.kernel;

import java.util.List;

/**
 * One transition of many rows: changes those that still are what the batch believes they are.
 *
 * @param table the table that changes
 * @param set assignments without the word SET; the batch is {@code b}
 * @param columns name and type of the batch's values, see {@link Dialect#rows}
 * @param guard condition that joins the table with {@code b} and states what must still hold
 * @param returning columns of the changed rows to answer, as written after RETURNING
 */
public record GuardedUpdate(
    String table, String set, List<String> columns, String guard, String returning) {}
