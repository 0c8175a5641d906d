package dev.millrace.connectors.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Whose log a server writes or replays.
 *
 * @param system a server's and that of all its copies
 * @param timeline of the log; each promotion of a standby begins another
 */
record ServerIdentity(String system, int timeline) {

  /**
   * Asks a server.
   *
   * @param replication a connection for replication
   */
  static ServerIdentity of(Connection replication) throws SQLException {
    try (Statement statement = replication.createStatement();
        ResultSet answer = statement.executeQuery("IDENTIFY_SYSTEM")) {
      answer.next();
      return new ServerIdentity(answer.getString("systemid"), answer.getInt("timeline"));
    }
  }

  /**
   * Where this timeline left an earlier one: before it both are the same; empty when it does not
   * come from it.
   */
  OptionalLong left(Connection replication, int earlier) throws SQLException {
    if (earlier > timeline || timeline == 1) {
      return OptionalLong.empty();
    }
    try (Statement statement = replication.createStatement();
        ResultSet answer = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
      answer.next();
      String history = new String(answer.getBytes(2), StandardCharsets.UTF_8);
      Matcher line =
          Pattern.compile("(?m)^\\s*" + earlier + "\\s+([0-9A-Fa-f]+/[0-9A-Fa-f]+)")
              .matcher(history);
      return line.find()
          ? OptionalLong.of(LogSequenceNumber.valueOf(line.group(1)).asLong())
          : OptionalLong.empty();
    }
  }
}
