package dev.millrace.bench.tracking;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;

/** Processor time, in seconds. */
final class Cpu {
  private Cpu() {}

  /** Of this process so far. */
  static double ofProcess() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  /** Of threads that are alive. */
  static double of(Collection<Thread> threads) {
    return threads.stream()
        .mapToDouble(
            thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()) / 1e9)
        .sum();
  }
}
