package dev.millrace.app.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows under headings, in columns as wide as they need; numbers stand to the right. */
final class TextTable {
  private static final int WIDEST = 60;

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(List<String> headings) {
    this.headings = List.copyOf(headings);
  }

  void add(List<String> row) {
    rows.add(List.copyOf(row));
  }

  void print(PrintStream out) {
    int[] widths = new int[headings.size()];
    boolean[] numbers = new boolean[headings.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = headings.get(i).length();
      numbers[i] = !rows.isEmpty();
      for (List<String> row : rows) {
        widths[i] = Math.min(WIDEST, Math.max(widths[i], row.get(i).length()));
        numbers[i] &= row.get(i).isEmpty() || row.get(i).matches("-?[\\d.,]+( ?%)?");
      }
    }
    print(headings, widths, numbers, out);
    rows.forEach(row -> print(row, widths, numbers, out));
  }

  private static void print(List<String> row, int[] widths, boolean[] numbers, PrintStream out) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      String shown = cell.length() > WIDEST ? cell.substring(0, WIDEST - 1) + "…" : cell;
      String space = " ".repeat(Math.max(0, widths[i] - shown.length()));
      line.append(i == 0 ? "" : "  ").append(numbers[i] ? space + shown : shown + space);
    }
    out.println(line.toString().stripTrailing());
  }
}
