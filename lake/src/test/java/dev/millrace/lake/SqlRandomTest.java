package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.util.SnapshotUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL gives of any table what Iceberg's own reader gives. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlRandomTest {
  private Bed bed;
  private Catalog catalog;
  private FileCache cache;
  private SqlTables tables;
  private SqlBed sql;

  @BeforeAll
  void start(@TempDir Path folder) {
    bed = new Bed(folder);
    LakeOptions options = bed.options("lake");
    catalog = LakeCatalog.open(options, UnaryOperator.identity());
    ((SupportsNamespaces) catalog).createNamespace(Namespace.of("plant", "Odd schema"));
    cache = new FileCache(options.cache(), options.cacheBytes());
    tables = new SqlTables(catalog, options.warehouse(), cache);
    sql = new SqlBed(bed, tables);
  }

  @AfterAll
  void stop() {
    sql.close();
    cache.close();
    LakeCatalog.close(catalog);
    bed.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void isReadAsIcebergReadsIt(long seed) {
    TableIdentifier id = TableIdentifier.of(Namespace.of("plant", "Odd schema"), "t" + seed);
    RandomTable random = new RandomTable(seed, catalog, id);
    String name = "lake.plant.t" + seed;
    assertThat(sql.rows("SELECT * FROM " + name)).isEmpty();
    random.append();
    for (int step = 0; step < 12; step++) {
      random.work();
      if (step % 3 == 2) {
        String what = "seed " + seed + ", step " + step;
        assertThat(SqlBed.sorted(sql.rows("SELECT * FROM " + name)))
            .as(what)
            .isEqualTo(SqlBed.byIceberg(random.table.schema(), IcebergGenerics.read(random.table)));
        leavesOutNoRow(random, name, what);
      }
    }
    readsThePast(random, name, seed);
  }

  /** The same query with a condition that no file is left out by. */
  private void leavesOutNoRow(RandomTable random, String name, String what) {
    for (int i = 0; i < 4; i++) {
      String condition = random.condition() + (i % 2 == 0 ? " AND " : " OR ") + random.condition();
      assertThat(SqlBed.sorted(sql.rows("SELECT * FROM " + name + " WHERE " + condition)))
          .as(what + ": " + condition)
          .isEqualTo(
              SqlBed.sorted(
                  sql.rows("SELECT * FROM (SELECT * FROM " + name + ") WHERE " + condition)));
    }
  }

  private void readsThePast(RandomTable random, String name, long seed) {
    List<Snapshot> snapshots =
        StreamSupport.stream(random.table.snapshots().spliterator(), false).toList();
    Snapshot some = snapshots.get(snapshots.size() / 2);
    String time = java.time.Instant.ofEpochMilli(some.timestampMillis()).toString();
    long newest = SnapshotUtil.snapshotIdAsOfTime(random.table, some.timestampMillis());
    assertThat(
            SqlBed.sorted(
                sql.rows("SELECT * FROM " + name + " FOR TIMESTAMP AS OF '" + time + "' AS t")))
        .as("seed " + seed + " at " + time)
        .isEqualTo(
            SqlBed.byIceberg(
                SnapshotUtil.schemaFor(random.table, newest),
                IcebergGenerics.read(random.table).useSnapshot(newest)));
  }
}
