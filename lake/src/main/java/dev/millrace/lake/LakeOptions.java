package dev.millrace.lake;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Option;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where the lake is and how it is kept.
 *
 * @param warehouse location of the tables: {@code file:///…} or that of an object store
 * @param catalog JDBC address of the catalog
 * @param catalogProperties handed to Iceberg as they are: {@code type}, {@code catalog-impl},
 *     {@code io-impl}, {@code s3.endpoint} and the like
 * @param commitInterval how old the changes of a table may become before they are committed
 * @param snapshotRetention how long a snapshot can be read; history itself is kept for ever
 * @param fileBytes a data file is closed when it has about this size
 * @param discoveryInterval how often new topics are looked for
 * @param upkeepShare how much of a processor core the upkeep of files may take
 * @param currentFormat how new current-state tables leave dead rows out
 * @param scratch folder for files that vanish with the process
 * @param cache folder for copies of files that are not on this machine
 * @param cacheBytes the most that these may take
 */
public record LakeOptions(
    String warehouse,
    String catalog,
    Map<String, String> catalogProperties,
    Duration commitInterval,
    Duration snapshotRetention,
    long fileBytes,
    Duration discoveryInterval,
    double upkeepShare,
    CurrentFormat currentFormat,
    Path scratch,
    Path cache,
    long cacheBytes) {

  /** Properties under this prefix are Iceberg's. */
  private static final String CATALOG_PREFIX = "catalog.";

  private static final Option WAREHOUSE =
      Option.optional(
          "warehouse",
          Option.Type.TEXT,
          "",
          "Location of the tables; a folder of the data folder if not set.");
  private static final Option CATALOG =
      Option.optional(
          "catalog",
          Option.Type.TEXT,
          "",
          "JDBC address of the catalog; an SQLite file beside the tables if not set.");
  private static final Option COMMIT_INTERVAL =
      Option.optional(
          "commit-interval",
          Option.Type.DURATION,
          "10s",
          "How old the changes of a table may become before they are committed.");
  private static final Option SNAPSHOT_RETENTION =
      Option.optional(
          "snapshot-retention",
          Option.Type.DURATION,
          "1h",
          "How long a snapshot can be read; history itself is kept for ever.");

  private static final Option UPKEEP_SHARE =
      Option.optional(
          "upkeep-percent",
          Option.Type.INTEGER,
          "30",
          "How much of a processor core the upkeep of files may take; a third of it while the"
              + " machine is busy, more while over a fifth of a table's rows in its files are dead.");

  private static final Option CURRENT_FORMAT =
      Option.optional(
          "current-state",
          Option.Type.TEXT,
          CurrentFormat.DELETION_VECTORS.label(),
          "How new current-state tables leave dead rows out: deletion-vectors (Iceberg's format 3),"
              + " position-deletes (format 2), or copy-on-write (format 2, for small tables).");

  private static final Option SQL_CACHE =
      Option.optional(
          "sql-cache-mb",
          Option.Type.INTEGER,
          "10000",
          "Disk that SQL may take for copies of the files of a lake in an object store, in"
              + " megabytes.");

  /** What may stand under {@code lake:} in {@code millrace.yaml}, beside {@code catalog.…}. */
  public static final List<Option> OPTIONS =
      List.of(
          WAREHOUSE,
          CATALOG,
          COMMIT_INTERVAL,
          SNAPSHOT_RETENTION,
          UPKEEP_SHARE,
          CURRENT_FORMAT,
          SQL_CACHE);

  public LakeOptions {
    catalogProperties = Map.copyOf(catalogProperties);
  }

  /** The lake in a folder on local disk, all else by default. */
  public static LakeOptions in(Path folder) {
    return of(folder, Map.of());
  }

  /**
   * The lake as configured.
   *
   * @param folder for what is not kept elsewhere
   * @param values by the names of {@link #OPTIONS}, and {@code catalog.<Iceberg property>}
   * @throws MillraceException when a value is none
   */
  public static LakeOptions of(Path folder, Map<String, String> values) {
    Map<String, String> properties = new HashMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(CATALOG_PREFIX)) {
            properties.put(name.substring(CATALOG_PREFIX.length()), value);
          }
        });
    Path home = folder.toAbsolutePath().normalize();
    String warehouse = values.getOrDefault(WAREHOUSE.name(), "");
    String catalog = values.getOrDefault(CATALOG.name(), "");
    return new LakeOptions(
        warehouse.isEmpty()
            ? LocalFiles.location(home)
            : warehouse.contains(":") ? warehouse : LocalFiles.location(Path.of(warehouse)),
        catalog.isEmpty() ? "jdbc:sqlite:" + home.resolve("catalog.db") : catalog,
        properties,
        duration(COMMIT_INTERVAL, values),
        duration(SNAPSHOT_RETENTION, values),
        128L << 20,
        Duration.ofSeconds(1),
        number(UPKEEP_SHARE, values, "a number of percent above 0, such as 30") / 100.0,
        format(values),
        home.resolve("index"),
        home.resolve("cache"),
        number(SQL_CACHE, values, "a number of megabytes above 0, such as 10000") * 1_000_000L);
  }

  /** The folder of the tables, if it is on this machine. */
  public Optional<Path> folder() {
    return LocalFiles.isLocal(warehouse)
        ? Optional.of(LocalFiles.path(warehouse))
        : Optional.empty();
  }

  /** The same with another commit interval. */
  public LakeOptions withCommitInterval(Duration interval) {
    return new LakeOptions(
        warehouse,
        catalog,
        catalogProperties,
        interval,
        snapshotRetention,
        fileBytes,
        discoveryInterval,
        upkeepShare,
        currentFormat,
        scratch,
        cache,
        cacheBytes);
  }

  /** The same with another size of data files. */
  public LakeOptions withFileBytes(long bytes) {
    return new LakeOptions(
        warehouse,
        catalog,
        catalogProperties,
        commitInterval,
        snapshotRetention,
        bytes,
        discoveryInterval,
        upkeepShare,
        currentFormat,
        scratch,
        cache,
        cacheBytes);
  }

  /** The same with another way to leave dead rows out. */
  LakeOptions withCurrentFormat(CurrentFormat format) {
    return new LakeOptions(
        warehouse,
        catalog,
        catalogProperties,
        commitInterval,
        snapshotRetention,
        fileBytes,
        discoveryInterval,
        upkeepShare,
        format,
        scratch,
        cache,
        cacheBytes);
  }

  private static CurrentFormat format(Map<String, String> values) {
    String text = values.getOrDefault(CURRENT_FORMAT.name(), CURRENT_FORMAT.defaultValue()).trim();
    return CurrentFormat.of(text)
        .orElseThrow(
            () ->
                new MillraceException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "Cannot read lake option " + CURRENT_FORMAT.name() + ": " + text + ".",
                    "Write one of " + String.join(", ", CurrentFormat.labels()) + "."));
  }

  private static int number(Option option, Map<String, String> values, String form) {
    String text = values.getOrDefault(option.name(), option.defaultValue()).trim();
    if (text.matches("[1-9][0-9]{0,8}")) {
      return Integer.parseInt(text);
    }
    throw new MillraceException(
        ErrorCode.CONFIGURATION_INVALID,
        "Cannot read lake option " + option.name() + ": " + text + ".",
        "Write " + form + ".");
  }

  private static Duration duration(Option option, Map<String, String> values) {
    String text =
        values.getOrDefault(option.name(), option.defaultValue()).trim().toUpperCase(Locale.ROOT);
    try {
      if (text.endsWith("MS")) {
        return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2).trim()));
      }
      return Duration.parse(text.startsWith("P") ? text : "PT" + text);
    } catch (DateTimeParseException | NumberFormatException e) {
      throw new MillraceException(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot read lake option " + option.name() + ": " + text + ".",
          "Write a duration such as 10s, 500ms or 1h.",
          e);
    }
  }
}
