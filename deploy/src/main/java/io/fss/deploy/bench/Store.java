package io.fss.deploy.bench;

import java.util.List;
import java.util.OptionalDouble;

/** A database of a run while it lasts; closing it ends its processes. */
interface Store extends AutoCloseable {
  /** The platform's {@code db.url}. */
  String url();

  /** What its own processes have used; nothing where it lives in the platform's. */
  Usage usage();

  /** Transactions committed so far as its server counts them; empty where there is no server. */
  OptionalDouble commits();

  /** Begins to note what each statement costs. */
  void forgetStatements();

  /** What cost most since then, dearest first; empty where nothing was noted. */
  List<StatementCost> statements();

  @Override
  void close();
}
