package dev.millrace.connectors.postgres;

import java.sql.SQLException;
import java.util.Arrays;

/**
 * Writes composites as PostgreSQL does. The binary form names the type of each field, so a type
 * altered meanwhile is no hindrance.
 */
final class CompositeForm implements TextForm {
  private final Types types;
  private int[] fieldTypes = {};
  private TextForm[] fields = {};

  CompositeForm(Types types) {
    this.types = types;
  }

  @Override
  public void append(byte[] buffer, int offset, int length, TextOutput out) {
    int count = Bytes.int32(buffer, offset);
    int at = offset + Integer.BYTES;
    out.append('(');
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.append(',');
      }
      int type = Bytes.int32(buffer, at);
      int size = Bytes.int32(buffer, at + Integer.BYTES);
      at += 2 * Integer.BYTES;
      if (size >= 0) {
        int from = out.size();
        field(i, type).append(buffer, at, size, out);
        out.quoteField(from);
        at += size;
      }
    }
    out.append(')');
  }

  private TextForm field(int field, int type) {
    if (field >= fields.length) {
      fields = Arrays.copyOf(fields, field + 1);
      fieldTypes = Arrays.copyOf(fieldTypes, field + 1);
    }
    TextForm known = fields[field];
    if (known == null || fieldTypes[field] != type) {
      try {
        known = types.text(type);
      } catch (SQLException e) {
        throw new IllegalStateException("Cannot ask the catalog for type " + type + ".", e);
      }
      fields[field] = known;
      fieldTypes[field] = type;
    }
    return known;
  }
}
