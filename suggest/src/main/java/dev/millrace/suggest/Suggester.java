package dev.millrace.suggest;

import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.explore.Exploration;
import dev.millrace.api.explore.ForeignKey;
import dev.millrace.api.explore.SourceTable;
import dev.millrace.api.explore.TableSample;
import dev.millrace.model.ModelTable;
import dev.millrace.suggest.Proposal.ColumnMatch;
import dev.millrace.suggest.Proposal.TableMatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** Looks at a source and proposes how it maps into the model. Safe for use by several threads. */
public final class Suggester {
  /** So many rows show what a column holds. */
  static final int SAMPLED_ROWS = 200;

  /** Of a larger schema only the tables that may matter are sampled. */
  private static final int SAMPLED_TABLES = 150;

  private static final int LIKELIEST = 8;

  private final Vocabulary vocabulary = Vocabulary.standard();
  private final List<Target> targets;

  /** What is told while it works, which takes from seconds to a minute or two. */
  public interface Progress {
    /**
     * A step.
     *
     * @param step what is done, such as {@code Sampling rows}
     * @param done of {@code all}
     * @param all the steps of this kind
     */
    void at(String step, int done, int all);
  }

  /**
   * What was found.
   *
   * @param files the mapping, one file a subject
   * @param problems tables that could not be read; their names alone spoke for them
   */
  public record Result(Proposal proposal, List<Draft> files, List<Problem> problems) {
    public Result {
      files = List.copyOf(files);
      problems = List.copyOf(problems);
    }
  }

  /**
   * @param model its tables, those that users added among them
   */
  public Suggester(List<ModelTable> model) {
    this.targets = Target.of(model, vocabulary);
  }

  /**
   * Proposes a mapping.
   *
   * @param name of the source
   * @param source stays open
   * @param tables as {@link Exploration#tables} gave them
   * @param wanted takes the tables that may feed the model; the others may be joined
   * @throws dev.millrace.api.MillraceException when the connection is lost
   */
  public Result suggest(
      String name,
      Exploration source,
      List<SourceTable> tables,
      Predicate<SourceTable> wanted,
      Progress progress) {
    return suggest(name, source, tables, (table, target) -> wanted.test(table), progress);
  }

  /**
   * Proposes a mapping of what is not mapped yet. All tables are looked at, since what is mapped
   * tells what the others are.
   *
   * @param wanted takes a table and the name of one of the model that it may feed
   * @throws dev.millrace.api.MillraceException when the connection is lost
   */
  public Result suggest(
      String name,
      Exploration source,
      List<SourceTable> tables,
      BiPredicate<SourceTable, String> wanted,
      Progress progress) {
    List<Problem> problems = new ArrayList<>();
    Set<SourceTable> chosen = worthALook(tables, progress);
    Map<TableName, TableSample> samples = new HashMap<>();
    int done = 0;
    for (SourceTable table : chosen) {
      progress.at("Sampling rows", done++, chosen.size());
      TableSample sample = source.sample(table, SAMPLED_ROWS);
      sample.problem().ifPresent(problems::add);
      samples.put(table.name(), sample);
    }
    progress.at("Looking for references", 0, 1);
    Schema schema = Schema.of(List.copyOf(chosen), samples, vocabulary);
    new Links(schema, source, vocabulary).find();
    progress.at("Matching", 0, 1);
    TableMatcher matcher = new TableMatcher(schema, targets, vocabulary);
    matcher.match();
    Matches found = Matches.of(schema, matcher);
    List<Match> matches =
        found.matches().stream()
            .filter(match -> wanted.test(match.table().facts(), match.target().table()))
            .toList();
    return new Result(
        proposal(tables, matches, found),
        new MappingWriter(matches, vocabulary).write(name),
        problems);
  }

  /** All tables of a schema of usual size; else the likeliest for each of the model's. */
  private Set<SourceTable> worthALook(List<SourceTable> tables, Progress progress) {
    if (tables.size() <= SAMPLED_TABLES) {
      return new LinkedHashSet<>(tables);
    }
    Map<TableName, SourceTable> byName = new HashMap<>();
    tables.forEach(table -> byName.put(table.name(), table));
    Map<Target, List<Near>> near = new HashMap<>();
    for (int begin = 0; begin < tables.size(); begin += SAMPLED_TABLES) {
      progress.at("Choosing tables", begin, tables.size());
      // By parts: what speaks for each column of each table is much to keep in memory.
      List<SourceTable> part =
          tables.subList(begin, Math.min(tables.size(), begin + SAMPLED_TABLES));
      Schema schema = Schema.of(part, Map.of(), vocabulary);
      TableMatcher matcher = new TableMatcher(schema, targets, vocabulary);
      matcher.match();
      for (Target target : targets) {
        List<Near> all = near.computeIfAbsent(target, none -> new ArrayList<>());
        schema
            .tables()
            .forEach(table -> all.add(new Near(table.facts(), matcher.nearness(table, target))));
      }
    }
    Set<SourceTable> chosen = new LinkedHashSet<>();
    for (List<Near> all : near.values()) {
      all.stream()
          .sorted(Comparator.comparingDouble(one -> -one.weight))
          .limit(LIKELIEST)
          .forEach(one -> chosen.add(one.table));
    }
    for (SourceTable table : List.copyOf(chosen)) {
      for (ForeignKey key : table.foreignKeys()) {
        SourceTable referred = byName.get(key.table());
        if (referred != null) {
          chosen.add(referred);
        }
      }
    }
    return chosen;
  }

  /** How near a table is to one of the model, as log-odds. */
  private record Near(SourceTable table, double weight) {}

  private static Proposal proposal(List<SourceTable> all, List<Match> matches, Matches found) {
    List<TableMatch> tables = new ArrayList<>();
    Set<TableName> used = new HashSet<>();
    for (Match match : matches) {
      used.add(match.table().facts().name());
      List<ColumnMatch> columns = new ArrayList<>();
      for (Choice choice : match.choices()) {
        TableName holder = choice.holder(match.table()).facts().name();
        used.add(holder);
        columns.add(
            new ColumnMatch(
                choice.wanted().name(),
                holder,
                choice.column().name(),
                choice.confidence(),
                choice.reason()));
      }
      tables.add(
          new TableMatch(
              match.target().table(),
              match.table().facts(),
              match.confidence(),
              match.reason(),
              match.role(),
              columns,
              match.doubts(),
              MappingWriter.unmapped(match)));
    }
    MappingWriter.booked(matches).map(Suggester::balance).ifPresent(tables::add);
    return new Proposal(
        tables,
        found.doubts(),
        all.stream().filter(table -> !used.contains(table.name())).toList());
  }

  private static TableMatch balance(Match booked) {
    List<ColumnMatch> columns = new ArrayList<>();
    MappingWriter.summed(booked)
        .forEach(
            (column, choice) ->
                columns.add(
                    new ColumnMatch(
                        column,
                        booked.table().facts().name(),
                        choice.column().name(),
                        choice.confidence(),
                        choice.reason())));
    return new TableMatch(
        "inventory_balance",
        booked.table().facts(),
        booked.confidence(),
        "the sum of what was booked: no table holds balances",
        Optional.empty(),
        columns,
        List.of(),
        List.of());
  }
}
