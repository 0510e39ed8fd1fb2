package io.fss.scheduler;

import io.fss.kernel.BatchDeed;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Columns;
import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedDelete;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.NewRows;

/** A dialect whose statements are broken in one place. */
record SimDialect(Dialect real, SimBreach breach) implements Dialect {
  @Override
  public String name() {
    return real.name();
  }

  @Override
  public BatchStatement over(String template, Columns columns) {
    return real.over(breach.text(template), columns);
  }

  @Override
  public String forUpdate(String alias) {
    return real.forUpdate(alias);
  }

  @Override
  public String inOrderOf(String index) {
    return real.inOrderOf(index);
  }

  @Override
  public BatchDeed update(GuardedUpdate update) {
    return real.update(broken(update));
  }

  @Override
  public BatchDeed updateUnasked(GuardedUpdate update) {
    return real.updateUnasked(broken(update));
  }

  private GuardedUpdate broken(GuardedUpdate update) {
    return new GuardedUpdate(
        update.table(),
        update.set().stream().map(breach::text).toList(),
        update.columns(),
        breach.text(update.guard()),
        update.returning());
  }

  @Override
  public BatchDeed delete(GuardedDelete delete) {
    return real.delete(delete);
  }

  @Override
  public BatchDeed insert(NewRows rows) {
    return real.insert(rows);
  }
}
