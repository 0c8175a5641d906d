package dev.millrace.bench.engines;

import dev.millrace.api.TableName;
import dev.millrace.app.config.Project;
import dev.millrace.app.runtime.Millrace;
import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Feed;
import dev.millrace.lake.LocalFiles;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;

/** A whole Millrace without a source, into whose log a table of order lines is written. */
final class ServedLake implements AutoCloseable {
  /** As Trino writes the name of the namespace. */
  static final String NAMESPACE = "plant.public";

  static final String CURRENT = "order_line";
  static final String HISTORY = "order_line_history";

  private static final TableName TABLE = TableName.raw("plant", "public", CURRENT);

  private final Millrace millrace;
  private final Log log;
  private final Schemas schemas;
  private final RESTCatalog catalog;

  private ServedLake(Millrace millrace, String broker, Address address) {
    this.millrace = millrace;
    this.log = Log.connect(broker);
    this.schemas = Schemas.open(log);
    this.catalog = new RESTCatalog();
    catalog.initialize(
        "millrace",
        Map.of(
            "uri",
            address.catalog(),
            "token",
            address.readToken(),
            // Hadoop's own reader of local files takes a row group in one piece, and waits for five
            // minutes where direct memory has no room for it.
            CatalogProperties.FILE_IO_IMPL,
            LocalFiles.class.getName()));
  }

  /**
   * Where a server is, one after the other.
   *
   * @param port of the server
   * @param readToken of an engine that may read
   * @param writeToken of an engine that may write tables of its own
   */
  record Address(int port, String readToken, String writeToken) {
    static Address free() throws IOException {
      return new Address(
          Benchmark.freePort(), UUID.randomUUID().toString(), UUID.randomUUID().toString());
    }

    /** Of the REST catalog. */
    String catalog() {
      return "http://127.0.0.1:" + port + "/iceberg";
    }
  }

  /**
   * Starts a Millrace.
   *
   * @param currentState the value of {@code lake.current-state}
   */
  static ServedLake start(Path folder, Address address, String currentState) throws IOException {
    int logPort = Benchmark.freePort();
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("millrace.yaml"),
        """
        server:
          port: %d
        log:
          port: %d
        lake:
          current-state: %s
          read-tokens:
            - ${env:READ_TOKEN}
          write-tokens:
            - ${env:MILLRACE_TOKEN}
        """
            .formatted(address.port(), logPort, currentState));
    Project project =
        Project.read(
            folder,
            Map.of("READ_TOKEN", address.readToken(), "MILLRACE_TOKEN", address.writeToken()));
    if (!project.problems().isEmpty()) {
      throw new IllegalStateException(project.problems().toString());
    }
    Millrace millrace =
        Millrace.start(project, folder.resolve("data"), Optional.empty(), (part, text, took) -> {});
    try {
      return new ServedLake(millrace, "127.0.0.1:" + logPort, address);
    } catch (RuntimeException e) {
      millrace.close();
      throw e;
    }
  }

  /** Begins the table of order lines. */
  Feed orderLines() {
    return Feed.ofAllTypes(log, schemas, TABLE);
  }

  /** Commits all that is in the log. */
  void commit() {
    millrace.lake().commitNow(List.of(TABLE));
  }

  /** A kept table as Iceberg's own client has it. */
  Table table(String name) {
    return table(Namespace.of(NAMESPACE.split("\\.", -1)), name);
  }

  Table table(Namespace namespace, String name) {
    return catalog.loadTable(TableIdentifier.of(namespace, name));
  }

  @Override
  public void close() throws IOException {
    catalog.close();
    schemas.close();
    log.close();
    millrace.close();
  }
}
