package io.fss.kernel;

/**
 * A statement over the rows of a batch, in the words of one database; its only parameter is the
 * batch. Made by {@link Dialect#over}.
 *
 * @param sql the text, the batch's table expression in it
 * @param columns what a batch must consist of
 */
public record BatchStatement(String sql, Columns columns) {
  public Batch batch() {
    return columns.batch();
  }
}
