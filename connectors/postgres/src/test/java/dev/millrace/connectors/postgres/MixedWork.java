package dev.millrace.connectors.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/**
 * Transactions of all kinds, some of them interleaved, on tables {@code item} and {@code other}.
 */
final class MixedWork {
  private MixedWork() {}

  /** Both sessions have committed in the end. */
  static void run(Connection one, Connection two, Random random, int transactions)
      throws SQLException {
    two.setAutoCommit(false);
    try (Statement first = one.createStatement();
        Statement second = two.createStatement()) {
      for (int i = 0; i < transactions; i++) {
        int id = random.nextInt(50);
        switch (random.nextInt(8)) {
          case 0 -> first.execute(replace(id));
          case 1 -> first.execute(rename(id));
          case 2 ->
              first.execute("INSERT INTO other VALUES (%d) ON CONFLICT DO NOTHING".formatted(id));
          case 3 -> first.execute("DELETE FROM other WHERE id % 5 = " + id % 5);
          case 4 -> {
            if (random.nextInt(4) == 0) {
              two.commit();
              first.execute("TRUNCATE other");
            }
          }
          case 5 -> {
            first.execute("ALTER TABLE item ADD COLUMN c%d text".formatted(i));
            first.execute("ALTER TABLE item DROP COLUMN c%d".formatted(i));
          }
          case 6 -> second.execute("SELECT pg_logical_emit_message(true, 'theirs', 'x')");
          default -> {
            second.execute(
                "INSERT INTO other SELECT max(id) + 1 FROM (SELECT 1000 AS id UNION ALL SELECT id"
                    + " FROM other) o");
            if (random.nextBoolean()) {
              two.commit();
            }
          }
        }
        if (random.nextInt(5) == 0) {
          two.commit();
        }
      }
      two.commit();
    }
  }

  private static String replace(int id) {
    return "BEGIN; DELETE FROM item WHERE id = %1$d; INSERT INTO item VALUES (%1$d, 1, 'x');"
            .formatted(id)
        + " SAVEPOINT a; DELETE FROM item; ROLLBACK TO a; UPDATE item SET n = n + 1 WHERE id % 7"
        + " = 0; COMMIT";
  }

  private static String rename(int id) {
    return "UPDATE item SET id = id + 100 WHERE id = %1$d AND NOT EXISTS (SELECT 1 FROM item WHERE"
            .formatted(id)
        + " id = %d)".formatted(id + 100);
  }
}
