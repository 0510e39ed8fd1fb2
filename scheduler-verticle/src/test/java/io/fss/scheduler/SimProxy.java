package io.fss.scheduler;

import java.lang.reflect.Proxy;

/** Stands in for large interfaces of which little is used; what is not foreseen throws. */
final class SimProxy {
  private SimProxy() {}

  /** Answers a call. */
  interface Calls {
    Object call(String method, Object[] arguments);
  }

  @SuppressWarnings("unchecked") // made to implement it
  static <T> T of(Class<T> type, Calls calls) {
    return (T)
        Proxy.newProxyInstance(
            SimProxy.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == arguments[0];
                  case "toString" -> "simulated " + type.getSimpleName();
                  default -> calls.call(method.getName(), arguments);
                });
  }
}
