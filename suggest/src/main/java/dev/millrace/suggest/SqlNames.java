package dev.millrace.suggest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Names as Flink's SQL takes them, and short names for the tables of one statement. */
final class SqlNames {
  /** Reserved in Flink's SQL, now or for later. */
  private static final Set<String> RESERVED = reserved();

  private SqlNames() {}

  private static Set<String> reserved() {
    try (InputStream in = SqlNames.class.getResourceAsStream("reserved.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.startsWith("#"))
          .flatMap(line -> Arrays.stream(line.split("\\s+")))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the reserved words.", e);
    }
  }

  /** A name, in backticks where it must be. */
  static String quoted(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*")
            && !RESERVED.contains(name.toLowerCase(Locale.ROOT))
        ? name
        : "`" + name + "`";
  }

  static String quoted(Table table) {
    var name = table.facts().name();
    return quoted(name.source()) + "." + quoted(name.schema()) + "." + quoted(name.table());
  }

  /** Gives each table of a statement a short name: its first letter, with a number when taken. */
  static final class Aliases {
    private final Set<String> taken = new HashSet<>();
    private final Map<List<Object>, String> joins = new HashMap<>();

    String of(Table table) {
      String plain = Words.plain(table.words().isEmpty() ? table.name() : first(table));
      String letter = plain.matches("[a-z].*") ? plain.substring(0, 1) : "t";
      String alias = letter;
      for (int i = 2; !taken.add(alias); i++) {
        alias = letter + i;
      }
      return alias;
    }

    private static String first(Table table) {
      return table.words().get(0).text();
    }

    /** The short name of a join that is there already, or a new one. */
    String of(List<Object> join, Table table, Consumer<String> isNew) {
      String known = joins.get(join);
      if (known == null) {
        known = of(table);
        joins.put(join, known);
        isNew.accept(known);
      }
      return known;
    }
  }
}
