package dev.millrace.log.rows;

import dev.millrace.api.Column;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeDecoder;
import dev.millrace.log.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads some columns of a model table's records. */
public final class TableReader {
  /** The place of {@code source_system} among the values. */
  public static final int SYSTEM = 0;

  /** The place of {@code source_key}. */
  public static final int KEY = 1;

  /** The place of the first column that was asked for. */
  public static final int FIRST = 2;

  private final ChangeDecoder decoder;
  private final int columns;

  /**
   * One change.
   *
   * @param key of the row
   * @param row as it is now; empty when it has gone
   */
  public record Change(RowKey key, Optional<Values> row) {}

  /**
   * For the records of a table.
   *
   * @param wanted columns besides the key's, which come first
   */
  public TableReader(TableSchema table, List<String> wanted, Schemas schemas) {
    List<String> names = new ArrayList<>(List.of("source_system", "source_key"));
    names.addAll(wanted);
    List<Column> chosen =
        names.stream().map(name -> table.columns().get(table.indexOf(name).orElseThrow())).toList();
    this.columns = chosen.size();
    this.decoder = new ChangeDecoder(table.withColumns(chosen), schemas::byFingerprint);
  }

  /** Reads the value of a record. */
  public Change read(byte[] value) {
    decoder.read(value);
    Values values = new Values(columns);
    decoder.row(values);
    RowKey key = values.key(SYSTEM, KEY);
    return new Change(key, decoder.operation().removes() ? Optional.empty() : Optional.of(values));
  }
}
