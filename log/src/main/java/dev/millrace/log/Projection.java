package dev.millrace.log;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableSchema;
import java.util.Arrays;
import java.util.OptionalInt;

/** Where each column of a writer's schema goes in a reader's. */
final class Projection {
  /** By the writer's column: the reader's column, or -1 when the reader does not have it. */
  final int[] targets;

  /** By the writer's column: its type. */
  final ColumnType[] types;

  /** By the writer's column: whether the reader's has the same type. */
  final boolean[] same;

  /** The reader's columns that the writer does not have. */
  final int[] absent;

  Projection(TableSchema writer, TableSchema reader) {
    int size = writer.columns().size();
    targets = new int[size];
    types = new ColumnType[size];
    same = new boolean[size];
    boolean[] present = new boolean[reader.columns().size()];
    for (int i = 0; i < size; i++) {
      Column column = writer.columns().get(i);
      OptionalInt index = reader.indexOf(column.name());
      targets[i] = index.orElse(-1);
      types[i] = column.type();
      if (index.isPresent()) {
        same[i] = column.type().equals(reader.columns().get(targets[i]).type());
        present[targets[i]] = true;
      }
    }
    int[] missing = new int[present.length];
    int count = 0;
    for (int i = 0; i < present.length; i++) {
      if (!present[i]) {
        missing[count++] = i;
      }
    }
    absent = Arrays.copyOf(missing, count);
  }
}
