package dev.millrace.connectors.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What the catalog says of a type.
 *
 * @param name quoted, with its schema
 * @param made what its values are made of
 * @param of the object id of the type it is made of; 0 for none
 * @param modifier of that type, for a domain; -1 for none
 * @param delimiter between the elements of an array
 */
record CatalogType(String name, Made made, int of, int modifier, byte delimiter) {

  /** What values are made of, or how their binary form is read. */
  enum Made {
    DOMAIN,
    ARRAY,
    RANGE,
    MULTIRANGE,
    COMPOSITE,
    /** Its binary form is its text. */
    PLAIN,
    /**
     * It has no binary form: the stream gives its text, and COPY fails unless text is asked for.
     */
    TEXT_ONLY,
    /** Its binary form is a version and its text. */
    VERSIONED,
    HSTORE,
    /** Its binary form is known to the server only. */
    BY_SERVER,
    /** It has been dropped since. */
    GONE
  }

  private static final String FIND =
      "SELECT quote_ident(n.nspname) || '.' || quote_ident(t.typname) AS name, t.typname, t.typtype,"
          + " t.typbasetype, t.typtypmod, e.oid AS element, e.typdelim, r.rngtypid, r.rngsubtype,"
          + " t.typsend <> 0 AS sent FROM pg_type t JOIN pg_namespace n ON n.oid ="
          + " t.typnamespace LEFT JOIN pg_type e ON e.typarray = t.oid LEFT JOIN pg_range r ON"
          + " t.oid IN (r.rngtypid, r.rngmultitypid) WHERE t.oid = ?";

  /** Asks the catalog. */
  static CatalogType find(Connection connection, int type) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(FIND)) {
      query.setLong(1, Integer.toUnsignedLong(type));
      try (ResultSet answer = query.executeQuery()) {
        return answer.next() ? of(answer) : new CatalogType("", Made.GONE, 0, -1, (byte) ',');
      }
    }
  }

  private static CatalogType of(ResultSet answer) throws SQLException {
    String name = answer.getString("name");
    int element = (int) answer.getLong("element");
    if (element != 0) {
      byte delimiter = answer.getString("typdelim").getBytes(StandardCharsets.UTF_8)[0];
      return new CatalogType(name, Made.ARRAY, element, -1, delimiter);
    }
    return switch (answer.getString("typtype")) {
      case "d" ->
          new CatalogType(
              name,
              Made.DOMAIN,
              (int) answer.getLong("typbasetype"),
              answer.getInt("typtypmod"),
              (byte) ',');
      case "r" -> simple(name, Made.RANGE, (int) answer.getLong("rngsubtype"));
      case "m" -> simple(name, Made.MULTIRANGE, (int) answer.getLong("rngtypid"));
      case "c" -> simple(name, Made.COMPOSITE, 0);
      case "e" -> simple(name, Made.PLAIN, 0);
      default -> simple(name, base(answer.getString("typname"), answer.getBoolean("sent")), 0);
    };
  }

  private static CatalogType simple(String name, Made made, int of) {
    return new CatalogType(name, made, of, -1, (byte) ',');
  }

  /** A type of its own; those of extensions have no fixed object id. */
  private static Made base(String name, boolean sent) {
    return switch (name) {
      case "citext" -> Made.PLAIN;
      case "hstore" -> Made.HSTORE;
      case "ltree", "lquery", "ltxtquery" -> Made.VERSIONED;
      default -> sent ? Made.BY_SERVER : Made.TEXT_ONLY;
    };
  }
}
