package dev.millrace.connectors.conformance;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The SQL of MySQL and MariaDB. A TRUNCATE fires no triggers there and ends the transaction, so
 * that business does without it.
 */
public final class MySqlDialect implements Dialect {
  /** A lock that was not to be had, deadlock, and a key that is there already. */
  private static final Set<Integer> EXPECTED = Set.of(1205, 1213, 1062);

  private static final long NUMBERS_OF_A_SESSION = 1_000_000_000;

  @Override
  public List<String> journal() {
    return List.of(
        "CREATE TABLE journal (seq bigint AUTO_INCREMENT PRIMARY KEY, tab varchar(64),"
            + " key_text varchar(200), version varchar(40))");
  }

  @Override
  public List<String> watch(String table, List<String> key) {
    String before = keyOf("OLD", key);
    String after = keyOf("NEW", key);
    String gone = entry(table, before, "'" + Journal.GONE + "'");
    String there = entry(table, after, "NEW.n");
    return List.of(
        trigger(table, "INSERT", there),
        trigger(table, "DELETE", gone),
        trigger(
            table,
            "UPDATE",
            "BEGIN IF NOT %s <=> %s THEN %s; END IF; %s; END"
                .formatted(before, after, gone, there)));
  }

  private static String trigger(String table, String event, String body) {
    return "CREATE TRIGGER %1$s_%2$s AFTER %2$s ON %1$s FOR EACH ROW %3$s"
        .formatted(table, event, body);
  }

  private static String keyOf(String row, List<String> key) {
    return key.stream()
        .map(column -> row + "." + column)
        .collect(Collectors.joining(", ", "concat_ws('|', ", ")"));
  }

  private static String entry(String table, String key, String version) {
    return "INSERT INTO journal (tab, key_text, version) VALUES ('%s', %s, %s)"
        .formatted(table, key, version);
  }

  @Override
  public List<String> session(int number) {
    return List.of(
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
        "SET innodb_lock_wait_timeout = 2",
        "SET @number = " + number * NUMBERS_OF_A_SESSION);
  }

  @Override
  public boolean isExpected(SQLException failure) {
    return EXPECTED.contains(failure.getErrorCode());
  }

  /** MySQL has no sequences: each session has numbers of its own. */
  @Override
  public String nextNumber() {
    return "(@number := @number + 1)";
  }

  @Override
  public String upsert(String table, String values, String change) {
    return "INSERT INTO %s VALUES (%s) ON DUPLICATE KEY UPDATE %s".formatted(table, values, change);
  }

  @Override
  public boolean isSentInProgress() {
    return false;
  }

  @Override
  public String empty(String table) {
    return "DELETE FROM " + table;
  }
}
