package dev.millrace.flow;

import dev.millrace.api.TableSchema;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;

/** The tables of a mapping's job: raw topics that it reads, and where its rows go. */
final class JobTables extends LogCatalog {
  private final Wiring wiring;
  private final Set<RawColumns> read = new LinkedHashSet<>();

  JobTables(String name, String database, Wiring wiring) {
    super(name, database);
    this.wiring = wiring;
  }

  /** The columns that planned statements read. */
  Set<RawColumns> read() {
    return Set.copyOf(read);
  }

  @Override
  DynamicTableSource source(TableSchema table) {
    return new RawTableSource(RawColumns.all(table), wiring, read::add);
  }

  @Override
  DynamicTableSink sink(TableSchema table, long fingerprint) {
    return new ModelTableSink(table, fingerprint, wiring);
  }
}
