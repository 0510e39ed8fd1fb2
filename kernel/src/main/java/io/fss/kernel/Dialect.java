package io.fss.kernel;

/** What the supported databases write differently. */
public interface Dialect {

  /** Name of the database's family; the folder of its migrations: sqlite, postgresql, mysql. */
  String name();

  /**
   * A statement over a batch.
   *
   * @param template the text with {@code {b}} once, where the batch's table expression named {@code
   *     b} belongs; no other parameter. The statement must mean the same when it runs for each row
   *     of the batch by itself: no ordering, no aggregate over the batch
   */
  BatchStatement over(String template, Columns columns);

  /** What a SELECT ends with in order to lock the rows of one table that it reads. */
  String forUpdate(String alias);

  /**
   * What a table's name is followed by in a SELECT of a page in the order of an index, for
   * databases that would rather read and sort all of a table than follow the index.
   */
  String inOrderOf(String index);

  /** A guarded update that answers which rows it changed. */
  BatchDeed update(GuardedUpdate update);

  /** A guarded update nobody asks about; answers nothing. */
  BatchDeed updateUnasked(GuardedUpdate update);

  /** A guarded delete; answers nothing. */
  BatchDeed delete(GuardedDelete delete);

  /** An insert that skips what exists; answers the keys of the rows it made. */
  BatchDeed insert(NewRows rows);
}
