package dev.millrace.bench.mapping;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a schema is in the model, as a person says it.
 *
 * @param tables what fills each table of the model
 */
record Truth(List<Filled> tables) {

  /**
   * A table of the model and one of the source that fills it.
   *
   * @param columns by column of the model: those of the source that are right, as {@code
   *     table.column}
   */
  record Filled(String target, String source, Map<String, Set<String>> columns) {}

  private static final Set<String> COMMON =
      Set.of("source_system", "source_key", "source_position", "updated_at");
  private static final String PART = "(?:`[^`]+`|[A-Za-z_$][\\w$]*)";
  private static final Pattern INSERT =
      Pattern.compile("INSERT\\s+INTO\\s+model\\.(\\w+)\\s*\\(([^)]*)\\)\\s*(.*)", Pattern.DOTALL);
  private static final Pattern FROM =
      Pattern.compile(
          "\\b(?:FROM|JOIN)\\s+"
              + PART
              + "\\s*\\.\\s*"
              + PART
              + "\\s*\\.\\s*("
              + PART
              + ")(?:\\s+(?:AS\\s+)?("
              + PART
              + "))?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern COLUMN =
      Pattern.compile("(?<![\\w.'])(" + PART + ")\\.(" + PART + ")(?![\\w(])");
  private static final Set<String> KEYWORDS =
      Set.of("MIN", "MAX", "SUM", "COUNT", "CASE", "WHEN", "THEN", "ELSE", "END", "COALESCE");
  private static final Pattern EQUAL =
      Pattern.compile("(" + PART + ")\\.(" + PART + ")\\s*=\\s*(" + PART + ")\\.(" + PART + ")");
  private static final Pattern SUBQUERY_ALIAS = Pattern.compile("^\\s*(?:AS\\s+)?(" + PART + ")");

  /**
   * Reads lines such as {@code item <- ARTIKEL: item_code=ARTNR; base_uom=UNITS.CODE}; several
   * right columns stand beside one another with commas.
   */
  static Truth ofLines(String text) {
    List<Filled> tables = new ArrayList<>();
    for (String line : text.lines().filter(one -> !one.isBlank()).toList()) {
      String[] head = line.split(" <- |: ", 3);
      Map<String, Set<String>> columns = new LinkedHashMap<>();
      for (String column : head[2].split("; ", -1)) {
        String[] sides = column.split("=", 2);
        Set<String> right = new LinkedHashSet<>();
        for (String one : sides[1].split(",", -1)) {
          right.add(one.contains(".") ? one : head[1] + "." + one);
        }
        columns.put(sides[0], right);
      }
      tables.add(new Filled(head[0], head[1], columns));
    }
    return new Truth(tables);
  }

  /** This and another. */
  Truth and(Truth other) {
    List<Filled> all = new ArrayList<>(tables);
    all.addAll(other.tables);
    return new Truth(all);
  }

  /** Reads mappings: what columns of the source each expression of a SELECT mentions. */
  static Truth ofMappings(List<String> files) {
    List<Filled> tables = new ArrayList<>();
    for (String file : files) {
      for (String statement : top(file.replaceAll("--[^\\n]*", ""), ";")) {
        Matcher insert = INSERT.matcher(statement);
        if (insert.find()) {
          List<String> names = List.of(insert.group(2).strip().split("\\s*,\\s*", -1));
          for (String select : top(insert.group(3), "UNION ALL")) {
            filled(insert.group(1), names, select).ifPresent(tables::add);
          }
        }
      }
    }
    return new Truth(tables);
  }

  private static Optional<Filled> filled(String target, List<String> names, String select) {
    int begin = select.toUpperCase(Locale.ROOT).indexOf("SELECT");
    List<String> parts = begin < 0 ? List.of() : top(select.substring(begin + 6), "FROM");
    if (parts.size() < 2) {
      return Optional.empty();
    }
    List<String> expressions = top(parts.get(0), ",");
    String from = "FROM" + String.join("FROM", parts.subList(1, parts.size()));
    Map<String, Map<String, Set<String>>> aliases = new LinkedHashMap<>();
    String row = aliases(from, aliases);
    Map<String, Set<String>> columns = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(names.size(), expressions.size()); i++) {
      Set<String> mentioned = new LinkedHashSet<>();
      Matcher column = COLUMN.matcher(expressions.get(i).replaceAll("'[^']*'", "''"));
      while (column.find()) {
        String name = plain(column.group(2));
        Map<String, Set<String>> known = aliases.get(plain(column.group(1)));
        if (known != null && !name.startsWith("_")) {
          mentioned.addAll(
              known.containsKey("*")
                  ? Set.of(known.get("*").iterator().next() + "." + name)
                  : known.getOrDefault(name, Set.of()));
        }
      }
      if (!COMMON.contains(names.get(i)) && !mentioned.isEmpty()) {
        columns.put(names.get(i), mentioned);
      }
    }
    equal(from, aliases, columns);
    return row.isEmpty() ? Optional.empty() : Optional.of(new Filled(target, row, columns));
  }

  /** What a join says to be equal to a column that is right is as right. */
  private static void equal(
      String from,
      Map<String, Map<String, Set<String>>> aliases,
      Map<String, Set<String>> columns) {
    Matcher equals = EQUAL.matcher(from);
    while (equals.find()) {
      Map<String, Set<String>> one = aliases.get(plain(equals.group(1)));
      Map<String, Set<String>> other = aliases.get(plain(equals.group(3)));
      if (one != null && other != null && one.containsKey("*") && other.containsKey("*")) {
        String left = one.get("*").iterator().next() + "." + plain(equals.group(2));
        String right = other.get("*").iterator().next() + "." + plain(equals.group(4));
        for (Set<String> mentioned : columns.values()) {
          if (mentioned.contains(left)) {
            mentioned.add(right);
          } else if (mentioned.contains(right)) {
            mentioned.add(left);
          }
        }
      }
    }
  }

  /**
   * What each alias stands for: a table, as {@code *}, or a subquery's columns.
   *
   * @return the table that gives the rows: the first
   */
  private static String aliases(String from, Map<String, Map<String, Set<String>>> aliases) {
    String row = "";
    int rowAt = Integer.MAX_VALUE;
    StringBuilder flat = new StringBuilder();
    int depth = 0;
    int open = 0;
    for (int i = 0; i < from.length(); i++) {
      char c = from.charAt(i);
      if (c == '(' && depth++ == 0) {
        open = i;
      }
      flat.append(depth == 0 ? c : ' ');
      if (c == ')' && --depth == 0) {
        String inner = from.substring(open + 1, i);
        Matcher alias = SUBQUERY_ALIAS.matcher(from.substring(i + 1));
        if (inner.toUpperCase(Locale.ROOT).contains("SELECT") && alias.find()) {
          Map<String, Set<String>> columns = new HashMap<>();
          String driving = subquery(inner, columns);
          aliases.put(plain(alias.group(1)), columns);
          if (open < rowAt) {
            row = driving;
            rowAt = open;
          }
        }
      }
    }
    Matcher table = FROM.matcher(flat);
    while (table.find()) {
      String name = plain(table.group(1));
      aliases.put(
          plain(table.group(2) == null ? table.group(1) : table.group(2)),
          Map.of("*", Set.of(name)));
      if (table.start() < rowAt) {
        row = name;
        rowAt = table.start();
      }
    }
    return row;
  }

  private static String subquery(String sql, Map<String, Set<String>> columns) {
    int begin = sql.toUpperCase(Locale.ROOT).indexOf("SELECT");
    List<String> parts = top(sql.substring(begin + 6), "FROM");
    Map<String, Map<String, Set<String>>> inner = new LinkedHashMap<>();
    String row = aliases("FROM" + parts.get(parts.size() - 1), inner);
    for (String expression : top(parts.get(0), ",")) {
      String[] words = expression.strip().split("\\s+", -1);
      String name = plain(words[words.length - 1].replaceAll(".*\\.", ""));
      Set<String> mentioned = new LinkedHashSet<>();
      Matcher column = COLUMN.matcher(expression);
      while (column.find()) {
        Map<String, Set<String>> known = inner.get(plain(column.group(1)));
        if (known != null && known.containsKey("*")) {
          mentioned.add(known.get("*").iterator().next() + "." + plain(column.group(2)));
        }
      }
      if (mentioned.isEmpty()) {
        Matcher word = Pattern.compile(PART).matcher(expression.replaceAll("(?i)\\bAS\\b.*", ""));
        while (word.find()) {
          if (!KEYWORDS.contains(word.group())) {
            mentioned.add(row + "." + plain(word.group()));
          }
        }
      }
      columns.put(name, mentioned);
    }
    return row;
  }

  private static String plain(String name) {
    return name.replace("`", "");
  }

  /** Splits at a word or sign where no bracket is open. */
  private static List<String> top(String sql, String at) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int begin = 0;
    boolean word = Character.isLetter(at.charAt(0));
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '\'' || c == '`') {
        i = Math.max(i, sql.indexOf(c, i + 1));
        continue;
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0
          && sql.regionMatches(true, i, at, 0, at.length())
          && (!word
              || ((i == 0 || !Character.isLetterOrDigit(sql.charAt(i - 1)))
                  && (i + at.length() >= sql.length()
                      || Character.isWhitespace(sql.charAt(i + at.length())))))) {
        parts.add(sql.substring(begin, i));
        begin = i + at.length();
        i = begin - 1;
      }
    }
    parts.add(sql.substring(begin));
    return parts;
  }
}
