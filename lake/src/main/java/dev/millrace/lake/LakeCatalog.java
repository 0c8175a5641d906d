package dev.millrace.lake;

import dev.millrace.api.TableName;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** Opens the catalog that the options name, and the stores. */
public final class LakeCatalog {
  /** Other engines give this name to their JDBC catalog to see the same tables. */
  static final String NAME = "millrace";

  /** A table with this property has been loaded from there, and may refer to files there. */
  public static final String LOADED_FROM = "millrace-load.from";

  private static final String SQLITE = "jdbc:sqlite:";
  private static final String HADOOP_CONF_DIR = "HADOOP_CONF_DIR";
  private static final String HADOOP_PREFIX = "hadoop.";
  private static final String HDFS_CLOSE = "dfs.client.block.write.locateFollowingBlock.";
  private static final String HADOOP_FILES = "org.apache.iceberg.hadoop.HadoopFileIO";

  private LakeCatalog() {}

  /** Opens the catalog. */
  public static Catalog open(LakeOptions options) {
    return open(options, UnaryOperator.identity());
  }

  /** What reads and writes files at a location, in the lake's store or in another. */
  public static FileIO files(LakeOptions options, String location) {
    Map<String, String> properties = new HashMap<>();
    properties.put("http-client.type", "urlconnection");
    properties.putAll(options.catalogProperties());
    return LocalFiles.isLocal(location)
        ? new LocalFiles()
        : CatalogUtil.loadFileIO(implementation(location), properties, hadoop(properties));
  }

  /** A table's own name in the catalog, which may not take all characters. */
  public static String name(TableName table) {
    return LakeNames.current(table).name();
  }

  /**
   * Opens the catalog.
   *
   * @param files wraps the access to files; tests lose files there
   */
  static Catalog open(LakeOptions options, UnaryOperator<FileIO> files) {
    Map<String, String> properties = new HashMap<>();
    properties.put(CatalogProperties.WAREHOUSE_LOCATION, options.warehouse());
    properties.put(CatalogProperties.URI, options.catalog());
    properties.put("jdbc.schema-version", "V1");
    if (options.catalog().startsWith(SQLITE)) {
      prepareSqlite(Path.of(options.catalog().substring(SQLITE.length())), properties);
    }
    // The lightest of the clients for S3, and the one that is there.
    properties.put("http-client.type", "urlconnection");
    properties.putAll(options.catalogProperties());
    String type =
        properties.getOrDefault(
            CatalogUtil.ICEBERG_CATALOG_TYPE, CatalogUtil.ICEBERG_CATALOG_TYPE_JDBC);
    if (!type.equalsIgnoreCase(CatalogUtil.ICEBERG_CATALOG_TYPE_JDBC)
        || properties.containsKey(CatalogProperties.CATALOG_IMPL)) {
      return CatalogUtil.buildIcebergCatalog(NAME, properties, hadoop(properties));
    }
    JdbcCatalog catalog =
        new JdbcCatalog(ignored -> files.apply(io(properties)), CatalogConnections::new, true);
    catalog.initialize(NAME, properties);
    return catalog;
  }

  /** Lets go of it. */
  public static void close(Catalog catalog) {
    if (catalog instanceof Closeable closeable) {
      try {
        closeable.close();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot close the catalog", e);
      }
    }
  }

  private static FileIO io(Map<String, String> properties) {
    String implementation = properties.get(CatalogProperties.FILE_IO_IMPL);
    if (implementation == null
        && LocalFiles.isLocal(properties.get(CatalogProperties.WAREHOUSE_LOCATION))) {
      return new LocalFiles();
    }
    return CatalogUtil.loadFileIO(
        implementation == null
            ? implementation(properties.get(CatalogProperties.WAREHOUSE_LOCATION))
            : implementation,
        properties,
        hadoop(properties));
  }

  /** What Hadoop's clients are told: the files of the environment's folder, then our own. */
  private static Configuration hadoop(Map<String, String> properties) {
    Configuration configuration = new Configuration();
    String folder = System.getenv(HADOOP_CONF_DIR);
    if (folder != null) {
      for (String file : List.of("core-site.xml", "hdfs-site.xml")) {
        configuration.addResource(new org.apache.hadoop.fs.Path(Path.of(folder, file).toUri()));
      }
    }
    // A file that is closed waits until the name node knows its block. It asks again sooner and as
    // long as by default: a commit closes some ten files, and most wait once.
    configuration.set(HDFS_CLOSE + "initial.delay.ms", "10");
    configuration.set(HDFS_CLOSE + "retries", "11");
    properties.forEach(
        (name, value) -> {
          if (name.startsWith(HADOOP_PREFIX)) {
            configuration.set(name.substring(HADOOP_PREFIX.length()), value);
          }
        });
    return configuration;
  }

  /** What reads and writes files of a store, by the scheme of its locations. */
  private static String implementation(String location) {
    return switch (location.substring(0, Math.max(0, location.indexOf(':')))) {
      case "s3", "s3a", "s3n" -> "org.apache.iceberg.aws.s3.S3FileIO";
      case "gs" -> "org.apache.iceberg.gcp.gcs.GCSFileIO";
      case "abfs", "abfss", "wasb", "wasbs" -> "org.apache.iceberg.azure.adlsv2.ADLSFileIO";
      default -> HADOOP_FILES;
    };
  }

  private static void prepareSqlite(Path file, Map<String, String> properties) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create the catalog's folder: " + file, e);
    }
    properties.put("jdbc.journal_mode", "WAL");
    properties.put("jdbc.synchronous", "FULL");
    properties.put("jdbc.busy_timeout", "10000");
    properties.put(CatalogProperties.CLIENT_POOL_SIZE, "2");
  }
}
