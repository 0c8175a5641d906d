package dev.millrace.lake.load;

import dev.millrace.api.MillraceException;
import dev.millrace.lake.load.TextRows.Only;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/** Makes rows of a table of the rows of one file, whatever its format. */
final class Conversion {
  private static final int TELL_EVERY = 10_000;

  private final Table table;
  private final Columns columns;
  private final SourceFile file;
  private final Object[] keys;
  private final int[] places;
  private final Consumer<Record> to;
  private final Runnable tell;
  private long rows;

  /**
   * @param keys the values of the partition's columns, in the order of the table's spec
   * @param to takes each row; it may be used again for the next
   * @param tell is run from time to time
   */
  Conversion(
      Table table,
      Columns columns,
      SourceFile file,
      Object[] keys,
      Consumer<Record> to,
      Runnable tell) {
    this.table = table;
    this.columns = columns;
    this.file = file;
    this.keys = keys;
    this.to = to;
    this.tell = tell;
    places = new int[keys.length];
    for (int i = 0; i < places.length; i++) {
      int id = table.spec().fields().get(i).sourceId();
      places[i] = table.schema().columns().indexOf(table.schema().findField(id));
    }
  }

  /** How many rows there have been, also when the file turned out to be wrong behind them. */
  long rows() {
    return rows;
  }

  private void write(Record row) {
    for (int i = 0; i < keys.length; i++) {
      row.set(places[i], keys[i]);
    }
    rows++;
    to.accept(row);
    if (rows % TELL_EVERY == 0) {
      tell.run();
    }
  }

  /** Takes the rows of a file that says what they are. */
  void ofRows(Footer footer) throws FileProblem {
    Adaptation adaptation =
        new Adaptation(footer.schema().asStruct(), table.schema().asStruct(), columns::column);
    try (CloseableIterable<Record> all = footer.rows()) {
      for (Record row : all) {
        write(adaptation.apply(row));
      }
    } catch (IOException e) {
      throw FileProblem.unreadable(file.format().orElseThrow().name(), e);
    } catch (MillraceException | UncheckedIOException e) {
      throw e;
    } catch (RuntimeException e) {
      throw FileProblem.unreadable(file.format().orElseThrow().name(), e);
    }
  }

  /** Takes the rows of a file of text. */
  void ofText(InputFile input, LoadRequest request) throws FileProblem {
    Map<String, Integer> placeByName = new HashMap<>();
    List<NestedField> fields = table.schema().columns();
    Record[] row = {GenericRecord.create(table.schema())};
    TextRows.read(
        file,
        input,
        request,
        new TextRows.Sink() {
          @Override
          public void value(String name, String text, Only only) throws FileProblem {
            int place =
                placeByName.computeIfAbsent(
                    name, n -> fields.indexOf(table.schema().findField(columns.column(n))));
            if (place < 0) {
              throw new FileProblem(
                  "it has got a column " + name + " since it was looked at", "Load again.");
            }
            row[0].set(place, text == null ? null : parsed(name, text, fields.get(place).type()));
          }

          private Object parsed(String name, String text, Type type) throws FileProblem {
            return TextValues.parse(type, text)
                .orElseThrow(() -> Survey.misfit(name, type, rows + 1));
          }

          @Override
          public void endOfRow() {
            write(row[0]);
            row[0] = GenericRecord.create(table.schema());
          }
        });
  }
}
