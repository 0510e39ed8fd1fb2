package io.fss.deploy.rig;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** A database of a run while it lasts; closing it ends its processes. */
public interface Store extends AutoCloseable {
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

  /** A connection of one's own to what a module keeps; read it while nobody changes the schema. */
  Sql connect(String module);

  /** Whether it has a server that can be restarted. */
  boolean isServer();

  /** Tells when its server ends although nobody ended it. */
  void watch(Consumer<RunFailure> alarm);

  /**
   * Ends its server in the middle of its work and starts it again, with what was committed.
   *
   * @param hard true: {@code kill -9}; false: the server cuts its connections and ends by itself
   * @throws RunFailure when it had ended before, does not start, or the store is closed
   */
  void restart(boolean hard) throws InterruptedException;

  @Override
  void close();
}
