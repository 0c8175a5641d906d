package dev.millrace.suggest;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType.Kind;
import dev.millrace.api.TableName;
import dev.millrace.model.References;
import dev.millrace.suggest.Words.Word;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column of the model, with what its name, type and comment say of the values it wants.
 *
 * @param table of the model
 * @param column name, type and comment
 * @param refersTo the model's tables whose keys its values are
 * @param allowed the values it takes; empty when any
 * @param phrases what sources call it
 * @param words all words and concepts of the phrases: a name without any of them is unlike them all
 * @param nature what its values are
 */
record ModelColumn(
    String table,
    Column column,
    List<String> refersTo,
    List<String> allowed,
    List<List<Word>> phrases,
    Set<String> words,
    Nature nature) {

  /** What values are, as far as they can be told by looking at them. */
  enum Nature {
    /** A key of another table. */
    REFERENCE,
    /** What people know the row by; no two rows have the same. */
    IDENTITY,
    /** Counts the lines of a document. */
    LINE_NUMBER,
    ENUMERATION,
    FLAG,
    CURRENCY,
    COUNTRY,
    UNIT,
    GTIN,
    PERCENT,
    LATITUDE,
    LONGITUDE,
    MOMENT,
    NUMBER,
    /** Words. */
    NAME,
    TEXT;

    /** Whether a table that is referred to may hold it for the tables that refer. */
    boolean shared() {
      return switch (this) {
        case CURRENCY, COUNTRY, UNIT, LATITUDE, LONGITUDE -> true;
        default -> false;
      };
    }
  }

  private static final Pattern ALLOWED = Pattern.compile("One of: ([^.]+)\\.");

  static ModelColumn of(String table, Column column, Vocabulary vocabulary) {
    List<String> tables = References.of(column).stream().map(TableName::table).toList();
    Matcher listed = ALLOWED.matcher(column.comment());
    List<String> allowed =
        listed.find()
            ? Arrays.stream(listed.group(1).replaceAll("\\([^)]*\\)", "").split(","))
                .map(String::strip)
                .toList()
            : List.of();
    List<List<Word>> phrases = vocabulary.columnPhrases(table, column.name());
    return new ModelColumn(
        table,
        column,
        tables,
        allowed,
        phrases,
        Words.all(phrases),
        nature(column, tables, allowed));
  }

  private static Nature nature(Column column, List<String> refersTo, List<String> allowed) {
    String says = column.comment();
    Kind kind = column.type().kind();
    if (!refersTo.isEmpty()) {
      return Nature.REFERENCE;
    }
    if (!allowed.isEmpty()) {
      return Nature.ENUMERATION;
    }
    if (kind == Kind.BOOLEAN) {
      return Nature.FLAG;
    }
    if (kind == Kind.INSTANT || kind == Kind.TIMESTAMP || kind == Kind.DATE) {
      return Nature.MOMENT;
    }
    if (kind == Kind.TEXT) {
      return says.contains("ISO 4217")
          ? Nature.CURRENCY
          : says.contains("ISO 3166")
              ? Nature.COUNTRY
              : says.startsWith("Unit ")
                  ? Nature.UNIT
                  : says.contains("Global Trade Item Number")
                      ? Nature.GTIN
                      : says.contains("people know")
                          ? Nature.IDENTITY
                          : column.name().endsWith("name") ? Nature.NAME : Nature.TEXT;
    }
    if (says.contains("unique within its") && kind == Kind.INT32) {
      return Nature.LINE_NUMBER;
    }
    return says.contains("Degrees north")
        ? Nature.LATITUDE
        : says.contains("Degrees east")
            ? Nature.LONGITUDE
            : says.contains("percent") ? Nature.PERCENT : Nature.NUMBER;
  }

  /** Whether each row has a value of its own, which no list of names or codes holds. */
  boolean isOwn() {
    return column.name().matches(".*(number|reference|code|_id)");
  }

  /** Whether many sources know rows by nothing but a number that their database gave. */
  boolean seldom() {
    return column.comment().contains("where there is one");
  }

  /** Whether rows often have none. */
  boolean optional() {
    return column.comment().contains("empty") || column.comment().contains("when the source");
  }

  String name() {
    return column.name();
  }
}
