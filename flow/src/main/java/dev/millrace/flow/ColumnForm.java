package dev.millrace.flow;

import dev.millrace.api.TableName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a column is made of, as far as it is columns of raw tables and fixed text, one after the
 * other: a key such as {@code 'supplier/' || CAST(id AS STRING)}.
 *
 * @param ways each a list of what stands side by side; several where a CASE or a UNION chooses
 * @param known whether these are all the ways
 */
record ColumnForm(Set<List<Part>> ways, Made known) {
  /** Made in a way that is not such a form. */
  static final ColumnForm UNKNOWN = new ColumnForm(Set.of(), Made.PARTLY);

  /** NULL, always. */
  static final ColumnForm NOTHING = new ColumnForm(Set.of(), Made.WHOLLY);

  private static final int MOST_WAYS = 16;

  /** Whether all ways are known in which a column is made. */
  enum Made {
    WHOLLY,
    PARTLY
  }

  /** A column of a raw table. */
  record RawColumn(TableName table, String column) {}

  /** A piece of a value. */
  sealed interface Part {}

  /** Always the same. */
  record Fixed(String text) implements Part {}

  /** The text of a column. */
  record From(RawColumn column) implements Part {}

  static ColumnForm of(RawColumn column) {
    return new ColumnForm(Set.of(List.of(new From(column))), Made.WHOLLY);
  }

  static ColumnForm of(String text) {
    return new ColumnForm(Set.of(List.of(new Fixed(text))), Made.WHOLLY);
  }

  /** One or the other. */
  ColumnForm or(ColumnForm other) {
    Set<List<Part>> all = new LinkedHashSet<>(ways);
    all.addAll(other.ways);
    return all.size() > MOST_WAYS
        ? UNKNOWN
        : new ColumnForm(
            all, known == Made.WHOLLY && other.known == Made.WHOLLY ? Made.WHOLLY : Made.PARTLY);
  }

  /** One and then the other. */
  ColumnForm then(ColumnForm other) {
    if (known == Made.PARTLY
        || other.known == Made.PARTLY
        || ways.size() * other.ways.size() > MOST_WAYS) {
      return UNKNOWN;
    }
    Set<List<Part>> all = new LinkedHashSet<>();
    for (List<Part> way : ways) {
      for (List<Part> next : other.ways) {
        List<Part> joined = new ArrayList<>(way);
        joined.addAll(next);
        all.add(joined);
      }
    }
    return new ColumnForm(all, Made.WHOLLY);
  }

  /** The column it is, when it is that and nothing else. */
  Optional<RawColumn> column() {
    if (ways.size() != 1 || known == Made.PARTLY) {
      return Optional.empty();
    }
    List<Part> way = ways.iterator().next();
    return way.size() == 1 && way.get(0) instanceof From from
        ? Optional.of(from.column())
        : Optional.empty();
  }

  /** The columns among the pieces of a way. */
  static List<RawColumn> columns(List<Part> way) {
    List<RawColumn> columns = new ArrayList<>();
    for (Part part : way) {
      if (part instanceof From from) {
        columns.add(from.column());
      }
    }
    return columns;
  }

  /** Whether values of two ways can be the same because the columns' values are. */
  static boolean alike(List<Part> one, List<Part> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      boolean same =
          one.get(i) instanceof Fixed fixed
              ? fixed.equals(other.get(i))
              : other.get(i) instanceof From;
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
