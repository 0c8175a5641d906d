package dev.millrace.connectors.mysql;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** What the servers say when they cannot send their binary log. */
final class BinlogFailures {
  private static final Pattern LOST =
      Pattern.compile(
          "could not find first log file|purged|impossible position|slave state is too old"
              + "|GTID state|missing the GTID|is not in the master's binlog|more GTIDs than"
              + "|not in the source's binary log",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern CLASH =
      Pattern.compile("same server_(uu)?id|same server_uuid/server_id", Pattern.CASE_INSENSITIVE);

  private BinlogFailures() {}

  /** The failure to be told of what a server has said. */
  static Throwable of(SQLException said, MySqlAddress address, long serverId) {
    String text = String.valueOf(said.getMessage());
    if (CLASH.matcher(text).find()) {
      return new MillraceException(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot capture "
              + address
              + ": another replica or capture with server id "
              + serverId
              + " has connected.",
          "Give the source another server-id, or leave that option out.",
          said);
    }
    if (LOST.matcher(text).find()) {
      return new MillraceException(
          ErrorCode.SOURCE_POSITION_LOST,
          "Cannot go on reading "
              + address
              + ": the changes after the last position are gone. The server says: "
              + text,
          "Remove the source's stored offset, so that Millrace reads a new snapshot, and let the"
              + " server keep its binary log longer.",
          said);
    }
    return said;
  }
}
