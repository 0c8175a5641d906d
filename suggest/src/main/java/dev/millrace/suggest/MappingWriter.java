package dev.millrace.suggest;

import dev.millrace.suggest.ModelColumn.Nature;
import dev.millrace.suggest.Proposal.Doubt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes matches as mapping files for people to read and correct: one a subject. */
final class MappingWriter {
  private static final int WIDTH = 96;

  /** How the names of tables begin, and the file for them; others have a file each. */
  private static final Map<String, String> SUBJECTS = subjects();

  private static final List<String> BOOKED = List.of("item_key", "location_key", "quantity");

  private final List<Match> matches;
  private final Values values;

  MappingWriter(List<Match> matches, Vocabulary vocabulary) {
    this.matches = matches;
    this.values = new Values(vocabulary);
  }

  private static Map<String, String> subjects() {
    Map<String, String> subjects = new LinkedHashMap<>();
    subjects.put("party", "parties");
    subjects.put("location", "parties");
    subjects.put("item", "items");
    subjects.put("bom", "items");
    subjects.put("inventory", "inventory");
    subjects.put("sales_order", "orders");
    subjects.put("purchase_order", "orders");
    subjects.put("work_order", "orders");
    subjects.put("shipment", "shipments");
    subjects.put("invoice", "invoices");
    subjects.put("sensor", "sensors");
    return subjects;
  }

  static String subject(String target) {
    return SUBJECTS.entrySet().stream()
        .filter(one -> target.equals(one.getKey()) || target.startsWith(one.getKey() + "_"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(target);
  }

  List<Draft> write(String source) {
    Map<String, StringBuilder> files = new LinkedHashMap<>();
    Map<Target, List<Match>> byTarget = new LinkedHashMap<>();
    matches.forEach(
        match -> byTarget.computeIfAbsent(match.target(), none -> new ArrayList<>()).add(match));
    byTarget.forEach(
        (target, of) ->
            files
                .computeIfAbsent(subject(target.table()), name -> head(source))
                .append('\n')
                .append(insert(target, of)));
    booked(matches)
        .ifPresent(
            booked ->
                files
                    .computeIfAbsent("inventory", name -> head(source))
                    .append('\n')
                    .append(sum(booked, summed(booked))));
    List<Draft> drafts = new ArrayList<>();
    files.forEach((name, text) -> drafts.add(new Draft(name, text.toString())));
    return drafts;
  }

  private static StringBuilder head(String source) {
    return new StringBuilder(
        """
        -- Proposed by `millrace suggest %s` from names, keys and sampled rows: read it and correct it.
        -- A column without a remark is as good as certain.
        """
            .formatted(source));
  }

  private String insert(Target target, List<Match> of) {
    List<ModelColumn> columns =
        target.columns().stream()
            .filter(column -> of.stream().anyMatch(match -> Statement.fills(match, column)))
            .toList();
    List<String> selects =
        of.stream().map(match -> new Statement(match, matches, values).select(columns)).toList();
    StringBuilder sql = new StringBuilder();
    for (Match match : of) {
      sql.append("-- ")
          .append(match.table().name())
          .append(", ")
          .append(Statement.percent(match.confidence()))
          .append(": ")
          .append(match.reason())
          .append(".\n");
    }
    List<String> names = new ArrayList<>(Target.COMMON);
    columns.forEach(column -> names.add(column.name()));
    sql.append("INSERT INTO model.")
        .append(target.table())
        .append(" (\n")
        .append(wrapped("  ", names))
        .append(")\n")
        .append(String.join("\nUNION ALL\n", selects))
        .append(";\n");
    of.forEach(match -> after(match, sql));
    return sql.toString();
  }

  /** What is not in the statement, and might be. */
  private static void after(Match match, StringBuilder sql) {
    List<ModelColumn> empty =
        match.target().columns().stream()
            .filter(column -> !Statement.fills(match, column))
            .toList();
    if (!match.doubts().isEmpty()) {
      sql.append("-- Perhaps:\n");
      for (Doubt doubt : match.doubts()) {
        sql.append(
            "--   %s = %s, %s%s%n"
                .formatted(
                    doubt.target(),
                    doubt.source(),
                    Statement.percent(doubt.confidence()),
                    doubt.reason().isEmpty() ? "" : ": " + doubt.reason()));
      }
    }
    List<String> without =
        empty.stream()
            .map(ModelColumn::name)
            .filter(name -> match.doubts().stream().noneMatch(doubt -> doubt.target().equals(name)))
            .toList();
    if (!without.isEmpty()) {
      sql.append("-- Nothing found for:\n").append(wrapped("--   ", without)).append('\n');
    }
    List<String> unmapped = unmapped(match);
    if (!unmapped.isEmpty()) {
      sql.append("-- Not used of ")
          .append(match.table().name())
          .append(":\n")
          .append(wrapped("--   ", unmapped))
          .append('\n');
    }
  }

  static List<String> unmapped(Match match) {
    Set<String> used = match.used();
    return match.table().columns().stream()
        .map(Table.Col::name)
        .filter(name -> !used.contains(name))
        .toList();
  }

  /** The bookings whose sum is what lies where; none when a table holds it. */
  static Optional<Match> booked(List<Match> matches) {
    if (matches.stream().anyMatch(match -> match.target().table().equals("inventory_balance"))) {
      return Optional.empty();
    }
    return matches.stream()
        .filter(match -> match.target().table().equals("inventory_movement"))
        .filter(match -> BOOKED.stream().allMatch(name -> own(match, name).isPresent()))
        .findFirst();
  }

  /** What the sum of bookings feeds, by column of the balance. */
  static Map<String, Choice> summed(Match booked) {
    Map<String, Choice> columns = new LinkedHashMap<>();
    columns.put("item_key", own(booked, "item_key").orElseThrow());
    columns.put("location_key", own(booked, "location_key").orElseThrow());
    columns.put("quantity_on_hand", own(booked, "quantity").orElseThrow());
    return columns;
  }

  private static Optional<Choice> own(Match match, String name) {
    return match
        .target()
        .column(name)
        .flatMap(match::choice)
        .filter(choice -> choice.path().isEmpty())
        .filter(
            choice ->
                choice.wanted().nature() != Nature.REFERENCE
                    || choice
                        .refers()
                        .filter(link -> link.columns().size() == 1)
                        .filter(link -> link.referenced().equals(link.to().key()))
                        .isPresent());
  }

  private static String sum(Match match, Map<String, Choice> columns) {
    Choice item = columns.get("item_key");
    Choice place = columns.get("location_key");
    Choice quantity = columns.get("quantity_on_hand");
    String itemKey = Values.text("m." + SqlNames.quoted(item.column().name()), item.column());
    String placeKey = Values.text("m." + SqlNames.quoted(place.column().name()), place.column());
    String amount =
        Values.cast(
            "m." + SqlNames.quoted(quantity.column().name()),
            quantity.column(),
            quantity.wanted().column().type());
    return """
        -- No table holds balances: what lies somewhere is the sum of what %1$s says came and went.
        -- That is right if its quantities are signed: more is positive, less is negative.
        INSERT INTO model.inventory_balance (
          source_system, source_key, source_position, updated_at,
          item_key, location_key, quantity_on_hand)
        SELECT
          %2$s, %3$s || '/' || %4$s, MAX(m._position), MAX(m._commit_time),
          %3$s, %4$s,
          CAST(SUM(%5$s) AS DECIMAL(18, 6))
        FROM %6$s AS m
        GROUP BY %7$s, %8$s;
        """
        .formatted(
            match.table().name(),
            Values.literal(match.table().facts().name().source()),
            itemKey,
            placeKey,
            amount,
            SqlNames.quoted(match.table()),
            "m." + SqlNames.quoted(item.column().name()),
            "m." + SqlNames.quoted(place.column().name()));
  }

  private static String wrapped(String indent, List<String> words) {
    StringBuilder text = new StringBuilder();
    StringBuilder line = new StringBuilder(indent);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i) + (i < words.size() - 1 ? "," : "");
      if (line.length() + word.length() > WIDTH && line.length() > indent.length()) {
        text.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    return text.append(line.toString().stripTrailing()).toString();
  }
}
