package dev.millrace.suggest;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType.Kind;
import dev.millrace.api.explore.SourceTable;
import dev.millrace.suggest.Words.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A table of the source, with what has been found out about it. */
final class Table {

  /**
   * A column.
   *
   * @param words of its name, without what all columns of the table begin with
   * @param comment the words of its comment, up to the first sign
   * @param profile of its values
   */
  record Col(Column column, List<Word> words, List<Word> comment, Profile profile) {
    String name() {
      return column.name();
    }

    boolean text() {
      return column.type().kind() == Kind.TEXT;
    }

    boolean integer() {
      Kind kind = column.type().kind();
      return kind == Kind.INT32
          || kind == Kind.INT64
          || (kind == Kind.DECIMAL && column.type().scale() == 0);
    }

    boolean numeric() {
      return switch (column.type().kind()) {
        case INT32, INT64, DECIMAL, FLOAT32, FLOAT64 -> true;
        // PostgreSQL's numeric without precision is text.
        case TEXT -> !profile.unknown() && profile.filled() > 0 && profile.numbers() > 0.98;
        default -> false;
      };
    }
  }

  /**
   * Columns whose values are a key of another table.
   *
   * @param declared in the catalog; otherwise found by names and values
   * @param confidence that it is so
   * @param reason in words
   */
  record Link(
      Table from,
      List<String> columns,
      Table to,
      List<String> referenced,
      boolean declared,
      double confidence,
      String reason) {

    /** The one column that says which row is meant: the others are of the key's head. */
    String column() {
      return columns.get(columns.size() - 1);
    }

    boolean isOf(String column) {
      return columns.size() == 1 && column().equals(column);
    }
  }

  private final SourceTable facts;
  private final List<Word> words;
  private final List<Col> columns;
  private final List<String> key;
  private final List<Link> links = new ArrayList<>();

  /**
   * @param words of its name, without what all tables begin with
   * @param key without columns that are the same in all rows of all tables
   */
  Table(SourceTable facts, List<Word> words, List<Col> columns, List<String> key) {
    this.facts = facts;
    this.words = List.copyOf(words);
    this.columns = List.copyOf(columns);
    this.key = List.copyOf(key);
  }

  SourceTable facts() {
    return facts;
  }

  String name() {
    return facts.name().table();
  }

  List<Word> words() {
    return words;
  }

  List<Col> columns() {
    return columns;
  }

  List<String> key() {
    return key;
  }

  Col column(String name) {
    return columns.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  List<Link> links() {
    return links;
  }

  /** What a column alone refers to, if it does. */
  Optional<Link> link(String column) {
    return links.stream().filter(link -> link.isOf(column)).findFirst();
  }

  /** Whether no two rows have the same value in a column, by the catalog. */
  boolean unique(String column) {
    return key.equals(List.of(column)) || facts.uniqueKeys().contains(List.of(column));
  }

  boolean mentions(Set<String> concepts) {
    return words.stream().anyMatch(word -> word.concepts().stream().anyMatch(concepts::contains));
  }

  @Override
  public String toString() {
    return facts.name().toString();
  }
}
