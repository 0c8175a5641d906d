package dev.millrace.lake.load;

import java.util.List;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.mapping.NameMapping;

/** What a file of a format with types says of itself: Parquet, ORC or Avro. */
interface Footer {
  /** Whether a file's fields have the numbers of an Iceberg table. */
  enum Ids {
    NONE,
    ALL,
    SOME
  }

  /** Its columns; with its own field numbers if it has such. */
  Schema schema();

  Ids ids();

  /** Why its rows cannot be read where they are, rightly and by every engine; none if they can. */
  List<String> obstacles();

  /** What is kept of it in a table's metadata, by the numbers of the table's fields. */
  Metrics metrics(MetricsConfig config, NameMapping names);

  /** Where a reader may begin; none if that is not known. */
  List<Long> splitOffsets();

  /** All rows, in {@link #schema}. */
  CloseableIterable<Record> rows();
}
