package dev.millrace.xref;

import dev.millrace.api.Column;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeDecoder;
import dev.millrace.log.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads some columns of a model table's records. */
final class TableReader {
  /** Places of the columns that come before those asked for. */
  static final int SYSTEM = 0;

  static final int KEY = 1;
  static final int FIRST = 2;

  private final ChangeDecoder decoder;
  private final int columns;

  /**
   * One change.
   *
   * @param key of the row
   * @param row as it is now; empty when it has gone
   */
  record Change(RowKey key, Optional<Values> row) {}

  /**
   * @param wanted columns besides the key's, which come first
   */
  TableReader(TableSchema table, List<String> wanted, Schemas schemas) {
    List<String> names = new ArrayList<>(List.of("source_system", "source_key"));
    names.addAll(wanted);
    List<Column> chosen =
        names.stream().map(name -> table.columns().get(table.indexOf(name).orElseThrow())).toList();
    this.columns = chosen.size();
    this.decoder = new ChangeDecoder(table.withColumns(chosen), schemas::byFingerprint);
  }

  Change read(byte[] value) {
    decoder.read(value);
    Values values = new Values(columns);
    decoder.row(values);
    RowKey key = values.key(SYSTEM, KEY);
    return new Change(key, decoder.operation().removes() ? Optional.empty() : Optional.of(values));
  }
}
