package dev.millrace.xref;

import dev.millrace.api.TableName;
import dev.millrace.log.rows.RowKey;
import dev.millrace.log.rows.TableReader;
import dev.millrace.log.rows.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Items, as model.item has them, with the GTINs of their packs out of model.item_uom and what their
 * suppliers call them out of model.item_supplier.
 */
final class ItemRows implements ModelRows<Item> {
  private static final TableName ITEM = Subject.ITEM.rows();
  private static final TableName UNIT = TableName.model("item_uom");
  private static final TableName SUPPLIER = TableName.model("item_supplier");

  private final Map<RowKey, Item> items = new HashMap<>();
  private final Attached<Long> packs = new Attached<>();
  private final Attached<String> suppliers = new Attached<>();

  /** Values that rows of another table add to items. */
  private static final class Attached<V extends Comparable<V>> {
    private final Map<RowKey, RowKey> itemOf = new HashMap<>();
    private final Map<RowKey, Map<RowKey, V>> byItem = new HashMap<>();

    /** A row has this value for this item, or none any more; returns the items it concerns. */
    List<RowKey> put(RowKey row, Optional<RowKey> item, Optional<V> value) {
      List<RowKey> concerned = new ArrayList<>();
      RowKey before = itemOf.remove(row);
      if (before != null) {
        Map<RowKey, V> values = byItem.get(before);
        values.remove(row);
        if (values.isEmpty()) {
          byItem.remove(before);
        }
        concerned.add(before);
      }
      if (item.isPresent() && value.isPresent()) {
        itemOf.put(row, item.get());
        byItem.computeIfAbsent(item.get(), key -> new HashMap<>()).put(row, value.get());
        concerned.add(item.get());
      }
      return concerned;
    }

    /** Sorted, so that what is known does not depend on the order in which rows came. */
    List<V> of(RowKey item) {
      Map<RowKey, V> values = byItem.get(item);
      return values == null ? List.of() : List.copyOf(new TreeSet<>(values.values()));
    }
  }

  @Override
  public Map<TableName, List<String>> columns() {
    return Map.of(
        ITEM, List.of("item_code", "name", "base_uom", "gross_weight_kg", "gtin"),
        UNIT, List.of("item_key", "gtin"),
        SUPPLIER, List.of("item_key", "supplier_item_code"));
  }

  @Override
  public List<RowKey> take(TableName table, TableReader.Change change) {
    if (table.equals(ITEM)) {
      change
          .row()
          .ifPresentOrElse(
              row -> items.put(change.key(), item(change.key(), row)),
              () -> items.remove(change.key()));
      return List.of(change.key());
    }
    Optional<RowKey> item =
        change.row().map(row -> new RowKey(change.key().system(), row.text(TableReader.FIRST)));
    Optional<String> written = change.row().map(row -> row.text(TableReader.FIRST + 1));
    return table.equals(UNIT)
        ? packs.put(change.key(), item, written.map(Gs1::gtin).filter(number -> number != Gs1.NONE))
        : suppliers.put(change.key(), item, written.map(Code::of).filter(code -> !code.isEmpty()));
  }

  private static Item item(RowKey key, Values row) {
    int at = TableReader.FIRST;
    return new Item(
        key,
        row.text(at + 1),
        Name.ofItem(row.text(at + 1)),
        Code.of(row.text(at)),
        List.of(),
        Gs1.gtin(row.text(at + 4)),
        List.of(),
        row.text(at + 2).intern(),
        row.number(at + 3));
  }

  @Override
  public Optional<Item> known(RowKey key) {
    Item item = items.get(key);
    if (item == null) {
      return Optional.empty();
    }
    List<Long> packGtins = packs.of(key);
    List<String> codes = suppliers.of(key);
    return Optional.of(
        packGtins.isEmpty() && codes.isEmpty()
            ? item
            : new Item(
                key,
                item.shown(),
                item.name(),
                item.code(),
                codes,
                item.gtin(),
                packGtins,
                item.unit(),
                item.weight()));
  }
}
