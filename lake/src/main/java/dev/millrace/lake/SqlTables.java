package dev.millrace.lake;

import dev.millrace.api.MillraceException;
import dev.millrace.api.TableName;
import dev.millrace.api.lake.LakeTable;
import dev.millrace.api.lake.LakeTables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The catalog's tables under the names of SQL. {@code plant.public.item} of the catalog is {@code
 * lake.plant.item}, or {@code lake.plant."public.item"}, which is always clear. A table that is
 * there only as a history has its current state under the name without {@code _history}, too.
 */
final class SqlTables implements LakeTables {
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

  private final Catalog catalog;
  private final String warehouse;
  private final SqlLayouts layouts;
  private final FileCache cache;

  SqlTables(Catalog catalog, String warehouse, FileCache cache) {
    this.catalog = catalog;
    this.warehouse = warehouse;
    this.layouts = new SqlLayouts();
    this.cache = cache;
  }

  /**
   * A table under its owner.
   *
   * @param schema between owner and table; empty for the model
   */
  private record Entry(
      String owner,
      String schema,
      String table,
      Optional<TableIdentifier> stored,
      Optional<TableIdentifier> history) {

    String longName() {
      return schema.isEmpty() ? table : schema + "." + table;
    }

    boolean is(String name) {
      return table.equals(name) || longName().equals(name);
    }

    boolean isLike(String name) {
      return table.equalsIgnoreCase(name) || longName().equalsIgnoreCase(name);
    }
  }

  @Override
  public List<LakeTable> find(String owner, String table) {
    List<Entry> known = entries(owner::equalsIgnoreCase);
    List<Entry> like = known.stream().filter(entry -> entry.isLike(table)).toList();
    List<Entry> exact = like.stream().filter(entry -> entry.is(table)).toList();
    return tables(known, exact.isEmpty() ? like : exact);
  }

  @Override
  public Optional<LakeTable> find(TableName table) {
    TableIdentifier current = LakeNames.current(table);
    List<Entry> known = entries(decoded(current.namespace().level(0))::equals);
    List<Entry> found =
        known.stream()
            .filter(
                entry ->
                    entry.stored().filter(current::equals).isPresent()
                        || entry.history().filter(LakeNames.history(table)::equals).isPresent())
            .toList();
    return tables(known, found).stream().findFirst();
  }

  @Override
  public List<LakeTable> all() {
    List<Entry> known = entries(any -> true);
    return tables(known, known).stream().sorted(Comparator.comparing(LakeTable::name)).toList();
  }

  private List<LakeTable> tables(List<Entry> known, List<Entry> wanted) {
    Map<String, Integer> count = new HashMap<>();
    known.forEach(entry -> count.merge(shortName(entry), 1, Integer::sum));
    List<LakeTable> tables = new ArrayList<>();
    for (Entry entry : wanted) {
      boolean alone = count.get(shortName(entry)) == 1 && !entry.table().contains(".");
      String name =
          CATALOG
              + "."
              + quoted(entry.owner())
              + "."
              + quoted(alone ? entry.table() : entry.longName());
      tables.add(
          new SqlTable(catalog, name, warehouse, layouts, cache, entry.stored(), entry.history()));
    }
    return tables;
  }

  private static String shortName(Entry entry) {
    return (entry.owner() + "." + entry.table()).toLowerCase(Locale.ROOT);
  }

  private static String quoted(String name) {
    return PLAIN.matcher(name).matches() ? name : Dialect.DUCKDB.identifier(name);
  }

  private List<Entry> entries(Predicate<String> owner) {
    try {
      Map<String, TableIdentifier> found = new TreeMap<>();
      for (Namespace top : children(Namespace.empty())) {
        if (owner.test(decoded(top.level(0)))) {
          collect(top, found);
        }
      }
      List<Entry> entries = new ArrayList<>();
      for (TableIdentifier id : found.values()) {
        entries.add(entry(id, found));
        folded(id, found).ifPresent(entries::add);
      }
      return entries;
    } catch (MillraceException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new MillraceException(Problems.reading(e, "its catalog", warehouse), e);
    }
  }

  private void collect(Namespace namespace, Map<String, TableIdentifier> found) {
    catalog.listTables(namespace).forEach(id -> found.put(id.toString(), id));
    children(namespace).forEach(child -> collect(child, found));
  }

  private List<Namespace> children(Namespace parent) {
    return catalog instanceof SupportsNamespaces namespaces
        ? namespaces.listNamespaces(parent)
        : List.of();
  }

  private static Entry entry(TableIdentifier id, Map<String, TableIdentifier> found) {
    TableIdentifier history = TableIdentifier.of(id.namespace(), id.name() + LakeNames.HISTORY);
    return named(
        id.namespace(),
        id.name(),
        Optional.of(id),
        Optional.ofNullable(found.get(history.toString())));
  }

  /** The current state that a history stands for when no table has it. */
  private static Optional<Entry> folded(TableIdentifier id, Map<String, TableIdentifier> found) {
    if (!id.name().endsWith(LakeNames.HISTORY)) {
      return Optional.empty();
    }
    String name = id.name().substring(0, id.name().length() - LakeNames.HISTORY.length());
    if (name.isEmpty() || found.containsKey(TableIdentifier.of(id.namespace(), name).toString())) {
      return Optional.empty();
    }
    return Optional.of(named(id.namespace(), name, Optional.empty(), Optional.of(id)));
  }

  private static Entry named(
      Namespace namespace,
      String table,
      Optional<TableIdentifier> stored,
      Optional<TableIdentifier> history) {
    List<String> schema = new ArrayList<>();
    for (int i = 1; i < namespace.length(); i++) {
      schema.add(decoded(namespace.level(i)));
    }
    return new Entry(
        decoded(namespace.level(0)), String.join(".", schema), decoded(table), stored, history);
  }

  /** A part of a name as its source spells it. */
  private static String decoded(String part) {
    return part.contains(".") ? part : TableName.ofTopic("model." + part).table();
  }
}
