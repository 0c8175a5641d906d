package dev.millrace.connectors.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * Has the server write the text of values of a type that is not known here: an extension's, or one
 * that depends on the server's state. The value goes to it in its binary form, one query a value.
 */
final class ServerText implements TextForm {
  // Unlike a cast, format() always uses the type's own text.
  private static final String TEXT = "SELECT format('%s', ?)";

  private final Connection connection;
  private final int type;
  private final String name;
  private boolean ready;

  /**
   * For one type.
   *
   * @param name the type's quoted name with its schema
   */
  ServerText(Connection connection, int type, String name) {
    this.connection = connection;
    this.type = type;
    this.name = name;
  }

  @Override
  public void append(byte[] buffer, int offset, int length, TextOutput out) {
    byte[] text = text(Arrays.copyOfRange(buffer, offset, offset + length));
    out.append(text, 0, text.length);
  }

  private byte[] text(byte[] value) {
    try {
      if (!ready) {
        connection.unwrap(BaseConnection.class).getQueryExecutor().addBinarySendOid(type);
        ready = true;
      }
      try (PreparedStatement query = connection.prepareStatement(TEXT)) {
        query.setObject(1, new Value(name, value));
        try (ResultSet answer = query.executeQuery()) {
          answer.next();
          return answer.getBytes(1);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot have the server write a value of type " + name, e);
    }
  }

  /** A value that the driver sends as it is. */
  private static final class Value extends PGobject implements PGBinaryObject {
    private static final long serialVersionUID = 1;

    private final byte[] binary;

    Value(String type, byte[] binary) {
      this.type = type;
      this.binary = binary;
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int lengthInBytes() {
      return binary.length;
    }

    @Override
    public void toBytes(byte[] bytes, int offset) {
      System.arraycopy(binary, 0, bytes, offset, binary.length);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Value value
          && type.equals(value.type)
          && Arrays.equals(binary, value.binary);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(binary);
    }

    @Override
    public Object clone() throws CloneNotSupportedException {
      return super.clone();
    }
  }
}
