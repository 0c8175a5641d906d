package dev.millrace.connectors.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rights of the user that has logged in, those of the roles that work at once included. */
final class Grants {
  private static final String EVERYWHERE = "*.*";
  private static final Pattern GRANT = Pattern.compile("GRANT (.+?) ON (.+)");

  /** A database, and the table or all of them. */
  private static final Pattern PLACE = Pattern.compile("`((?:[^`]|``)*)`\\.(\\*?).*");

  private final List<Grant> grants = new ArrayList<>();

  /** Some rights, and on what. */
  private record Grant(Set<String> rights, String on) {
    boolean has(String right) {
      return rights.contains(right) || rights.contains("ALL PRIVILEGES");
    }
  }

  private Grants() {}

  /** Asks the server. */
  static Grants of(Connection connection) throws SQLException {
    Grants result = new Grants();
    try (Statement statement = connection.createStatement();
        ResultSet lines = statement.executeQuery("SHOW GRANTS" + using(statement))) {
      while (lines.next()) {
        // What is without ON gives a role.
        Matcher grant = GRANT.matcher(lines.getString(1));
        if (grant.matches()) {
          String rights = grant.group(1).toUpperCase(Locale.ROOT);
          result.grants.add(new Grant(Set.of(rights.split(", ?", -1)), grant.group(2)));
        }
      }
    }
    return result;
  }

  /**
   * MySQL shows the rights of roles only when they are named; MariaDB shows those of the active.
   */
  private static String using(Statement statement) throws SQLException {
    try (ResultSet roles = statement.executeQuery("SELECT current_role()")) {
      String active = roles.next() ? roles.getString(1) : null;
      // MySQL says `NONE`; names of roles have their host there.
      return active == null || !active.contains("@") ? "" : " FOR current_user() USING " + active;
    }
  }

  /** Whether there is a right on everything. */
  boolean has(String right) {
    return grants.stream().anyMatch(each -> each.on.startsWith(EVERYWHERE) && each.has(right));
  }

  /** Whether there is a right on a database, or on tables of it. */
  boolean has(String right, String database) {
    return has(right)
        || grants.stream().anyMatch(each -> each.has(right) && isOf(each.on, database));
  }

  private static boolean isOf(String on, String database) {
    Matcher place = PLACE.matcher(on);
    if (!place.matches()) {
      return false;
    }
    String name = place.group(1).replace("``", "`");
    return place.group(2).isEmpty()
        ? name.equals(database)
        : like(name).matcher(database).matches();
  }

  /** A right on all of a database names it by a pattern as LIKE has it. */
  private static Pattern like(String text) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        pattern.append(".*");
      } else if (c == '_') {
        pattern.append('.');
      } else {
        char literal = c == '\\' && i + 1 < text.length() ? text.charAt(++i) : c;
        pattern.append(Pattern.quote(Character.toString(literal)));
      }
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL);
  }
}
