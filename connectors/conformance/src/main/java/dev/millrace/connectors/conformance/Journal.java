package dev.millrace.connectors.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.log.Log;
import dev.millrace.log.Repeats;
import dev.millrace.log.Schemas;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the database itself says has happened to each key, written down by triggers in the same
 * transactions, and the comparison of the log with it. A row's lock is held until its transaction
 * ends, so the numbers of the journal stand in the order of effect for each key.
 */
public final class Journal {
  /** A version that is no row: the key was removed. */
  public static final String GONE = "gone";

  /** One that happened to a key. */
  private record Entry(long number, String version) {}

  /** One that the log has of a key: a row that was read, or a change. */
  private record Logged(boolean read, String version) {}

  private Journal() {}

  /** The number of an entry that comes after all that there are, also of open transactions. */
  public static long last(Connection connection) throws SQLException {
    try (PreparedStatement mark =
        connection.prepareStatement(
            "INSERT INTO journal (tab) VALUES ('mark')", new String[] {"seq"})) {
      mark.executeUpdate();
      try (ResultSet given = mark.getGeneratedKeys()) {
        given.next();
        return given.getLong(1);
      }
    }
  }

  /**
   * Compares the log with the journal: for each key of each table the log has the changes of the
   * journal, all of them in order from the beginning of the stream on; rows that were read show
   * what was last; repeats are repeats; and what is left is what SQL reads.
   *
   * @param schema of the tables
   * @param since entries after this number must be in the log as changes
   */
  public static void compare(
      Connection connection, Log log, Schemas schemas, String source, String schema, long since)
      throws SQLException {
    Map<String, Map<String, List<Entry>>> journal = read(connection);
    for (String table : Business.TABLES) {
      List<Change> all =
          LogReader.all(log, schemas, TableName.raw(source, schema, table)).stream()
              .filter(change -> !change.isTombstone())
              .toList();
      List<Change> firsts = firsts(table, all);
      Map<String, String> now = rows(connection, table);
      assertThat(differences(table, all, now)).isEmpty();
      assertThat(differences(table, firsts, now)).as("without repeats").isEmpty();
      compareKeys(table, firsts, journal.getOrDefault(table, Map.of()), since);
      System.out.printf(
          "%s: %d in the log, without repeats %d, keys %d%n",
          table, all.size(), firsts.size(), now.size());
    }
  }

  private static Map<String, Map<String, List<Entry>>> read(Connection connection)
      throws SQLException {
    Map<String, Map<String, List<Entry>>> journal = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT tab, key_text, seq, version FROM journal ORDER BY seq")) {
      while (found.next()) {
        journal
            .computeIfAbsent(found.getString(1), table -> new HashMap<>())
            .computeIfAbsent(found.getString(2), key -> new ArrayList<>())
            .add(new Entry(found.getLong(3), found.getString(4)));
      }
    }
    return journal;
  }

  /** What the table has: by key, the version and a digest of the text. */
  private static Map<String, String> rows(Connection connection, String table) throws SQLException {
    Map<String, String> rows = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT * FROM " + table)) {
      while (found.next()) {
        String key =
            switch (table) {
              case "line" -> found.getString("a") + "|" + found.getString("b");
              case "bag" -> found.getString("n");
              default -> found.getString("id");
            };
        rows.put(key, row(found.getString("n"), found.getString("t")));
      }
    }
    return rows;
  }

  private static String row(Object version, Object text) {
    String all = String.valueOf(text);
    return version + " " + all.length() + all.charAt(0) + all.charAt(all.length() - 1);
  }

  private static String key(String table, Change change) {
    Map<String, Object> row = change.row();
    return switch (table) {
      case "line" -> row.get("a") + "|" + row.get("b");
      case "bag" -> row.get("n").toString();
      default -> row.get("id").toString();
    };
  }

  private static List<Change> firsts(String table, List<Change> all) {
    Repeats repeats = new Repeats();
    Map<String, Change> seen = new HashMap<>();
    Map<String, Set<Map<String, Object>>> rows = new HashMap<>();
    Map<String, Position> highest = new HashMap<>();
    List<Change> firsts = new ArrayList<>();
    for (Change change : all) {
      Operation operation = change.operation().orElseThrow();
      if (operation == Operation.TRUNCATE) {
        // One that is repeated removes what came after the first, which is repeated, too.
        assertThat(rows.get(change.key())).as("rows before %s", change).contains(change.row());
      } else if (!operation.removes()) {
        rows.computeIfAbsent(change.key(), key -> new HashSet<>()).add(change.row());
        highest.merge(change.key(), change.position(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
      }
      String identity = change.position() + " " + change.key() + " " + operation.removes();
      boolean first =
          repeats.first(operation, change.position(), HexFormat.of().parseHex(change.key()));
      Change before = seen.get(identity);
      if (!first) {
        boolean cameAfter =
            operation == Operation.TRUNCATE
                && highest.get(change.key()).compareTo(change.position()) > 0;
        assertThat(before != null || cameAfter)
            .as("%s: a change that readers take for a repeat: %s", table, change)
            .isTrue();
        if (operation != Operation.TRUNCATE) {
          assertThat(change.row()).as("the repeat of %s", before).isEqualTo(before.row());
        }
      } else if (before == null || operation == Operation.SNAPSHOT) {
        seen.put(identity, change);
        firsts.add(change);
      } else {
        assertThat(operation)
            .as("a repeat that readers take for a first: %s", change)
            .isEqualTo(Operation.TRUNCATE);
      }
    }
    return firsts;
  }

  /** Rows of the table that the log has otherwise, with what the log has of them. */
  private static List<String> differences(
      String table, List<Change> changes, Map<String, String> now) {
    Map<String, String> state = state(table, changes);
    Set<String> keys = new TreeSet<>(state.keySet());
    keys.addAll(now.keySet());
    keys.removeIf(key -> Objects.equals(now.get(key), state.get(key)));
    return keys.stream()
        .limit(5)
        .map(
            key ->
                "%s %s is %s, in the log %s: %s"
                    .formatted(
                        table, key, now.get(key), state.get(key), history(table, key, changes)))
        .toList();
  }

  private static String history(String table, String key, List<Change> changes) {
    StringBuilder history = new StringBuilder();
    for (Change change : changes) {
      if (key(table, change).equals(key)) {
        Object text = change.row().get("t");
        history
            .append(
                "%n  %s %s %s "
                    .formatted(change.operation(), change.position(), change.transaction()))
            .append(row(change.row().get("n"), text));
      }
    }
    return history.toString();
  }

  /** What a reader has that takes what was not sent from what it had before. */
  private static Map<String, String> state(String table, List<Change> changes) {
    Map<String, Object> texts = new HashMap<>();
    Map<String, String> state = new TreeMap<>();
    for (Change change : changes) {
      String key = key(table, change);
      if (change.operation().orElseThrow().removes()) {
        texts.remove(key);
        state.remove(key);
        continue;
      }
      Object text = change.row().get("t");
      if (text != RowMap.UNSENT) {
        texts.put(key, text);
      }
      state.put(key, row(change.row().get("n"), texts.getOrDefault(key, "(lost)")));
    }
    return state;
  }

  private static void compareKeys(
      String table, List<Change> firsts, Map<String, List<Entry>> journal, long since) {
    Map<Integer, Map<String, List<Logged>>> epochs = new TreeMap<>();
    for (Change change : firsts) {
      if (isOnlyClearing(change)) {
        continue;
      }
      List<Logged> logged =
          epochs
              .computeIfAbsent(change.position().epoch(), epoch -> new LinkedHashMap<>())
              .computeIfAbsent(key(table, change), key -> new ArrayList<>());
      boolean removes = change.operation().orElseThrow().removes();
      boolean isGone = logged.isEmpty() || logged.get(logged.size() - 1).version.equals(GONE);
      if (change.is(Operation.TRUNCATE) && isGone) {
        // Keys that are not there are removed, too.
        continue;
      }
      logged.add(
          new Logged(
              change.is(Operation.SNAPSHOT), removes ? GONE : change.row().get("n").toString()));
    }
    int lastEpoch = epochs.isEmpty() ? 0 : ((TreeMap<Integer, ?>) epochs).lastKey();
    epochs.forEach(
        (epoch, keys) ->
            keys.forEach(
                (key, logged) -> {
                  List<Entry> happened = journal.getOrDefault(key, List.of());
                  assertThat(fits(logged, happened, epoch == lastEpoch))
                      .as("%s %s: %s of %s", table, key, logged, happened)
                      .isTrue();
                }));
    journal.forEach(
        (key, happened) -> {
          List<Logged> logged =
              epochs.getOrDefault(lastEpoch, Map.of()).getOrDefault(key, List.of());
          long streamed = logged.stream().filter(one -> !one.read).count();
          long atLeast = happened.stream().filter(entry -> entry.number > since).count();
          assertThat(streamed)
              .as("changes of %s %s: %s of %s", table, key, logged, happened)
              .isGreaterThanOrEqualTo(atLeast);
        });
  }

  /** Removals before a new snapshot are no changes. */
  private static boolean isOnlyClearing(Change change) {
    return change.is(Operation.TRUNCATE) && change.position().commit() == 0;
  }

  /** Whether what the log has of a key is a part of what happened; the last part if it is so. */
  private static boolean fits(List<Logged> logged, List<Entry> happened, boolean toTheEnd) {
    int changes = (int) logged.stream().filter(one -> !one.read).count();
    int last = happened.size() - changes;
    for (int from = toTheEnd ? last : 0; from >= 0 && from <= last; from++) {
      if (fitsAt(logged, happened, from)) {
        return true;
      }
    }
    return false;
  }

  private static boolean fitsAt(List<Logged> logged, List<Entry> happened, int from) {
    int at = from;
    for (Logged one : logged) {
      if (!one.read) {
        if (!one.version.equals(happened.get(at++).version)) {
          return false;
        }
      } else if (at == 0 || !one.version.equals(happened.get(at - 1).version)) {
        return false;
      }
    }
    return true;
  }
}
