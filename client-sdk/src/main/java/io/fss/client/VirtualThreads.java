package io.fss.client;

import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Virtual threads of a JDK that has them; the SDK itself is made for one that does not. */
final class VirtualThreads {
  private static final int FIRST_JDK = 21;

  private VirtualThreads() {}

  static boolean there() {
    return Runtime.version().feature() >= FIRST_JDK;
  }

  /** One thread for each attempt; never more than the client's capacity are accepted. */
  static ExecutorService executor(String prefix) {
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder$OfVirtual");
      Method name = type.getMethod("name", String.class, long.class);
      ThreadFactory factory =
          (ThreadFactory) type.getMethod("factory").invoke(name.invoke(builder, prefix, 1L));
      return (ExecutorService)
          Executors.class
              .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
              .invoke(null, factory);
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("this JDK has no virtual threads", missing);
    }
  }
}
