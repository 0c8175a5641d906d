package dev.millrace.app.cli;

import dev.millrace.api.Problem;
import dev.millrace.lake.load.LoadFormat;
import dev.millrace.lake.load.LoadPlan;
import dev.millrace.lake.load.LoadProgress;
import dev.millrace.lake.load.LoadReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a load would do, does and has done, in words. */
final class LoadText {
  private LoadText() {}

  /** Shows a plan; returns the exit status. */
  static int print(LoadPlan plan) {
    TextTable table =
        new TextTable(
            List.of("TABLE", "FILES", "SIZE", "LOADED BEFORE", "FORMAT", "HOW", "PARTITIONS"));
    for (LoadPlan.Table one : plan.tables()) {
      table.add(
          List.of(
              one.name(),
              number(one.files()),
              SourceText.bytes(one.bytes()),
              number(one.before()),
              one.formats().stream().map(LoadText::name).collect(Collectors.joining(", ")),
              how(one),
              String.join(", ", one.partitions())));
    }
    table.print(System.out);
    printProblems(plan.problems());
    System.out.println("Nothing has been done; leave out --dry-run to load.");
    return plan.problems().isEmpty() ? 0 : 1;
  }

  private static String name(LoadFormat format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  private static String how(LoadPlan.Table table) {
    List<String> ways = new ArrayList<>();
    boolean columnar =
        table.formats().contains(LoadFormat.PARQUET) || table.formats().contains(LoadFormat.ORC);
    if (columnar) {
      ways.add(table.inPlace() ? "registered in place" : "copied");
    }
    if (table.formats().stream().anyMatch(f -> f != LoadFormat.PARQUET && f != LoadFormat.ORC)) {
      ways.add("converted");
    }
    return String.join(", ", ways);
  }

  /** Shows what was done; returns the exit status. */
  static int print(LoadReport report) {
    TextTable table =
        new TextTable(
            List.of("TABLE", "ROWS", "SIZE", "IN PLACE", "COPIED", "CONVERTED", "LOADED BEFORE"));
    for (LoadReport.Table one : report.tables()) {
      table.add(
          List.of(
              one.name(),
              number(one.rows()),
              SourceText.bytes(one.bytes()),
              number(one.inPlace()),
              number(one.copied()),
              number(one.converted()),
              number(one.before())));
    }
    table.print(System.out);
    printProblems(report.problems());
    if (report.tables().stream().anyMatch(one -> one.inPlace() > 0)) {
      System.out.println(
          "Files registered in place belong to the lake now: keep them as they are.");
    }
    return report.problems().isEmpty() ? 0 : 1;
  }

  private static void printProblems(List<Problem> problems) {
    System.out.flush();
    problems.forEach(problem -> System.err.println(problem));
    if (!problems.isEmpty()) {
      System.err.println(
          problems.size() == 1 ? "1 problem." : number(problems.size()) + " problems.");
    }
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** One line that is written over and over. */
  static final class Progress implements LoadProgress.Listener {
    private static final int WIDTH = 110;

    private final boolean quiet;
    private LoadProgress.Step step;
    private long begun;

    Progress(boolean quiet) {
      this.quiet = quiet;
    }

    @Override
    public void at(LoadProgress progress) {
      if (quiet) {
        return;
      }
      if (progress.step() != step) {
        step = progress.step();
        begun = System.nanoTime();
      }
      double seconds = Math.max(0.001, (System.nanoTime() - begun) / 1e9);
      boolean done = progress.files() >= progress.filesTotal();
      String line = line(progress, seconds);
      System.err.print("\r" + line + " ".repeat(Math.max(0, WIDTH - line.length())));
      if (done) {
        System.err.println();
      }
    }

    /** For example: Loading archive.orders: 3 of 9 files, 1.2 GB of 4.0 GB, 80 MB/s, 35 s left. */
    static String line(LoadProgress progress, double seconds) {
      double rate = progress.bytes() / seconds;
      StringBuilder line = new StringBuilder();
      line.append(
          switch (progress.step()) {
            case SURVEYING -> "Finding types in ";
            case LOADING -> "Loading ";
          });
      line.append(progress.table())
          .append(": ")
          .append(number(progress.files()))
          .append(" of ")
          .append(number(progress.filesTotal()))
          .append(progress.filesTotal() == 1 ? " file, " : " files, ")
          .append(SourceText.bytes(progress.bytes()))
          .append(" of ")
          .append(SourceText.bytes(progress.bytesTotal()))
          .append(", ")
          .append(SourceText.bytes((long) rate))
          .append("/s");
      if (progress.files() < progress.filesTotal() && rate > 0) {
        long left = (long) ((progress.bytesTotal() - progress.bytes()) / rate);
        line.append(", ").append(SourceText.left(left));
      }
      return line.toString();
    }
  }
}
