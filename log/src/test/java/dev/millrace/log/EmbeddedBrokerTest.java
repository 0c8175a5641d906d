package dev.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  private static final TableName TABLE = TableName.raw("plant", "public", "odd.näme");

  @TempDir Path folder;

  private static TableSchema schema(Column... more) {
    List<Column> columns = new ArrayList<>(List.of(Column.of("id", ColumnType.INT32)));
    columns.addAll(List.of(more));
    return new TableSchema(TABLE, columns, List.of("id"));
  }

  @Test
  void keepsSchemasAndRecordsAcrossARestart() {
    long fingerprint;
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("with space"), 0);
        Log log = Log.connect(broker.bootstrapServers());
        Schemas schemas = Schemas.open(log)) {
      fingerprint = schemas.publish(schema());
      log.createTableTopics(List.of(TABLE));
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("with space"), 0);
        Log log = Log.connect(broker.bootstrapServers());
        Schemas schemas = Schemas.open(log)) {
      assertThat(schemas.byFingerprint(fingerprint)).isEqualTo(schema());
      assertThat(log.tables()).containsExactly(TABLE);
    }
  }

  @Test
  void tellsListenersOfNewColumnsAndKeepsDroppedOnes() {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
        Log log = Log.connect(broker.bootstrapServers());
        Schemas schemas = Schemas.open(log)) {
      Queue<TableSchema> heard = new ConcurrentLinkedQueue<>();
      schemas.listen(heard::add);
      schemas.publish(schema(Column.of("a", ColumnType.INT32)));
      schemas.publish(schema(Column.of("b", ColumnType.TEXT)));
      schemas.publish(
          schema(Column.of("b", ColumnType.TEXT), Column.of("a", ColumnType.decimal(20, 0))));

      TableSchema expected =
          schema(Column.of("b", ColumnType.TEXT), Column.of("a", ColumnType.decimal(20, 0)));
      assertThat(schemas.current(TABLE)).contains(expected);
      Awaitility.await().untilAsserted(() -> assertThat(heard).hasSize(3).contains(expected));
    }
  }

  @Test
  void keepsEventsByTimeAndRowsByKey() throws Exception {
    TableSchema rows = schema();
    TableSchema events = events("pressure");
    TableSchema wereRows = events("temperature");
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
        Log log = Log.connect(broker.bootstrapServers())) {
      log.createTableTopics(List.of(wereRows.name()));
      log.createTopics(List.of(rows, events, wereRows));

      assertThat(policy(broker, rows)).containsExactly("compact", "-1");
      String sevenDays = "604800000";
      assertThat(policy(broker, events)).containsExactly("delete", sevenDays);
      assertThat(policy(broker, wereRows)).containsExactly("delete", sevenDays);
    }
  }

  @Test
  void severalMayCreateATopicAtOnce() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
        Log log = Log.connect(broker.bootstrapServers())) {
      for (int i = 0; i < 20; i++) {
        TableSchema table = events("pressure" + i);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int j = 0; j < 4; j++) {
          all.add(CompletableFuture.runAsync(() -> log.createTopics(List.of(table))));
        }
        for (CompletableFuture<Void> one : all) {
          one.get();
        }
        assertThat(log.partitions(table.name())).hasSize(1);
      }
    }
  }

  private static TableSchema events(String table) {
    return new TableSchema(
        TableName.model(table), List.of(Column.of("id", ColumnType.INT32)), List.of("id"), true);
  }

  private static List<String> policy(EmbeddedBroker broker, TableSchema table) throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, table.name().topic());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      Config config = admin.describeConfigs(List.of(topic)).all().get().get(topic);
      return List.of(config.get("cleanup.policy").value(), config.get("retention.ms").value());
    }
  }

  @Test
  void namesAPortThatIsTaken() {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("a"), 0)) {
      int port = broker.port();
      assertThatThrownBy(() -> EmbeddedBroker.start(folder.resolve("b"), port))
          .hasMessage(
              "Cannot listen on port: %d is taken. Stop the program that holds it, or set another"
                  + " port for the log (log.port). [PORT_TAKEN]",
              port);
    }
  }
}
