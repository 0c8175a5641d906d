package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clients of stores that cannot be had here: that all of them is there, and that what they ask
 * reaches the address that is configured. Nobody answers there as such a store does.
 */
class CloudStoresTest {
  @TempDir Path folder;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(403, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Test
  void reachesGoogle() {
    asks(
        "gs://supply/lake",
        Map.of("catalog.gcs.service.host", address(), "catalog.gcs.no-auth", "true"),
        "/b/supply/o");
  }

  @Test
  void reachesAzure() {
    asks(
        "abfss://supply@chain.dfs.core.windows.net/lake",
        Map.of(
            "catalog.adls.connection-string.chain.dfs.core.windows.net",
            address() + "/chain",
            "catalog.adls.auth.shared-key.account.name",
            "chain",
            "catalog.adls.auth.shared-key.account.key",
            "c2VjcmV0"),
        "/supply");
  }

  /** Reads, writes, lists and deletes. */
  private void asks(String warehouse, Map<String, String> more, String path) {
    Map<String, String> values = new HashMap<>(more);
    values.put("warehouse", warehouse);
    AtomicReference<FileIO> opened = new AtomicReference<>();
    Catalog catalog =
        LakeCatalog.open(
            LakeOptions.of(folder, values),
            io -> {
              opened.set(io);
              return io;
            });
    try (FileIO files = opened.get()) {
      String file = warehouse + "/data/file.parquet";
      reaches(path, () -> files.newInputFile(file).getLength());
      reaches(path, () -> files.newInputFile(file).newStream().read());
      reaches(
          path,
          () -> {
            try (PositionOutputStream out = files.newOutputFile(file).createOrOverwrite()) {
              out.write(1);
            }
          });
      reaches(
          path,
          () -> ((SupportsPrefixOperations) files).listPrefix(warehouse).forEach(found -> {}));
      reaches(path, () -> files.deleteFile(file));
    } finally {
      LakeCatalog.close(catalog);
    }
  }

  private interface Asking {
    void ask() throws Exception;
  }

  /** An error that is no exception, such as a class that is missing, goes on to the test. */
  private void reaches(String path, Asking asking) {
    requests.clear();
    try {
      asking.ask();
    } catch (Exception e) {
      // Refused, as all is. Some clients do not tell.
    }
    assertThat(requests).isNotEmpty().allMatch(request -> request.contains(path));
  }
}
