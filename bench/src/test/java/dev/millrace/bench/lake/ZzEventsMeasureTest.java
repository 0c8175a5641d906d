package dev.millrace.bench.lake;

import dev.millrace.api.*;
import dev.millrace.bench.Feed;
import dev.millrace.lake.Lake;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ZzEventsMeasureTest {
  @Test
  void measure() throws Exception {
    for (int round = 0; round < 2; round++) {
      for (boolean events : new boolean[] {false, true}) {
        try (LakeBed bed = new LakeBed()) {
          TableName table = TableName.raw("erp", "public", events ? "event" : "row");
          Feed feed = Feed.ofReadings(bed.log, bed.schemas, table);
          if (events) {
            TableSchema schema = bed.schemas.current(table).orElseThrow();
            bed.schemas.publish(new TableSchema(table, schema.columns(), schema.key(), true));
          }
          feed.insert(3_000_000);
          var os =
              (com.sun.management.OperatingSystemMXBean)
                  ManagementFactory.getOperatingSystemMXBean();
          long cpu = os.getProcessCpuTime();
          long begun = System.nanoTime();
          try (Lake lake = bed.open(Duration.ofSeconds(10))) {
            LakeBed.await(lake, table, 3_000_000);
            double s = (System.nanoTime() - begun) / 1e9;
            System.out.printf(
                "MEASURE %s: %.0f rows/s, %.2f CPU-s a million%n",
                events ? "events" : "rows", 3e6 / s, (os.getProcessCpuTime() - cpu) / 3e9);
          }
        }
      }
    }
  }
}
