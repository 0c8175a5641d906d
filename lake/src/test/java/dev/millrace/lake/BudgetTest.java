package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {
  /** A machine that gives less than that is no reason to fail; one that gives more is. */
  @ParameterizedTest
  @CsvSource({"0.6, 0.5, 0.6", "0.6, 0.9, 0.2"})
  void takesNoMoreThanItsShareAndAThirdOfItOnABusyMachine(double share, double load, double most) {
    Budget budget = new Budget(share, () -> load);
    long start = System.nanoTime();
    long startCpu = cpu();
    CRC32 work = new CRC32();
    while (cpu() - startCpu < 100_000_000L) {
      work.update(new byte[1_000]);
      budget.spend();
    }
    double taken = (double) (cpu() - startCpu) / (System.nanoTime() - start);
    assertThat(taken).isBetween(0.0, most + 0.05);
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
