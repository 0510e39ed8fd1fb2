package io.fss.client;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How busy the process is. */
final class Load {
  private final java.lang.management.OperatingSystemMXBean bean =
      ManagementFactory.getOperatingSystemMXBean();

  /** Share of the machine's processors, 0.0-1.0; negative where the machine does not tell. */
  double cpu() {
    return bean instanceof OperatingSystemMXBean known ? known.getProcessCpuLoad() : -1;
  }

  /** Bytes of the heap in use. */
  long memory() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
