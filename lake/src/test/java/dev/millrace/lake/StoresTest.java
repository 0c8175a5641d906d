package dev.millrace.lake;

import static dev.millrace.api.Operation.DELETE;
import static dev.millrace.api.Operation.INSERT;
import static dev.millrace.api.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.Topic.Change;
import dev.millrace.testing.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lake in an object store, with its catalog in a database. */
class StoresTest {
  private static final String IDENTITY = "lake";
  private static final String SECRET = "a secret";

  @TempDir Path folder;

  @Test
  void livesInAnObjectStoreWithItsCatalogInPostgres() throws Exception {
    TableSchema schema =
        new TableSchema(
            TableName.raw("plant", "public", "item"),
            List.of(Column.of("id", ColumnType.INT32), Column.of("name", ColumnType.TEXT)),
            List.of("id"));
    TableName name = schema.name();
    BlobStore store = new TransientNio2BlobStore();
    store.createContainer("warehouse");
    S3Proxy s3 = s3(store);
    try (Bed bed = new Bed(folder);
        PostgresServer postgres = PostgresServer.start(folder.resolve("catalog"))) {
      LakeOptions options = options(s3, postgres);
      try (Topic topic = bed.topic(schema)) {
        try (Lake lake = bed.open(options, CrashPoints.NONE)) {
          for (int commit = 1; commit <= 10; commit++) {
            topic.write(
                Change.of(commit == 1 ? INSERT : UPDATE, commit, 1, 1, "bolt " + commit),
                Change.of(INSERT, commit, 2, 100 + commit, "nut"));
            lake.commitNow(List.of(name));
          }
          Awaitility.await()
              .untilAsserted(
                  () ->
                      assertThat(lake.upkeep().run(name, Instant.now().plusSeconds(60)).deleted())
                          .as("files of what was merged")
                          .isPositive());
        }
        try (Lake lake = bed.open(options, CrashPoints.NONE)) {
          topic.write(Change.of(DELETE, 11, 1, 101, null));
          lake.commitNow(List.of(name));
          assertThat(JavaRow.table(lake, schema))
              .hasSize(10)
              .contains(Arrays.asList(1, "bolt 10"))
              .isEqualTo(JavaRow.current(lake, schema));
          assertThat(Bed.changes(lake, name)).hasSize(21);
          assertThat(Bed.current(lake, name).location()).startsWith("s3://warehouse/lake/");
          readsBySql(bed, lake, schema);
        }
      }
    } finally {
      s3.stop();
    }
  }

  /** DuckDB reads copies; files that cannot have a row of the answer are not fetched. */
  private void readsBySql(Bed bed, Lake lake, TableSchema schema) throws IOException {
    try (SqlBed sql = new SqlBed(bed, lake.tables())) {
      assertThat(sql.rows("SELECT name FROM lake.plant.item_history WHERE id = 109"))
          .containsExactly(List.of("nut"));
      assertThat(copies()).as("copies").isEqualTo(1);
      assertThat(SqlBed.sorted(sql.rows("SELECT id, name FROM lake.plant.item")))
          .isEqualTo(SqlBed.sorted(JavaRow.table(lake, schema)));
      assertThat(sql.rows("SELECT count(*) FROM lake.plant.item_history"))
          .containsExactly(List.of(21L));
      assertThat(
              sql.rows(
                  "SELECT name FROM lake.plant.item FOR TIMESTAMP AS OF (make_timestamptz(%d))"
                          .formatted(Topic.NOON + 4)
                      + " WHERE id = 1"))
          .containsExactly(List.of("bolt 4"));
    }
  }

  private long copies() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("local/cache"))) {
      return files.count();
    }
  }

  private LakeOptions options(S3Proxy s3, PostgresServer postgres) {
    return LakeOptions.of(
            folder.resolve("local"),
            Map.of(
                "warehouse",
                "s3://warehouse/lake",
                "catalog",
                postgres.jdbcUrl(),
                "catalog.jdbc.user",
                postgres.user(),
                "catalog.jdbc.password",
                postgres.password(),
                "catalog.s3.endpoint",
                "http://127.0.0.1:" + s3.getPort(),
                "catalog.s3.path-style-access",
                "true",
                "catalog.s3.access-key-id",
                IDENTITY,
                "catalog.s3.secret-access-key",
                SECRET,
                "catalog.client.region",
                "eu-central-1",
                "snapshot-retention",
                "1ms"))
        .withCommitInterval(Bed.INTERVAL);
  }

  private static S3Proxy s3(BlobStore store) throws Exception {
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, IDENTITY, SECRET)
            .build();
    proxy.start();
    return proxy;
  }
}
