package dev.millrace.live;

import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;
import dev.millrace.log.ChangeDecoder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.duckdb.DuckDBConnection;

/**
 * Deletes a few rows by key with a prepared statement: for up to eight rows that takes half the
 * time of a join with a table of keys.
 */
final class KeyDeletes implements AutoCloseable {
  private static final int MOST = 8;

  private final DuckDBConnection connection;
  private final Layout layout;
  private final int[] parameters;
  private final boolean simple;
  private final Map<Integer, PreparedStatement> statements = new HashMap<>();

  KeyDeletes(DuckDBConnection connection, Layout layout) {
    this.connection = connection;
    this.layout = layout;
    this.parameters = new int[layout.names().size()];
    Arrays.fill(parameters, -1);
    boolean allSimple = layout.schema().keyed();
    int next = 0;
    for (int index : layout.schema().keyIndexes()) {
      parameters[index] = next++;
      ColumnType type = layout.schema().columns().get(index).type();
      allSimple &=
          switch (type.kind()) {
            case BOOLEAN, INT32, INT64, DECIMAL, TEXT -> true;
            default -> false;
          };
    }
    this.simple = allSimple;
  }

  boolean takes(int count) {
    return simple && count <= MOST;
  }

  /** Deletes the rows with the keys of some records; returns how many there were. */
  long delete(List<byte[]> values, ChangeDecoder decoder) throws SQLException {
    int slots = Integer.highestOneBit(values.size() * 2 - 1);
    PreparedStatement statement = statement(slots);
    int width = layout.schema().key().size();
    for (int slot = 0; slot < slots; slot++) {
      // The last key fills the slots that are left.
      decoder.read(values.get(Math.min(slot, values.size() - 1)));
      decoder.row(new Parameters(statement, slot * width + 1));
    }
    return statement.executeUpdate();
  }

  private PreparedStatement statement(int slots) throws SQLException {
    PreparedStatement known = statements.get(slots);
    if (known != null) {
      return known;
    }
    StringJoiner one = new StringJoiner(" AND ", "(", ")");
    for (int index : layout.schema().keyIndexes()) {
      one.add(layout.column(index) + " = ?");
    }
    StringJoiner all = new StringJoiner(" OR ");
    for (int slot = 0; slot < slots; slot++) {
      all.add(one.toString());
    }
    PreparedStatement statement =
        connection.prepareStatement("DELETE FROM " + layout.storedName() + " WHERE " + all);
    statements.put(slots, statement);
    return statement;
  }

  @Override
  public void close() throws SQLException {
    List<PreparedStatement> open = new ArrayList<>(statements.values());
    statements.clear();
    for (PreparedStatement statement : open) {
      statement.close();
    }
  }

  /** Binds the key's columns and passes over the others. */
  private final class Parameters implements RowSink {
    private final PreparedStatement statement;
    private final int first;

    Parameters(PreparedStatement statement, int first) {
      this.statement = statement;
      this.first = first;
    }

    private interface Binding {
      void bind(int parameter) throws SQLException;
    }

    private void bind(int column, Binding binding) {
      if (parameters[column] < 0) {
        return;
      }
      try {
        binding.bind(first + parameters[column]);
      } catch (SQLException e) {
        throw new IllegalStateException("Cannot give DuckDB a key.", e);
      }
    }

    @Override
    public void putNull(int column) {
      bind(column, at -> statement.setObject(at, null));
    }

    @Override
    public void putUnsent(int column) {
      putNull(column);
    }

    @Override
    public void putBoolean(int column, boolean value) {
      bind(column, at -> statement.setBoolean(at, value));
    }

    @Override
    public void putInt(int column, int value) {
      bind(column, at -> statement.setInt(at, value));
    }

    @Override
    public void putLong(int column, long value) {
      bind(column, at -> statement.setLong(at, value));
    }

    @Override
    public void putFloat(int column, float value) {
      bind(column, at -> statement.setFloat(at, value));
    }

    @Override
    public void putDouble(int column, double value) {
      bind(column, at -> statement.setDouble(at, value));
    }

    @Override
    public void putDecimal(int column, long unscaled) {
      putDecimal(column, BigInteger.valueOf(unscaled));
    }

    @Override
    public void putDecimal(int column, BigInteger unscaled) {
      int scale = layout.schema().columns().get(column).type().scale();
      bind(column, at -> statement.setBigDecimal(at, new BigDecimal(unscaled, scale)));
    }

    @Override
    public void putText(int column, byte[] utf8, int offset, int length) {
      bind(
          column,
          at -> statement.setString(at, new String(utf8, offset, length, StandardCharsets.UTF_8)));
    }

    @Override
    public void putBytes(int column, byte[] bytes, int offset, int length) {
      bind(
          column, at -> statement.setBytes(at, Arrays.copyOfRange(bytes, offset, offset + length)));
    }
  }
}
