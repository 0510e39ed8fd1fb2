package io.fss.kernel;

import io.vertx.core.Future;
import java.util.function.Function;

/** A transaction that keeps the order of deeds that take several statements. */
interface OrderedTx extends Tx {
  /**
   * Does a deed whose later statements wait for the answers of its first; whatever is asked of the
   * transaction meanwhile runs behind it.
   *
   * @param deed asks the transaction that it is given
   */
  <T> Future<T> inOrder(Function<Tx, Future<T>> deed);

  /** Does a deed in its place, where the transaction can keep it. */
  static <T> Future<T> inOrder(Tx tx, Function<Tx, Future<T>> deed) {
    return tx instanceof OrderedTx ordered ? ordered.inOrder(deed) : deed.apply(tx);
  }
}
