package io.fss.client;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.MDC;

/**
 * Knows which attempt the current thread works for: by the MDC, which a job may hand on to threads
 * of its own; by the thread, where a blocking job runs; by the Vert.x context, where an
 * asynchronous one does.
 */
final class Speaker {
  static final String TASK = "fss.task";
  static final String ATTEMPT = "fss.attempt";
  static final String GROUP = "fss.group";
  static final String JOB = "fss.job";

  private static final ThreadLocal<Attempt> THREAD = new ThreadLocal<>();

  private final Attempt before;
  private final Map<String, String> mdcBefore;

  private Speaker(Attempt before, Map<String, String> mdcBefore) {
    this.before = before;
    this.mdcBefore = mdcBefore;
  }

  /** From now on this thread works for that attempt. */
  static Speaker enter(Attempt attempt) {
    Speaker speaker = new Speaker(THREAD.get(), MDC.getCopyOfContextMap());
    THREAD.set(attempt);
    MDC.put(TASK, Long.toString(attempt.taskId()));
    MDC.put(ATTEMPT, Integer.toString(attempt.attempt()));
    MDC.put(GROUP, attempt.group());
    MDC.put(JOB, attempt.job());
    return speaker;
  }

  /** Restores what was there, whatever the job left behind. */
  void leave() {
    if (before == null) {
      THREAD.remove();
    } else {
      THREAD.set(before);
    }
    if (mdcBefore == null) {
      MDC.clear();
    } else {
      MDC.setContextMap(mdcBefore);
    }
  }

  /** A context on which everything is done for that attempt. */
  static Context context(Context jobs, Attempt attempt) {
    ContextInternal its = ((ContextInternal) jobs).duplicate();
    // Local data by a key of our own needs no registration before the first Vertx, as a local of
    // our
    // own would: the Vert.x of the program may be older than this client.
    its.getLocal(ContextInternal.LOCAL_MAP, () -> new ConcurrentHashMap<>(2))
        .put(Speaker.class, attempt);
    return its;
  }

  /** The attempt of one of these clients for which the current thread works now, or null. */
  static Attempt now(List<Attempts> clients) {
    Attempt named = named(clients);
    if (named != null) {
      return named;
    }
    Attempt threads = THREAD.get();
    return threads == null ? ofContext() : threads;
  }

  private static Attempt named(List<Attempts> clients) {
    String task = MDC.get(TASK);
    AttemptKey key = task == null ? null : AttemptKey.parse(task, MDC.get(ATTEMPT));
    if (key == null) {
      return null;
    }
    for (Attempts client : clients) {
      Attempt running = client.find(key);
      if (running != null) {
        return running;
      }
    }
    return null;
  }

  private static Attempt ofContext() {
    Context context = Vertx.currentContext();
    if (!(context instanceof ContextInternal its)) {
      return null;
    }
    // Asked without making one: most contexts have none.
    ConcurrentMap<Object, Object> local = its.getLocal(ContextInternal.LOCAL_MAP);
    return local == null ? null : (Attempt) local.get(Speaker.class);
  }
}
