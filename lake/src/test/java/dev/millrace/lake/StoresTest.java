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
import dev.millrace.testing.CuttableNetwork;
import dev.millrace.testing.CuttableNetwork.Cut;
import dev.millrace.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The lake in stores that are not local disk. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoresTest {
  private Path folder;
  private Bed bed;
  private S3Server s3;

  @BeforeAll
  void start(@TempDir Path made) throws Exception {
    folder = made;
    bed = new Bed(folder);
    s3 = S3Server.start();
  }

  @AfterAll
  void stop() {
    s3.close();
    bed.close();
  }

  @Test
  void livesInAnObjectStoreWithItsCatalogInPostgres() throws Exception {
    try (PostgresServer postgres = PostgresServer.start(folder.resolve("catalog"))) {
      livesIn("item", "s3://warehouse/lake", s3AndPostgres(postgres));
    }
  }

  @Test
  void goesOnWhenTheStoreIsSlowAndBreaksOff() throws Exception {
    try (CuttableNetwork network = CuttableNetwork.to("127.0.0.1", s3.port());
        RandomSource source = new RandomSource(bed, "slow");
        Lake lake =
            bed.open(
                LakeOptions.of(folder.resolve("slow"), S3Server.options(network.port()))
                    .withCommitInterval(Bed.INTERVAL),
                CrashPoints.NONE)) {
      source.work();
      lake.commitNow(List.of(source.name));
      network.slowDown(Duration.ofMillis(5));
      Random random = new Random(1);
      for (int cut = 0; cut < 2; cut++) {
        network.cutAfter(random.nextInt(10_000), Cut.RESET);
        Awaitility.await()
            .until(
                () -> {
                  source.work();
                  return network.isCut();
                });
        network.mend();
      }
      source.check(lake);
    }
  }

  @Test
  void livesInHdfs() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    try (MiniDFSCluster hdfs = new MiniDFSCluster.Builder(configuration).build()) {
      hdfs.waitActive();
      String warehouse = hdfs.getURI() + "/lake";
      livesIn("part", warehouse, Map.of("catalog.hadoop.dfs.replication", "2"));
      RemoteIterator<LocatedFileStatus> files =
          hdfs.getFileSystem().listFiles(new org.apache.hadoop.fs.Path(warehouse), true);
      assertThat(files.next().getReplication()).as("what our own options say").isEqualTo((short) 2);
    }
  }

  /** Is written, put in order, gone on with after a restart, and read. */
  private void livesIn(String table, String warehouse, Map<String, String> more) throws Exception {
    TableSchema schema =
        new TableSchema(
            TableName.raw("plant", "public", table),
            List.of(Column.of("id", ColumnType.INT32), Column.of("name", ColumnType.TEXT)),
            List.of("id"));
    TableName name = schema.name();
    Map<String, String> values = new HashMap<>(more);
    values.put("warehouse", warehouse);
    values.put("snapshot-retention", "1ms");
    Path local = folder.resolve("local " + table);
    LakeOptions options = LakeOptions.of(local, values).withCommitInterval(Bed.INTERVAL);
    try (Topic topic = bed.topic(schema)) {
      try (Lake lake = bed.open(options, CrashPoints.NONE)) {
        for (int commit = 1; commit <= 8; commit++) {
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
        topic.write(Change.of(DELETE, 9, 1, 101, null));
        lake.commitNow(List.of(name));
        assertThat(JavaRow.table(lake, schema))
            .hasSize(8)
            .contains(Arrays.asList(1, "bolt 8"))
            .isEqualTo(JavaRow.current(lake, schema));
        assertThat(Bed.changes(lake, name)).hasSize(17);
        assertThat(Bed.current(lake, name).location()).startsWith(warehouse);
        readsBySql(lake, schema, local);
      }
    }
  }

  /** DuckDB reads copies; files that cannot have a row of the answer are not fetched. */
  private void readsBySql(Lake lake, TableSchema schema, Path local) throws IOException {
    String current = "lake.plant." + schema.name().table();
    try (SqlBed sql = new SqlBed(bed, lake.tables())) {
      assertThat(sql.rows("SELECT name FROM " + current + "_history WHERE id = 107"))
          .containsExactly(List.of("nut"));
      assertThat(copies(local)).as("copies").isEqualTo(1);
      assertThat(SqlBed.sorted(sql.rows("SELECT id, name FROM " + current)))
          .isEqualTo(SqlBed.sorted(JavaRow.table(lake, schema)));
      assertThat(sql.rows("SELECT count(*) FROM " + current + "_history"))
          .containsExactly(List.of(17L));
      assertThat(
              sql.rows(
                  "SELECT name FROM %s FOR TIMESTAMP AS OF (make_timestamptz(%d)) WHERE id = 1"
                      .formatted(current, Topic.NOON + 4)))
          .containsExactly(List.of("bolt 4"));
    }
  }

  private long copies(Path local) throws IOException {
    try (Stream<Path> files = Files.list(local.resolve("cache"))) {
      return files.count();
    }
  }

  private Map<String, String> s3AndPostgres(PostgresServer postgres) {
    Map<String, String> values = new HashMap<>(S3Server.options(s3.port()));
    values.put("catalog", postgres.jdbcUrl());
    values.put("catalog.jdbc.user", postgres.user());
    values.put("catalog.jdbc.password", postgres.password());
    return values;
  }
}
