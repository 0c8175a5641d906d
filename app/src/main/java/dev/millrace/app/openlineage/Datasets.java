package dev.millrace.app.openlineage;

import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The names of tables, by OpenLineage's conventions: those that other tools have for the same
 * tables of a database, so that a catalog finds that they are the same.
 */
final class Datasets {
  private final Map<String, SourceConfig> sources = new HashMap<>();
  private final String own;

  /**
   * A table's name.
   *
   * @param namespace of the system that has it
   * @param name within that
   */
  record Dataset(String namespace, String name) {}

  /**
   * @param own namespace of tables that no other tool knows
   */
  Datasets(Collection<SourceConfig> sources, String own) {
    sources.forEach(source -> this.sources.put(source.name(), source));
    this.own = own;
  }

  Dataset of(TableName table) {
    if (table instanceof TableName.Raw raw && sources.containsKey(raw.source())) {
      SourceConfig source = sources.get(raw.source());
      String place = "://" + source.text("hostname") + ":" + source.text("port");
      if (source.connector().contains("postgres")) {
        return new Dataset(
            "postgres" + place, source.text("database") + "." + raw.schema() + "." + raw.table());
      }
      if (source.connector().contains("mysql") || source.connector().contains("mariadb")) {
        return new Dataset("mysql" + place, raw.schema() + "." + raw.table());
      }
    }
    return new Dataset(own, table.toString());
  }
}
