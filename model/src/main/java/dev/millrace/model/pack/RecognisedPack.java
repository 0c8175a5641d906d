package dev.millrace.model.pack;

import dev.millrace.api.TableName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pack that fits a source, with its mappings made out for it.
 *
 * @param name of the pack, such as {@code odoo}
 * @param title of the ERP, as people know it
 * @param version of the pack; it goes up when its mappings change
 * @param variant release of the ERP that the source's tables are of, such as {@code 17}
 * @param files ready mappings by their name without folder, such as {@code items.sql}, in the order
 *     in which they are to be read; only those whose tables the source has
 * @param leftOut what the pack would map too, and the table that lacks for it
 * @param reads the source's tables that the files read
 * @param fills the model's tables that they write, without {@code model.}
 */
public record RecognisedPack(
    String name,
    String title,
    int version,
    String variant,
    Map<String, String> files,
    List<String> leftOut,
    Set<TableName> reads,
    Set<String> fills) {

  public RecognisedPack {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    leftOut = List.copyOf(leftOut);
    reads = Set.copyOf(reads);
    fills = Set.copyOf(fills);
  }
}
