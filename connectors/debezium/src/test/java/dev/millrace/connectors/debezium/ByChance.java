package dev.millrace.connectors.debezium;

/**
 * Of which database the long tests are run, which is left to chance: that spares minutes. {@code
 * -Ddebezium.databases} decides it: postgres, mariadb or both.
 */
final class ByChance {
  private static final String WANTED = System.getProperty("debezium.databases", drawn());

  private ByChance() {}

  /** The same in all processes of a run: behind each stands a shell, and behind that the build. */
  private static String drawn() {
    long run =
        ProcessHandle.current()
            .parent()
            .flatMap(ProcessHandle::parent)
            .map(ProcessHandle::pid)
            .orElse(0L);
    return run % 2 == 0 ? "postgres" : "mariadb";
  }

  static boolean postgres() {
    return isWanted("postgres");
  }

  static boolean mariaDb() {
    return isWanted("mariadb");
  }

  private static boolean isWanted(String database) {
    System.out.println("-Ddebezium.databases=" + WANTED);
    return WANTED.equals(database) || WANTED.equals("both");
  }
}
