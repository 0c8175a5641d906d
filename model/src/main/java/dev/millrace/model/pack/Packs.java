package dev.millrace.model.pack;

import dev.millrace.api.TableSchema;
import java.util.List;
import java.util.Optional;

/**
 * The packs that Millrace brings: ready mappings for ERPs whose tables are known.
 *
 * <p>A pack is a folder of resources beside this class: {@code pack.yaml} says how the ERP is told
 * by its tables and in what its releases differ; the SQL files are mappings with places left open
 * for the source's name, its schema and those differences.
 */
public final class Packs {
  private static final List<String> NAMES = List.of("odoo", "erpnext", "dolibarr");

  private Packs() {}

  /** All packs, by name. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The pack that fits a source, with its mappings made out for it.
   *
   * @param source name of the source
   * @param tables that the source has; those of several schemas may be among them, the pack takes
   *     them from one
   */
  public static Optional<RecognisedPack> recognise(String source, List<TableSchema> tables) {
    List<SchemaTables> schemas = SchemaTables.of(tables);
    for (String name : NAMES) {
      Pack pack = PackFiles.read(name);
      for (SchemaTables schema : schemas) {
        Optional<String> variant = pack.variant(schema);
        if (variant.isPresent()) {
          return Optional.of(new PackText(pack, source, schema).make(variant.get()));
        }
      }
    }
    return Optional.empty();
  }
}
