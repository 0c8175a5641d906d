package dev.millrace.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.app.config.Project;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A whole Millrace without a source. Its lake has four changes of {@code plant.public.item}, and 50
 * rows of {@code plant.public.part} of which one was changed and one has gone: few enough that its
 * file stays and has a deletion vector.
 */
final class ServedLake implements AutoCloseable {
  static final String READER = "reader-0123456789abcdef";
  static final String WRITER = "writer-0123456789abcdef";

  private static final TableSchema ITEM = schema("item");
  private static final TableSchema PART = schema("part");

  private final Millrace millrace;
  private final URI address;

  private ServedLake(Millrace millrace) {
    this.millrace = millrace;
    this.address = URI.create(millrace.address());
  }

  private static TableSchema schema(String table) {
    return new TableSchema(
        TableName.raw("plant", "public", table),
        List.of(Column.of("id", ColumnType.INT32), Column.of("name", ColumnType.TEXT)),
        List.of("id"));
  }

  static ServedLake start(Path folder) throws Exception {
    Files.writeString(
        folder.resolve("millrace.yaml"),
        """
        server:
          port: 0
        lake:
          read-tokens:
            - ${env:READER}
          write-tokens:
            - ${env:WRITER}
        """);
    Project project = Project.read(folder, Map.of("READER", READER, "WRITER", WRITER));
    assertThat(project.problems()).isEmpty();
    ServedLake lake =
        new ServedLake(
            Millrace.start(
                project, folder.resolve("data"), Optional.empty(), (part, text, took) -> {}));
    lake.writeChanges();
    lake.millrace.lake().commitNow();
    return lake;
  }

  /** The catalog's address. */
  String url() {
    return "http://" + address.getAuthority() + "/iceberg";
  }

  /** The server's own token. */
  String token() {
    return address.getQuery().substring("token=".length());
  }

  /** Iceberg's own client. */
  RESTCatalog catalog(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put("uri", url());
    RESTCatalog catalog = new RESTCatalog();
    catalog.setConf(new Configuration());
    catalog.initialize("millrace", all);
    return catalog;
  }

  /** Two items, of which one is renamed and the other goes. */
  private void writeChanges() throws Exception {
    String broker =
        millrace.parts().all(Map.of()).stream()
            .filter(part -> part.name().equals("log"))
            .map(part -> part.detail().replace("Kafka on ", ""))
            .findFirst()
            .orElseThrow();
    try (Log log = Log.connect(broker);
        Schemas schemas = Schemas.open(log);
        Producer<byte[], byte[]> producer = log.producer()) {
      log.createTableTopics(List.of(ITEM.name(), PART.name()));
      Topic item = new Topic(ITEM.name().topic(), schemas.encoder(ITEM), producer);
      item.write(Operation.INSERT, 1, 1, "bolt");
      item.write(Operation.INSERT, 2, 2, "nut");
      item.write(Operation.UPDATE, 3, 1, "bolt M8");
      item.write(Operation.DELETE, 4, 2, "nut");
      Topic part = new Topic(PART.name().topic(), schemas.encoder(PART), producer);
      for (int id = 1; id <= 50; id++) {
        part.write(Operation.INSERT, id, id, "part " + id);
      }
      part.write(Operation.UPDATE, 51, 1, "part one");
      part.write(Operation.DELETE, 52, 50, "part 50");
    }
  }

  private record Topic(String name, ChangeEncoder encoder, Producer<byte[], byte[]> producer) {
    void write(Operation operation, long commit, int id, String text) throws Exception {
      RowSink row = encoder.begin(operation, new Position(1, commit, 0), commit, commit, "");
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      row.putInt(0, id);
      row.putText(1, utf8, 0, utf8.length);
      producer.send(new ProducerRecord<>(name, encoder.key(), encoder.value())).get();
    }
  }

  @Override
  public void close() {
    millrace.close();
  }
}
