package dev.millrace.track.job;

import dev.millrace.api.RowSink;
import dev.millrace.flow.RowReader;
import dev.millrace.track.reading.ReadingRow;
import org.apache.flink.util.Collector;

/** Makes signals of readings. */
final class ReadSignals implements RowReader<byte[]> {
  private static final long serialVersionUID = 1L;

  private final ReadingRow row = new ReadingRow();

  @Override
  public RowSink begin() {
    row.clear();
    return row;
  }

  @Override
  public void end(long commitMicros, Collector<byte[]> out) {
    row.reading()
        // Nobody can assign a sensor of such a name to anything.
        .filter(fix -> row.name().length() <= Signal.LONGEST_NAME)
        .ifPresent(
            fix ->
                out.collect(
                    Signal.reading(
                        row.name().bytes(), row.name().length(), fix, commitMicros / 1000)));
  }
}
