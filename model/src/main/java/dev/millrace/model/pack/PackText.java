package dev.millrace.model.pack;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes out a pack's mappings for one source. In them stand
 *
 * <ul>
 *   <li>{@code ${system}}, the source's name, as the text in {@code source_system};
 *   <li>{@code ${db}.item}, a table of the source, by its three-part name;
 *   <li>{@code ${name}}, what the pack's choice of that name is for the source's tables;
 *   <li>{@code ${name(value)}}, the pack's function of that name, applied to a value.
 * </ul>
 *
 * <p>A statement that reads a table which the source has not is left out.
 */
final class PackText {
  private static final Pattern STATEMENT = Pattern.compile("(?s).*?;[^\\S\\n]*(\\n|$)");
  private static final Pattern FUNCTION = Pattern.compile("\\$\\{([a-z_]+)\\(([^{}]*)\\)\\}");
  private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z_]+)\\}");
  private static final Pattern TABLE = Pattern.compile("\\$\\{db\\}\\.(`[^`]+`|[A-Za-z0-9_]+)");
  private static final Pattern TARGET = Pattern.compile("INSERT INTO model\\.([a-z_]+)");

  private final Pack pack;
  private final String source;
  private final SchemaTables schema;
  private final List<String> leftOut = new ArrayList<>();
  private final Set<TableName> reads = new LinkedHashSet<>();
  private final Set<String> fills = new LinkedHashSet<>();

  PackText(Pack pack, String source, SchemaTables schema) {
    this.pack = pack;
    this.source = source;
    this.schema = schema;
  }

  RecognisedPack make(String variant) {
    Map<String, String> files = new LinkedHashMap<>();
    pack.files()
        .forEach(
            (file, template) -> {
              String statements = statements(template);
              if (!statements.isEmpty()) {
                files.put(file, heading(variant) + statements.strip() + "\n");
              }
            });
    return new RecognisedPack(
        pack.name(), pack.title(), pack.version(), variant, files, leftOut, reads, fills);
  }

  private String heading(String variant) {
    return "-- "
        + pack.title()
        + " "
        + variant
        + ": made from version "
        + pack.version()
        + " of Millrace's pack, for the source "
        + source
        + ". Yours to edit.\n\n";
  }

  private String statements(String template) {
    StringBuilder kept = new StringBuilder();
    Matcher statement = STATEMENT.matcher(template);
    while (statement.find()) {
      String sql = withoutBlankLines(filled(statement.group()));
      Set<String> tables = new TreeSet<>();
      TABLE.matcher(sql).results().forEach(one -> tables.add(one.group(1).replace("`", "")));
      List<String> missing = tables.stream().filter(one -> !schema.hasTable(one)).toList();
      Matcher target = TARGET.matcher(sql);
      String filled = target.find() ? target.group(1) : "";
      if (missing.isEmpty()) {
        kept.append(named(sql));
        tables.forEach(table -> reads.add(TableName.raw(source, schema.schema(), table)));
        fills.add(filled);
      } else {
        leftOut.add("model." + filled + ": no " + String.join(", ", missing));
      }
    }
    return kept.toString();
  }

  /** With choices and functions put in, which may hold others. */
  private String filled(String sql) {
    String before;
    String after = sql;
    do {
      before = after;
      after = PLACE.matcher(before).replaceAll(this::choice);
      after = FUNCTION.matcher(after).replaceAll(this::applied);
    } while (!after.equals(before));
    return after;
  }

  private String choice(MatchResult place) {
    String name = place.group(1);
    if (name.equals("db") || name.equals("system")) {
      return Matcher.quoteReplacement(place.group());
    }
    return pack.choices().getOrDefault(name, List.of()).stream()
        .filter(choice -> schema.hasAll(choice.when()))
        .findFirst()
        .map(choice -> Matcher.quoteReplacement(choice.sql().stripTrailing()))
        .orElseThrow(() -> unknown(place.group()));
  }

  private String applied(MatchResult call) {
    String function = pack.functions().get(call.group(1));
    if (function == null) {
      throw unknown(call.group());
    }
    return Matcher.quoteReplacement(function.strip().replace("#", call.group(2)));
  }

  private MillraceException unknown(String place) {
    return new MillraceException(
        ErrorCode.INTERNAL,
        "Cannot make out pack " + pack.name() + ": it does not define " + place + ".",
        "Add it to the pack's choices or functions.");
  }

  /** A join that the schema cannot do leaves its line empty. */
  private static String withoutBlankLines(String sql) {
    return sql.replaceAll(
            "(?m)(?<=\\S)[^\\S\\n]*\\n[^\\S\\n]*\\n(?=[^\\S\\n]*(LEFT|JOIN|WHERE|GROUP|;))", "\n")
        .replaceAll("[^\\S\\n]+\\n", "\n");
  }

  private String named(String sql) {
    return sql.replace("${db}", "`" + source + "`.`" + schema.schema() + "`")
        .replace("${system}", source);
  }
}
