package dev.millrace.flow;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.util.HashMap;
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
abstract class LogCatalog extends GenericInMemoryCatalog {
  private final Map<ObjectPath, TableSchema> tables = new HashMap<>();
  private final Map<ObjectPath, Long> fingerprints = new HashMap<>();

  /**
   * A catalog without tables.
   *
   * @param database there from the beginning
   */
  LogCatalog(String name, String database) {
    super(name, database);
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

  /** What reads a raw table. */
  abstract DynamicTableSource source(TableSchema table);

  /** What writes a table of the model. */
  abstract DynamicTableSink sink(TableSchema table, long fingerprint);

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
