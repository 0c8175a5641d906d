package dev.millrace.app.runtime;

import static dev.millrace.app.runtime.IcebergFiles.file;
import static dev.millrace.app.runtime.IcebergFiles.formatsOfDeletes;
import static dev.millrace.app.runtime.IcebergFiles.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.app.Main;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTransaction;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableCommit;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.View;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other engines at the lake of a whole Millrace: Iceberg's own client over HTTP. */
class IcebergCatalogTest {
  private static final Namespace PLANT = Namespace.of("plant", "public");
  private static final TableIdentifier CURRENT = TableIdentifier.of(PLANT, "item");
  private static final TableIdentifier PARTS = TableIdentifier.of(PLANT, "part");
  private static final TableIdentifier HISTORY = TableIdentifier.of(PLANT, "item_history");
  private static final Schema STOCK =
      new Schema(
          Types.NestedField.required(1, "item", Types.IntegerType.get()),
          Types.NestedField.optional(2, "pieces", Types.LongType.get()));

  @TempDir static Path folder;

  private static ServedLake lake;
  private static RESTCatalog reader;
  private static RESTCatalog writer;

  @BeforeAll
  static void start() throws Exception {
    lake = ServedLake.start(folder);
    reader = lake.catalog(Map.of("token", ServedLake.READER));
    writer = lake.catalog(Map.of("token", ServedLake.WRITER));
  }

  @AfterAll
  static void stop() throws IOException {
    reader.close();
    writer.close();
    lake.close();
  }

  private static String warehouse(Table history) {
    return history.location().replace("/plant/public/item_history", "");
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(lake.url() + path))
                .header("Authorization", "Bearer " + ServedLake.WRITER)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void readsCurrentRowsAndEveryChange() throws Exception {
    assertThat(reader.listNamespaces()).contains(Namespace.of("plant"));
    assertThat(reader.listNamespaces(Namespace.of("plant"))).containsExactly(PLANT);
    assertThat(reader.namespaceExists(PLANT)).isTrue();
    assertThat(reader.listTables(PLANT)).contains(CURRENT, HISTORY, PARTS);
    assertThat(rows(reader.loadTable(CURRENT)))
        .extracting(row -> row.getField("id"), row -> row.getField("name"))
        .containsExactly(tuple(1, "bolt M8"));
    Table parts = reader.loadTable(PARTS);
    assertThat(rows(parts))
        .hasSize(49)
        .extracting(row -> row.getField("name"))
        .contains("part one", "part 2")
        .doesNotContain("part 1", "part 50");
    assertThat(formatsOfDeletes(parts)).containsExactly(FileFormat.PUFFIN);
    assertThat(reader.tableExists(HISTORY)).isTrue();
    assertThat(rows(reader.loadTable(HISTORY)))
        .extracting(row -> row.getField("_op"), row -> row.getField("name"))
        .containsExactlyInAnyOrder(
            tuple("insert", "bolt"),
            tuple("insert", "nut"),
            tuple("update", "bolt M8"),
            tuple("delete", "nut"));
    try (RESTCatalog refs =
        lake.catalog(Map.of("token", ServedLake.READER, "snapshot-loading-mode", "refs"))) {
      assertThat(rows(refs.loadTable(HISTORY))).hasSize(4);
    }
  }

  @Test
  void longListsComeInPages() throws Exception {
    Namespace many = Namespace.of("many");
    writer.createNamespace(many);
    Stream.of("a", "b", "c")
        .forEach(name -> writer.createTable(TableIdentifier.of(many, name), STOCK));
    try (RESTCatalog paged =
        lake.catalog(Map.of("token", ServedLake.READER, "rest-page-size", "2"))) {
      assertThat(paged.listTables(many)).hasSize(3).doesNotHaveDuplicates();
    }
  }

  @Test
  void writesATableOfItsOwnFromItsCreationToItsEnd() throws Exception {
    Namespace own = Namespace.of("reports", "daily");
    TableIdentifier name = TableIdentifier.of(own, "stock");
    TableIdentifier renamed = TableIdentifier.of(own, "stock now");
    // The client asks for a null key, which a map of Map.of does not bear.
    writer.createNamespace(own, new HashMap<>(Map.of("owner", "me")));
    assertThat(writer.loadNamespaceMetadata(own)).containsEntry("owner", "me");
    writer.setProperties(own, new HashMap<>(Map.of("owner", "you")));
    assertThat(reader.loadNamespaceMetadata(own)).containsEntry("owner", "you");

    Transaction creation = writer.newCreateTableTransaction(name, STOCK);
    creation.newAppend().appendFile(file(creation.table(), 1, 10)).commit();
    assertThat(reader.tableExists(name)).isFalse();
    creation.commitTransaction();
    Table table = writer.loadTable(name);
    table.newAppend().appendFile(file(table, 2, 20)).commit();
    assertThat(rows(reader.loadTable(name)))
        .extracting(row -> row.getField("pieces"))
        .containsExactlyInAnyOrder(10L, 20L);

    writer.renameTable(name, renamed);
    assertThat(reader.listTables(own)).containsExactly(renamed);
    assertThatThrownBy(() -> reader.loadTable(name)).isInstanceOf(NoSuchTableException.class);
    assertThatThrownBy(() -> writer.dropNamespace(own))
        .isInstanceOf(NamespaceNotEmptyException.class);

    String metadata = TableUtil.metadataFileLocation(writer.loadTable(renamed));
    assertThat(writer.dropTable(renamed, false)).isTrue();
    assertThat(writer.dropTable(renamed, false)).isFalse();
    assertThat(rows(writer.registerTable(name, metadata))).hasSize(2);
    assertThat(writer.dropTable(name, true)).isTrue();
    assertThat(Path.of(URI.create(metadata))).doesNotExist();
    assertThat(writer.dropNamespace(own)).isTrue();
    assertThat(reader.namespaceExists(own)).isFalse();
  }

  @Test
  void oneOfTwoChangesOfTheSameStateIsRefused() throws Exception {
    TableIdentifier name = TableIdentifier.of("races", "stock");
    writer.createNamespace(name.namespace());
    Table table = writer.createTable(name, STOCK);
    Table other = writer.loadTable(name);
    UpdateSchema late = other.updateSchema().addColumn("note", Types.StringType.get());
    table.updateSchema().addColumn("place", Types.StringType.get()).commit();
    assertThatThrownBy(late::commit).isInstanceOf(CommitFailedException.class);
    assertThat(reader.loadTable(name).schema().findField("note")).isNull();

    // Appends do not disturb one another: the client does the later one again.
    DataFile first = file(table, 1, 10);
    DataFile second = file(table, 2, 20);
    table.newAppend().appendFile(first).commit();
    other.newAppend().appendFile(second).commit();
    assertThat(rows(reader.loadTable(name))).hasSize(2);
    assertThatThrownBy(() -> writer.createTable(name, STOCK))
        .isInstanceOf(AlreadyExistsException.class);
  }

  @Test
  void manyMayWriteAtOnce() throws Exception {
    Namespace crowd = Namespace.of("crowd");
    writer.createNamespace(crowd);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<List<Record>>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        TableIdentifier name = TableIdentifier.of(crowd, "stock" + i);
        all.add(threads.submit(() -> rows(filled(name))));
      }
      for (Future<List<Record>> one : all) {
        assertThat(one.get())
            .extracting(row -> row.getField("item"))
            .containsExactlyInAnyOrder(0, 1, 2, 3);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(reader.listTables(crowd)).hasSize(8);
  }

  private static Table filled(TableIdentifier name) throws IOException {
    Table table = writer.createTable(name, STOCK);
    for (int item = 0; item < 4; item++) {
      table.newAppend().appendFile(file(table, item, 1)).commit();
    }
    return reader.loadTable(name);
  }

  @Test
  void keepsViewsOfItsOwn() {
    TableIdentifier name = TableIdentifier.of("views", "named");
    writer.createNamespace(name.namespace());
    View view =
        writer
            .buildView(name)
            .withSchema(STOCK)
            .withDefaultNamespace(PLANT)
            .withQuery("spark", "SELECT id, 0 FROM item_history")
            .create();
    assertThat(view.sqlFor("spark").sql()).isEqualTo("SELECT id, 0 FROM item_history");
    writer
        .buildView(name)
        .withSchema(STOCK)
        .withDefaultNamespace(PLANT)
        .withQuery("spark", "SELECT id, 1 FROM item_history")
        .replace();
    assertThat(reader.listViews(name.namespace())).containsExactly(name);
    assertThat(reader.loadView(name).sqlFor("spark").sql()).contains("id, 1");
    TableIdentifier renamed = TableIdentifier.of("views", "renamed");
    writer.renameView(name, renamed);
    assertThat(reader.viewExists(name)).isFalse();
    assertThatThrownBy(() -> writer.dropNamespace(name.namespace()))
        .isInstanceOf(NamespaceNotEmptyException.class);
    assertThat(writer.dropView(renamed)).isTrue();
    assertThat(reader.viewExists(renamed)).isFalse();
  }

  @Test
  void whatMillraceKeepsIsNotChangedByOthers() throws Exception {
    Table history = writer.loadTable(HISTORY);
    TableIdentifier mine = TableIdentifier.of("mine", "taken");
    writer.createNamespace(mine.namespace());
    Map<String, ThrowingCallable> attempts = new HashMap<>();
    attempts.put(
        "append", () -> history.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit());
    attempts.put("property", () -> history.updateProperties().set("a", "b").commit());
    attempts.put("drop", () -> writer.dropTable(HISTORY, false));
    attempts.put("drop the current rows", () -> writer.dropTable(CURRENT, false));
    attempts.put("purge", () -> writer.dropTable(HISTORY, true));
    attempts.put("rename", () -> writer.renameTable(HISTORY, mine));
    attempts.put(
        "register", () -> writer.registerTable(mine, TableUtil.metadataFileLocation(history)));
    attempts.put("create", () -> writer.createTable(TableIdentifier.of(PLANT, "new"), STOCK));
    attempts.put(
        "create in one level with a dot",
        () -> writer.createTable(TableIdentifier.of("plant.public", "new"), STOCK));
    attempts.put("create a namespace", () -> writer.createNamespace(Namespace.of("plant", "x")));
    attempts.put("the model", () -> writer.createNamespace(Namespace.of("model")));
    attempts.put("set", () -> writer.setProperties(PLANT, new HashMap<>(Map.of("a", "b"))));
    attempts.put("drop the namespace", () -> writer.dropNamespace(PLANT));
    attempts.put(
        "lie among its files",
        () -> writer.buildTable(mine, STOCK).withLocation(history.location()).create());
    attempts.put(
        "lie outside the warehouse",
        () -> writer.buildTable(mine, STOCK).withLocation("file:///tmp/elsewhere").create());
    attempts.put(
        "climb out of the warehouse",
        () ->
            writer
                .buildTable(mine, STOCK)
                .withLocation(history.location() + "/../../../../elsewhere")
                .create());
    attempts.put(
        "write metadata among its files",
        () ->
            writer
                .buildTable(mine, STOCK)
                .withProperty("write.metadata.path", history.location() + "/metadata")
                .create());
    attempts.put(
        "lie in a folder that looks like its own",
        () ->
            writer
                .buildTable(mine, STOCK)
                .withLocation(warehouse(history) + "/plant.db/taken")
                .create());
    attempts.put(
        "have a namespace among its files",
        () ->
            writer.createNamespace(
                Namespace.of("lying"), new HashMap<>(Map.of("location", history.location()))));
    attempts.put(
        "look like it",
        () -> writer.buildTable(mine, STOCK).withProperty("millrace.sequence", "1").create());
    attempts.forEach(
        (what, attempt) ->
            assertThatThrownBy(attempt).as(what).isInstanceOf(ForbiddenException.class));
    assertThatThrownBy(() -> writer.dropTable(HISTORY, false))
        .hasMessage(
            "Forbidden: Cannot change namespace plant.public: Millrace keeps it. Write to a"
                + " namespace of your own; what Millrace keeps follows its sources.");
    assertThat(rows(reader.loadTable(HISTORY))).hasSize(4);
    assertThat(reader.tableExists(mine)).isFalse();
  }

  /** Another process does the same: the command opens a catalog of its own. */
  @Test
  void loadsFilesWhileMillraceRuns() throws Exception {
    Path files = Files.createDirectories(folder.resolve("files/stock levels"));
    Files.writeString(files.resolve("1.csv"), "item,pieces\n1,5\n2,\n");
    // The lake's own project wants tokens that only the server's environment has.
    Files.writeString(Files.createDirectories(project()).resolve("millrace.yaml"), "");
    assertThat(load(files, "archive")).isZero();
    Table loaded = writer.loadTable(TableIdentifier.of("archive", "stock_x0020_levels"));
    assertThat(rows(loaded)).extracting(row -> row.get(1)).containsExactly(5L, null);
    assertThat(post("/v1/namespaces/archive/tables/stock_x0020_levels", "{}").statusCode())
        .as("an engine may write to it")
        .isNotEqualTo(403);
    assertThat(load(files, "plant")).as("a source's namespace").isEqualTo(1);
  }

  private static Path project() {
    return folder.resolve("project");
  }

  private static int load(Path files, String into) {
    return Main.commandLine()
        .execute(
            "load",
            files.toString(),
            "--into",
            into,
            "--project",
            project().toString(),
            "--data",
            folder.resolve("data").toString(),
            "--quiet");
  }

  @Test
  void droppingATableLeavesTheFilesOfOthersThatItNames() throws Exception {
    TableIdentifier name = TableIdentifier.of("thieves", "stock");
    writer.createNamespace(name.namespace());
    Table table = writer.createTable(name, STOCK);
    Table history = reader.loadTable(HISTORY);
    DataFile foreign;
    try (CloseableIterable<FileScanTask> files = history.newScan().planFiles()) {
      foreign = files.iterator().next().file();
    }
    DataFile own = file(table, 1, 1);
    DataFile taken =
        DataFiles.builder(table.spec())
            .withPath(foreign.location())
            .withFormat(foreign.format())
            .withFileSizeInBytes(foreign.fileSizeInBytes())
            .withRecordCount(1)
            .build();
    table.newAppend().appendFile(own).appendFile(taken).commit();
    assertThat(writer.dropTable(name, true)).isTrue();
    assertThat(Path.of(URI.create(own.location()))).doesNotExist();
    assertThat(rows(reader.loadTable(HISTORY))).hasSize(4);
  }

  @Test
  void sparkReadsWhatMillraceKeepsAndWritesATableOfItsOwn() throws Exception {
    TableIdentifier stock = TableIdentifier.of("sparks", "stock");
    try (SparkProcess spark =
        SparkProcess.start(folder.resolve("spark"), lake.url(), ServedLake.WRITER)) {
      assertThat(spark.sql("SELECT id, name FROM millrace.plant.public.item"))
          .containsExactly("{\"id\":1,\"name\":\"bolt M8\"}");
      assertThat(spark.sql("SELECT count(*) AS n, sum(id) AS ids FROM millrace.plant.public.part"))
          .containsExactly("{\"n\":49,\"ids\":1225}");
      assertThat(
              spark.sql(
                  "SELECT _op, id FROM millrace.plant.public.item_history ORDER BY _sequence"))
          .containsExactly(
              "{\"_op\":\"insert\",\"id\":1}",
              "{\"_op\":\"insert\",\"id\":2}",
              "{\"_op\":\"update\",\"id\":1}",
              "{\"_op\":\"delete\",\"id\":2}");
      assertThat(spark.sql("DELETE FROM millrace.plant.public.item_history WHERE id = 2"))
          .singleElement()
          .asString()
          .startsWith("! ")
          .contains("Millrace keeps it");

      assertThat(spark.sql("CREATE NAMESPACE millrace.sparks")).isEmpty();
      assertThat(
              spark.sql(
                  """
                  CREATE TABLE millrace.sparks.stock USING iceberg
                  TBLPROPERTIES ('format-version' = '3', 'write.delete.mode' = 'merge-on-read')
                  AS SELECT CAST(id AS int) AS item, id * 10 AS pieces FROM range(1, 5)"""))
          .isEmpty();
      assertThat(spark.sql("DELETE FROM millrace.sparks.stock WHERE item = 2")).isEmpty();
      assertThat(spark.sql("SELECT sum(pieces) AS pieces FROM millrace.sparks.stock"))
          .containsExactly("{\"pieces\":80}");
      assertThat(formatsOfDeletes(reader.loadTable(stock))).containsExactly(FileFormat.PUFFIN);
      assertThat(rows(reader.loadTable(stock)))
          .extracting(row -> row.getField("item"))
          .containsExactlyInAnyOrder(1, 3, 4);
      assertThat(spark.sql("DROP TABLE millrace.sparks.stock PURGE")).isEmpty();
      assertThat(reader.tableExists(stock)).isFalse();
    }
  }

  @Test
  void tokensDecide() throws Exception {
    assertThatThrownBy(() -> reader.createNamespace(Namespace.of("any")))
        .isInstanceOf(ForbiddenException.class)
        .hasMessage(
            "Forbidden: Cannot change anything with a token that may only read. Use one of"
                + " lake.write-tokens.");
    for (Map<String, String> stranger :
        List.of(
            Map.<String, String>of(),
            Map.of("token", ServedLake.READER + "x"),
            Map.of("credential", "me:x"))) {
      assertThatThrownBy(() -> lake.catalog(stranger).close())
          .isInstanceOf(NotAuthorizedException.class);
    }
    try (RESTCatalog own = lake.catalog(Map.of("token", lake.token()));
        RESTCatalog oauth = lake.catalog(Map.of("credential", "me:" + ServedLake.WRITER))) {
      assertThat(own.tableExists(HISTORY)).isTrue();
      assertThatThrownBy(() -> own.createNamespace(Namespace.of("any")))
          .isInstanceOf(ForbiddenException.class);
      oauth.createNamespace(Namespace.of("oauth"));
      assertThat(own.namespaceExists(Namespace.of("oauth"))).isTrue();
    }
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    assertThatThrownBy(() -> reader.loadTable(TableIdentifier.of(PLANT, "nothing")))
        .isInstanceOf(NoSuchTableException.class);
    assertThatThrownBy(() -> reader.listTables(Namespace.of("nothing")))
        .isInstanceOf(NoSuchNamespaceException.class);
    assertThatThrownBy(() -> writer.createNamespace(Namespace.of("..")))
        .isInstanceOf(BadRequestException.class)
        .hasMessage(
            "Malformed request: Cannot use name: ... Leave out slashes, control characters and a"
                + " dot at its beginning.");
    assertThat(post("/v1/namespaces", "{\"namespace\": 1").body())
        .startsWith(
            "{\"error\":{\"message\":\"Cannot read the request's body as CreateNamespaceRequest: ")
        .endsWith("\"type\":\"BadRequestException\",\"code\":400}}");
    assertThat(post("/v1/nothing", "{}").body())
        .isEqualTo(
            "{\"error\":{\"message\":\"Cannot find POST /v1/nothing. GET /iceberg/v1/config lists"
                + " what there is.\",\"type\":\"BadRequestException\",\"code\":400}}");
    TableIdentifier a = TableIdentifier.of("wrong", "a");
    TableIdentifier b = TableIdentifier.of("wrong", "b");
    writer.createNamespace(a.namespace());
    Transaction one = writer.createTable(a, STOCK).newTransaction();
    Transaction two = writer.createTable(b, STOCK).newTransaction();
    one.updateProperties().set("x", "1").commit();
    two.updateProperties().set("x", "1").commit();
    assertThatThrownBy(() -> writer.commitTransaction(commit(a, one), commit(b, two)))
        .hasMessageContaining("Cannot change 2 tables in one transaction.");
    assertThat(reader.loadTable(a).properties()).doesNotContainKey("x");
    writer.commitTransaction(commit(a, one));
    assertThat(reader.loadTable(a).properties()).containsEntry("x", "1");
  }

  private static TableCommit commit(TableIdentifier name, Transaction transaction) {
    return TableCommit.create(
        name,
        ((BaseTransaction) transaction).startMetadata(),
        ((BaseTransaction) transaction).currentMetadata());
  }
}
