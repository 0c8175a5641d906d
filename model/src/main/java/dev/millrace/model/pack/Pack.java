package dev.millrace.model.pack;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pack as its files say it.
 *
 * @param name of its folder
 * @param title of the ERP
 * @param version of the pack
 * @param has columns that a schema of this ERP always has
 * @param variants columns that tell each release, the newest first
 * @param choices pieces of SQL that differ by what the schema has, by name
 * @param functions pieces of SQL about a value, by name; {@code #} stands for the value
 * @param files mappings by name, with places left open
 */
record Pack(
    String name,
    String title,
    int version,
    List<String> has,
    Map<String, List<String>> variants,
    Map<String, List<Choice>> choices,
    Map<String, String> functions,
    Map<String, String> files) {

  /**
   * A piece of SQL for schemas that have certain columns.
   *
   * @param when the columns; none for any schema
   */
  record Choice(List<String> when, String sql) {}

  /** The release that a schema is of; empty when it is not of this ERP. */
  Optional<String> variant(SchemaTables schema) {
    return schema.hasAll(has)
        ? variants.entrySet().stream()
            .filter(variant -> schema.hasAll(variant.getValue()))
            .map(Map.Entry::getKey)
            .findFirst()
        : Optional.empty();
  }
}
