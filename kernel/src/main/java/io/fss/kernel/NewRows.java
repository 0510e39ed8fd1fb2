package io.fss.kernel;

import java.util.List;

/**
 * Inserts rows whose unique name is still free; the others are left out.
 *
 * @param table the table that grows
 * @param into columns that are written
 * @param values an expression for each of them; the batch is {@code b}
 * @param columns the batch's values
 * @param unique columns that must not exist yet together
 * @param key the table's primary key; part of {@code into}, and new in every row
 */
public record NewRows(
    String table,
    List<String> into,
    List<String> values,
    Columns columns,
    List<String> unique,
    String key) {}
