package dev.millrace.bench.capture;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the protocol gives of a snapshot: binary COPY by one connection, decoded to objects. */
final class PostgresCopy extends OwnThread {
  private static final Logger LOGGER = LoggerFactory.getLogger(PostgresCopy.class);
  private static final int HEADER = 19;
  private static final int ROWS_AT_ONCE = 1_000;

  private final Job job;
  private volatile Connection connection;

  /** Made of all values, so that the decoding cannot be left out. */
  private int hash;

  PostgresCopy(Job job) {
    this.job = job;
  }

  @Override
  void read(Arrivals arrivals) throws SQLException {
    connection = PostgresDatabase.connect(job);
    List<String> types = types();
    CopyOut copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY " + job.setting("table") + " TO STDOUT (FORMAT binary)");
    int rows = 0;
    boolean first = true;
    for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
      ByteBuffer buffer = ByteBuffer.wrap(message);
      if (first) {
        buffer.position(HEADER);
        first = false;
      }
      while (buffer.remaining() > Short.BYTES && row(buffer, types)) {
        if (++rows == ROWS_AT_ONCE) {
          arrivals.add(rows);
          rows = 0;
        }
      }
    }
    LOGGER.info("Hash of all values: {}", hash);
    arrivals.add(rows);
  }

  private List<String> types() throws SQLException {
    List<String> types = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet none =
            statement.executeQuery("SELECT * FROM " + job.setting("table") + " LIMIT 0")) {
      for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
        types.add(none.getMetaData().getColumnTypeName(i));
      }
    }
    return types;
  }

  private boolean row(ByteBuffer buffer, List<String> types) {
    int columns = buffer.getShort();
    if (columns < 0) {
      return false;
    }
    Object[] row = new Object[columns];
    for (int i = 0; i < columns; i++) {
      int length = buffer.getInt();
      if (length >= 0) {
        row[i] = value(buffer, length, types.get(i));
      }
    }
    hash = 31 * hash + Arrays.hashCode(row);
    return true;
  }

  private static Object value(ByteBuffer buffer, int length, String type) {
    return switch (type) {
      case "int8", "bigserial", "timestamp" -> buffer.getLong();
      case "int4", "date" -> buffer.getInt();
      case "bool" -> buffer.get() != 0;
      case "numeric" -> numeric(buffer);
      default -> {
        byte[] text = new byte[length];
        buffer.get(text);
        yield new String(text, StandardCharsets.UTF_8);
      }
    };
  }

  private static BigDecimal numeric(ByteBuffer buffer) {
    int digits = buffer.getShort();
    int weight = buffer.getShort();
    boolean negative = buffer.getShort() != 0;
    int scale = buffer.getShort();
    long unscaled = 0;
    for (int i = 0; i < digits; i++) {
      unscaled = unscaled * 10_000 + buffer.getShort();
    }
    BigDecimal value =
        new BigDecimal(BigInteger.valueOf(negative ? -unscaled : unscaled))
            .scaleByPowerOfTen(4 * (weight - digits + 1));
    return value.setScale(scale);
  }

  @Override
  void abort() throws SQLException {
    connection.abort(Runnable::run);
  }
}
