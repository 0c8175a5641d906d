package dev.millrace.connectors.postgres;

import dev.millrace.api.ColumnType;
import dev.millrace.connectors.postgres.ArrayForm.Element;
import dev.millrace.connectors.postgres.ArrayForm.Quoting;
import dev.millrace.connectors.postgres.CatalogType.Made;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of each of PostgreSQL's types; {@code TYPES.md} has the table. It asks the catalog
 * for types it meets for the first time. Not for use by several threads, and neither are the forms
 * it gives.
 */
final class Types {
  private static final int MONEY_PRECISION = ColumnType.MAX_PRECISION;

  private final Connection connection;
  private final Map<Integer, CatalogType> catalog = new HashMap<>();
  private final Map<Integer, TextForm> texts = new HashMap<>();
  private final TextOutput out = new TextOutput();

  private Types(Connection connection) {
    this.connection = connection;
  }

  /**
   * Types of the database that a connection leads to.
   *
   * @param connection stays the caller's; used now and then while types are asked for and values
   *     read, so it must not be in the middle of a COPY or in a failed transaction
   */
  static Types of(Connection connection) {
    return new Types(connection);
  }

  /**
   * How a column is read.
   *
   * @param typeOid of the column
   * @param typeModifier as {@code pg_attribute.atttypmod}; -1 for none
   * @throws SQLException when the catalog cannot be asked
   */
  ColumnForm form(int typeOid, int typeModifier) throws SQLException {
    return switch (typeOid) {
      case Scalars.BOOL ->
          new ColumnForm(
              ColumnType.BOOLEAN,
              (b, offset, length, column, sink) -> sink.putBoolean(column, b[offset] != 0));
      case Scalars.INT2 ->
          new ColumnForm(
              ColumnType.INT32,
              (b, offset, length, column, sink) -> sink.putInt(column, Bytes.int16(b, offset)));
      case Scalars.INT4 ->
          new ColumnForm(
              ColumnType.INT32,
              (b, offset, length, column, sink) -> sink.putInt(column, Bytes.int32(b, offset)));
      case Scalars.INT8 ->
          new ColumnForm(
              ColumnType.INT64,
              (b, offset, length, column, sink) -> sink.putLong(column, Bytes.int64(b, offset)));
      case Scalars.OID ->
          new ColumnForm(
              ColumnType.INT64,
              (b, offset, length, column, sink) ->
                  sink.putLong(column, Integer.toUnsignedLong(Bytes.int32(b, offset))));
      case Scalars.FLOAT4 ->
          new ColumnForm(
              ColumnType.FLOAT32,
              (b, offset, length, column, sink) ->
                  sink.putFloat(column, Float.intBitsToFloat(Bytes.int32(b, offset))));
      case Scalars.FLOAT8 ->
          new ColumnForm(
              ColumnType.FLOAT64,
              (b, offset, length, column, sink) ->
                  sink.putDouble(column, Double.longBitsToDouble(Bytes.int64(b, offset))));
      case Scalars.NUMERIC -> numeric(typeModifier);
      case Scalars.MONEY -> money();
      case Scalars.TEXT,
          Scalars.VARCHAR,
          Scalars.BPCHAR,
          Scalars.NAME,
          Scalars.XML,
          Scalars.UNKNOWN,
          Scalars.REFCURSOR ->
          ColumnForm.plain(ColumnType.TEXT);
      case Scalars.JSON -> ColumnForm.plain(ColumnType.JSON);
      case Scalars.JSONB ->
          new ColumnForm(
              ColumnType.JSON,
              (b, offset, length, column, sink) -> sink.putText(column, b, offset + 1, length - 1));
      case Scalars.BYTEA ->
          new ColumnForm(
              ColumnType.BYTES,
              (b, offset, length, column, sink) -> sink.putBytes(column, b, offset, length));
      default -> timeOrOther(typeOid, typeModifier);
    };
  }

  private ColumnForm timeOrOther(int type, int modifier) throws SQLException {
    return switch (type) {
      case Scalars.DATE -> new ColumnForm(ColumnType.DATE, Times::putDay);
      case Scalars.TIME ->
          new ColumnForm(
              ColumnType.TIME,
              (b, offset, length, column, sink) -> sink.putLong(column, Bytes.int64(b, offset)));
      case Scalars.TIMESTAMP ->
          new ColumnForm(
              ColumnType.TIMESTAMP, Times::putMicros, text(Times::appendIsoTimestamp), false);
      case Scalars.INSTANT ->
          new ColumnForm(
              ColumnType.INSTANT, Times::putMicros, text(Times::appendIsoInstant), false);
      case Scalars.TIME_WITH_ZONE -> textColumn(Times::appendTimeInUtc);
      case Scalars.INTERVAL -> textColumn(Times::appendIsoInterval);
      case Scalars.BIT -> modifier == 1 ? oneBit() : textColumn(text(type));
      default -> {
        Optional<TextForm> shape = Scalars.shape(type, new Shapes(Shapes.BY_DRIVER));
        if (shape.isPresent()) {
          yield textColumn(shape.get());
        }
        Optional<TextForm> scalar = Scalars.text(type);
        yield scalar.isPresent() ? textColumn(scalar.get()) : ofCatalog(type);
      }
    };
  }

  private ColumnForm ofCatalog(int type) throws SQLException {
    CatalogType known = catalog(type);
    if (known.made() == Made.DOMAIN) {
      return form(known.of(), known.modifier());
    }
    return switch (known.made()) {
      case ARRAY -> new ColumnForm(ColumnType.JSON, text(ArrayForm.json(element(known.of()))));
      case HSTORE -> new ColumnForm(ColumnType.JSON, text(new HstoreForm()::appendJson));
      case PLAIN -> ColumnForm.plain(ColumnType.TEXT);
      case TEXT_ONLY -> ColumnForm.textOnly();
      case BY_SERVER -> {
        BinaryValue value = text(text(type));
        yield new ColumnForm(ColumnType.TEXT, value, value, true);
      }
      default -> textColumn(text(type));
    };
  }

  private ColumnForm numeric(int modifier) {
    ColumnType type = Numerics.type(modifier);
    BinaryValue text = text(Numerics::appendText);
    return type.kind() == ColumnType.Kind.DECIMAL
        ? new ColumnForm(type, Numerics.decimal(type), text, false)
        : new ColumnForm(type, text);
  }

  private static ColumnForm oneBit() {
    return new ColumnForm(
        ColumnType.BOOLEAN,
        (b, offset, length, column, sink) ->
            sink.putBoolean(column, b[offset + Integer.BYTES] != 0));
  }

  /** How many decimal places the whole number of a {@code money} has, is set by the locale. */
  private ColumnForm money() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("SELECT scale(1::money::numeric)")) {
      answer.next();
      return new ColumnForm(
          ColumnType.decimal(MONEY_PRECISION, answer.getInt(1)),
          (b, offset, length, column, sink) ->
              sink.putDecimal(column, java.math.BigInteger.valueOf(Bytes.int64(b, offset))));
    }
  }

  private ColumnForm textColumn(TextForm form) {
    return new ColumnForm(ColumnType.TEXT, text(form));
  }

  /** Values as texts; all share one buffer. */
  private BinaryValue text(TextForm form) {
    return (buffer, offset, length, column, sink) -> {
      out.clear();
      form.append(buffer, offset, length, out);
      sink.putText(column, out.buffer(), 0, out.size());
    };
  }

  /** How an element of a type is written in JSON. */
  private Element element(int type) throws SQLException {
    return switch (type) {
      case Scalars.INT2,
          Scalars.INT4,
          Scalars.INT8,
          Scalars.OID,
          Scalars.FLOAT4,
          Scalars.FLOAT8,
          Scalars.NUMERIC ->
          new Element(text(type), Quoting.NUMBER);
      case Scalars.BOOL ->
          new Element(
              (b, offset, length, json) -> json.ascii(b[offset] != 0 ? "true" : "false"),
              Quoting.NONE);
      case Scalars.JSON, Scalars.JSONB -> new Element(text(type), Quoting.NONE);
      case Scalars.TIMESTAMP -> new Element(Times::appendTimestampElement, Quoting.TEXT);
      case Scalars.INSTANT -> new Element(Times::appendInstantElement, Quoting.TEXT);
      default -> new Element(text(type), Quoting.TEXT);
    };
  }

  /**
   * What writes a type's text as PostgreSQL does.
   *
   * @throws SQLException when the catalog cannot be asked
   */
  TextForm text(int type) throws SQLException {
    TextForm known = texts.get(type);
    if (known == null) {
      Optional<TextForm> scalar = Scalars.text(type);
      known = scalar.isPresent() ? scalar.get() : catalogText(type);
      texts.put(type, known);
    }
    return known;
  }

  private TextForm catalogText(int type) throws SQLException {
    CatalogType known = catalog(type);
    return switch (known.made()) {
      case DOMAIN -> text(known.of());
      case ARRAY -> ArrayForm.text(text(known.of()), known.delimiter());
      case RANGE -> RangeForm.range(text(known.of()));
      case MULTIRANGE -> RangeForm.multirange(text(known.of()));
      case COMPOSITE -> new CompositeForm(this);
      case PLAIN, TEXT_ONLY -> Scalars::appendPlain;
      case VERSIONED -> Scalars::appendVersioned;
      case HSTORE -> HstoreForm::appendText;
      case BY_SERVER -> new ServerText(connection, type, known.name());
      case GONE -> Types::appendUnknown;
    };
  }

  private CatalogType catalog(int type) throws SQLException {
    CatalogType known = catalog.get(type);
    if (known == null) {
      known = CatalogType.find(connection, type);
      catalog.put(type, known);
    }
    return known;
  }

  /** A type dropped since the change: an enum's value is a text, any other is shown in base 16. */
  private static void appendUnknown(byte[] buffer, int offset, int length, TextOutput out) {
    boolean text = true;
    for (int i = offset; i < offset + length; i++) {
      text &= buffer[i] < 0 || buffer[i] >= ' ';
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(buffer, offset, length));
    } catch (CharacterCodingException e) {
      text = false;
    }
    if (text) {
      out.append(buffer, offset, length);
    } else {
      Scalars.appendBytes(buffer, offset, length, out);
    }
  }
}
