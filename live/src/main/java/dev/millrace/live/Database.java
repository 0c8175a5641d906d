package dev.millrace.live;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.search.TextSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DuckDB database: one file that holds every table, because a transaction can write to one file
 * only. Its name cannot be a source's, so that each source can have an attached database in memory,
 * with views, under its own name.
 */
final class Database implements AutoCloseable {
  /** The catalog of the file. No source's name begins with an underscore. */
  static final String CATALOG = "_store";

  private static final Logger LOGGER = LoggerFactory.getLogger(Database.class);
  private static final String FILE = CATALOG + ".duckdb";

  private final DuckDBConnection root;
  private final LakeFolder lakeFolder;

  private Database(DuckDBConnection root, LakeFolder lakeFolder) {
    this.root = root;
    this.lakeFolder = lakeFolder;
  }

  /**
   * Opens the database. One that DuckDB cannot read is set aside, because the log can fill a new
   * one.
   *
   * @param texts what SQL searches
   */
  static Database open(LiveOptions options, TextSearch texts) {
    Path file = options.folder().resolve(FILE);
    try {
      Files.createDirectories(options.folder());
      LakeFolder lakeFolder = LakeFolder.open(options);
      try {
        return new Database(connect(file, options, lakeFolder, texts), lakeFolder);
      } catch (SQLException e) {
        if (String.valueOf(e.getMessage()).contains("lock on file")) {
          throw new MillraceException(
              ErrorCode.DATA_FOLDER_IN_USE,
              "Cannot open the live store: " + file + " is in use.",
              "Stop the other Millrace that runs on this data folder, or give another with --data.",
              e);
        }
        LOGGER.warn("Setting aside a live store that cannot be read: {}", file, e);
        setAside(file);
        setAside(options.folder().resolve(FILE + ".wal"));
        return new Database(connect(file, options, lakeFolder, texts), lakeFolder);
      }
    } catch (IOException | SQLException e) {
      throw new MillraceException(
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot open the live store: " + file + ".",
          "Check the folder's rights and free space.",
          e);
    }
  }

  private static void setAside(Path file) throws IOException {
    if (Files.exists(file)) {
      Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static DuckDBConnection connect(
      Path file, LiveOptions options, LakeFolder lakeFolder, TextSearch texts) throws SQLException {
    DuckDBConnection connection =
        (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + file);
    try {
      GeoFunctions.register(connection);
      SearchFunction.register(connection, texts);
      for (String statement : settings(options, lakeFolder)) {
        run(connection, statement);
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * After the last of these no statement can change any of them, nor reach a network, nor a file
   * but those that are linked for queries of the lake.
   */
  private static List<String> settings(LiveOptions options, LakeFolder lakeFolder) {
    String readable =
        lakeFolder.readable().stream()
            .map(folder -> literal(folder.toString()))
            .collect(Collectors.joining(", ", "[", "]"));
    return List.of(
        "SET GLOBAL memory_limit = '" + options.memoryMegabytes() + "MB'",
        "SET GLOBAL threads = " + options.threads(),
        "SET GLOBAL TimeZone = 'UTC'",
        "SET GLOBAL checkpoint_threshold = '64MB'",
        "SET GLOBAL errors_as_json = true",
        "SET GLOBAL temp_directory = "
            + literal(options.folder().resolve("spill").toAbsolutePath().toString()),
        "SET GLOBAL max_temp_directory_size = '4GB'",
        "SET GLOBAL autoinstall_known_extensions = false",
        "SET GLOBAL autoload_known_extensions = false",
        "SET GLOBAL allow_community_extensions = false",
        "SET GLOBAL allow_persistent_secrets = false",
        "SET GLOBAL allowed_directories = " + readable,
        "SET GLOBAL enable_external_access = false",
        "SET GLOBAL lock_configuration = true");
  }

  /** Where queries find files of the lake. */
  LakeFolder lakeFolder() {
    return lakeFolder;
  }

  /** A new connection; safe to call from any thread. */
  synchronized DuckDBConnection connection() throws SQLException {
    return root.duplicate();
  }

  /** Memory that DuckDB holds, in bytes. */
  synchronized long memoryBytes() {
    try {
      return number(root, "SELECT sum(memory_usage_bytes) FROM duckdb_memory()");
    } catch (SQLException e) {
      LOGGER.debug("Cannot ask DuckDB for its memory", e);
      return 0;
    }
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  /** A name as SQL writes it, whatever it holds. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Override
  public void close() {
    try {
      root.close();
    } catch (SQLException e) {
      LOGGER.warn("Cannot close the live store's database in order", e);
    }
  }
}
