package dev.millrace.flow;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogDatabaseImpl;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.GenericInMemoryCatalog;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.DatabaseAlreadyExistException;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.TableAlreadyExistException;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.Factory;

/**
 * The tables of one source, or of the model, as a Flink catalog. Made for the planning of one
 * mapping, from the schemas of that moment.
 */
class LogCatalog extends GenericInMemoryCatalog {
  private final Map<ObjectPath, TableSchema> tables = new HashMap<>();
  private final Map<ObjectPath, Long> fingerprints = new HashMap<>();
  private final String bootstrapServers;
  private final String writer;
  private final Set<RawColumns> read = new LinkedHashSet<>();

  /**
   * A catalog without tables.
   *
   * @param database there from the beginning
   * @param writer names the mapping that is planned
   */
  LogCatalog(String name, String database, String bootstrapServers, String writer) {
    super(name, database);
    this.bootstrapServers = bootstrapServers;
    this.writer = writer;
  }

  /** Adds a raw table. */
  void addRaw(TableSchema table) {
    TableName.Raw name = (TableName.Raw) table.name();
    add(new ObjectPath(name.schema(), name.table()), table, FlinkTypes.rawSchema(table));
  }

  /** Adds a table of the model. */
  void addModel(TableSchema table, long fingerprint) {
    ObjectPath path = new ObjectPath("model", table.name().table());
    fingerprints.put(path, fingerprint);
    add(path, table, FlinkTypes.modelSchema(table));
  }

  private void add(ObjectPath path, TableSchema table, Schema schema) {
    try {
      createDatabase(path.getDatabaseName(), new CatalogDatabaseImpl(Map.of(), ""), true);
      tables.put(path, table);
      createTable(path, CatalogTable.newBuilder().schema(schema).build(), true);
    } catch (DatabaseAlreadyExistException
        | DatabaseNotExistException
        | TableAlreadyExistException e) {
      throw new IllegalStateException("Cannot add table to the catalog: " + path, e);
    }
  }

  /** The columns that planned statements read. */
  Set<RawColumns> read() {
    return Set.copyOf(read);
  }

  /** What reads a raw table. */
  DynamicTableSource source(TableSchema table) {
    return new RawTableSource(RawColumns.all(table), bootstrapServers, read::add);
  }

  /** What writes a table of the model. */
  DynamicTableSink sink(TableSchema table, long fingerprint) {
    return new ModelTableSink(table, fingerprint, bootstrapServers, writer);
  }

  @Override
  public Optional<Factory> getFactory() {
    return Optional.of(new Tables());
  }

  /** Makes sources and sinks of the catalog's tables. */
  private final class Tables implements DynamicTableSourceFactory, DynamicTableSinkFactory {
    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
      return source(tables.get(path(context)));
    }

    @Override
    public DynamicTableSink createDynamicTableSink(Context context) {
      ObjectPath path = path(context);
      return sink(tables.get(path), fingerprints.get(path));
    }

    private ObjectPath path(Context context) {
      return context.getObjectIdentifier().toObjectPath();
    }

    @Override
    public String factoryIdentifier() {
      return "millrace";
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
      return Set.of();
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
      return Set.of();
    }
  }
}
