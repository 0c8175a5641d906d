package dev.millrace.lake.load;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.lake.load.LoadRequest.Wish;
import dev.millrace.lake.load.Steps.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Loads one table, in batches of which each is one commit. A file that cannot be loaded leaves
 * nothing behind and does not keep the others.
 */
final class TableLoad {
  /** Enough that a million files are some hundred commits. */
  private static final int BATCH_FILES = 5_000;

  /** A kill loses at most so much of what was written. */
  private static final long BATCH_BYTES = 1L << 30;

  /** Nor more than that, however slowly it may read. */
  private static final Duration BATCH_TIME = Duration.ofMinutes(5);

  /** So many footers are read ahead, at the same time. */
  private static final int AHEAD = 64;

  private final Loading loading;
  private final LoadPlan.Work work;
  private final Columns columns;
  private final Map<String, Problem> problems = new LinkedHashMap<>();
  private final Map<Way, Long> counts = new EnumMap<>(Way.class);
  private Ledger ledger;
  private Optional<Schema> surveyed = Optional.empty();
  private long rows;
  private long bytes;

  /**
   * What all tables of a load share.
   *
   * @param files of the source
   * @param fileBytes of files of the lake's own, about
   */
  record Loading(
      LoadRequest request,
      FileIO files,
      Meter meter,
      ExecutorService readers,
      long fileBytes,
      Steps steps) {}

  /** How a file gets into the table. */
  private enum Way {
    IN_PLACE,
    COPY,
    CONVERT
  }

  /** What is not committed yet. */
  private static final class Batch {
    final List<DataFile> registered = new ArrayList<>();
    final List<Ledger.Entry> entries = new ArrayList<>();
    final Map<Way, Long> counts = new EnumMap<>(Way.class);
    final long begun = System.nanoTime();
    RowFiles written;
    boolean tried;
    long rows;
    long bytes;
    long files;

    boolean isFull() {
      return files >= BATCH_FILES
          || (written != null && written.bytes() >= BATCH_BYTES)
          || System.nanoTime() - begun >= BATCH_TIME.toNanos();
    }
  }

  /** A file turned out to be wrong after rows of it were written among others. */
  private static final class Spoiled extends Exception {
    private static final long serialVersionUID = 1L;

    final transient SourceFile file;
    final FileProblem problem;

    Spoiled(SourceFile file, FileProblem problem) {
      super(problem);
      this.file = file;
      this.problem = problem;
    }
  }

  TableLoad(Loading loading, LoadPlan.Work work, Columns columns) {
    this.loading = loading;
    this.work = work;
    this.columns = columns;
  }

  List<Problem> problems() {
    return List.copyOf(problems.values());
  }

  LoadReport.Table report() {
    return new LoadReport.Table(
        work.name().toString(),
        counts.getOrDefault(Way.IN_PLACE, 0L),
        counts.getOrDefault(Way.COPY, 0L),
        counts.getOrDefault(Way.CONVERT, 0L),
        work.before(),
        rows,
        bytes);
  }

  /** Finds the types of columns of text. */
  void survey(Tally tally) {
    Survey survey = new Survey(loading.request(), columns::known);
    for (SourceFile file : work.files()) {
      if (file.format().orElseThrow().isText()) {
        try {
          survey.look(file, input(file));
        } catch (FileProblem e) {
          problem(file, e);
        }
        tally.done(work.name().toString(), file);
      }
    }
    surveyed = Optional.of(survey.schema());
  }

  void run(Tally tally) {
    if (columns.table().isPresent()) {
      ledger = Ledger.of(columns.table().get());
    }
    List<SourceFile> files =
        work.files().stream()
            .filter(file -> ledger == null || ledger.find(file).isEmpty())
            .toList();
    int next = 0;
    while (next < files.size()) {
      Batch batch = new Batch();
      try {
        int end = fill(batch, files, next, tally);
        commit(batch);
        next = end;
      } catch (Spoiled e) {
        problem(e.file, e.problem);
        discard(batch);
        tally.undo(batch.files, batch.bytes);
      } catch (RuntimeException e) {
        // A catalog's no may be that to a request sent twice, of which the first was done.
        if (!batch.tried) {
          discard(batch);
        }
        throw e;
      }
    }
  }

  private static void discard(Batch batch) {
    if (batch.written != null) {
      batch.written.discard();
    }
  }

  private void problem(SourceFile file, FileProblem problem) {
    problems.put(file.path(), problem.of(file.location()));
  }

  private InputFile input(SourceFile file) {
    return loading.meter().file(loading.files(), file.location(), file.bytes());
  }

  /** Takes files up until the batch is large enough; returns the first that it has not taken. */
  private int fill(Batch batch, List<SourceFile> files, int from, Tally tally) throws Spoiled {
    int next = from;
    while (next < files.size()) {
      int end = Math.min(files.size(), next + AHEAD);
      List<Future<Footer>> footers = new ArrayList<>();
      for (SourceFile file : files.subList(next, end)) {
        footers.add(
            file.format().orElseThrow().isText() || problems.containsKey(file.path())
                ? null
                : loading.readers().submit(() -> footer(file)));
      }
      for (int i = next; i < end; i++) {
        SourceFile file = files.get(i);
        if (!problems.containsKey(file.path())) {
          try {
            take(batch, file, footers.get(i - next), tally);
          } catch (FileProblem e) {
            problem(file, e);
          }
        }
        tally.done(work.name().toString(), file);
        batch.files++;
        batch.bytes += file.bytes();
        if (batch.isFull()) {
          return i + 1;
        }
      }
      next = end;
    }
    return next;
  }

  private Footer footer(SourceFile file) throws FileProblem {
    return switch (file.format().orElseThrow()) {
      case PARQUET -> ParquetFooter.read(input(file));
      case ORC -> OrcFooter.read(input(file));
      case AVRO -> AvroFooter.read(input(file));
      case CSV, JSON -> throw new IllegalStateException("Text has no footer");
    };
  }

  private static Footer await(Future<Footer> footer) throws FileProblem {
    try {
      return footer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FileProblem known) {
        throw known;
      }
      throw new IllegalStateException("Cannot read a file.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while reading files.", e);
    }
  }

  private void take(Batch batch, SourceFile file, Future<Footer> pending, Tally tally)
      throws FileProblem, Spoiled {
    Optional<Footer> footer = pending == null ? Optional.empty() : Optional.of(await(pending));
    if (footer.isPresent() && footer.get().ids() == Footer.Ids.SOME) {
      throw new FileProblem(
          "some of its columns have Iceberg's field numbers, others have none",
          "Write it anew, with numbers for all of its columns or for none.");
    }
    Table table = columns.take(footer.isPresent() ? footer.get().schema() : surveyed.orElseThrow());
    if (ledger == null) {
      ledger = Ledger.of(table);
      loading.steps().reach(Step.TABLE_READY);
    }
    if (batch.written == null) {
      batch.written = new RowFiles(table, loading.fileBytes());
    }
    PartitionData partition = partition(table, file);
    Way way = footer.map(known -> way(file, known, table)).orElse(Way.CONVERT);
    long before = batch.rows;
    switch (way) {
      case IN_PLACE -> register(batch, table, file, footer.get(), partition);
      case COPY -> copy(batch, table, file, footer.get(), partition);
      case CONVERT -> convert(batch, table, file, footer, partition, tally);
    }
    batch.counts.merge(way, 1L, Long::sum);
    // A file without rows is not registered, so it may go.
    boolean inPlace = way == Way.IN_PLACE && batch.rows > before;
    batch.entries.add(new Ledger.Entry(file.path(), file.bytes(), file.modifiedMillis(), inPlace));
  }

  private Way way(SourceFile file, Footer footer, Table table) {
    boolean asItIs =
        footer.obstacles().isEmpty()
            && (footer.ids() == Footer.Ids.NONE || Columns.isSame(footer.schema(), table.schema()));
    if (!asItIs) {
      return Way.CONVERT;
    }
    if (work.inPlace()) {
      return Way.IN_PLACE;
    }
    // A wish for files of the lake's own is a wish for such as SQL reads.
    boolean readable = file.format().equals(Optional.of(LoadFormat.PARQUET));
    return readable || !loading.request().wants(Wish.COPY) ? Way.COPY : Way.CONVERT;
  }

  private PartitionData partition(Table table, SourceFile file) throws FileProblem {
    PartitionData partition = new PartitionData(table.spec().partitionType());
    for (int i = 0; i < file.partitions().size(); i++) {
      Object value = partitionValue(table, file, i);
      partition.set(i, value instanceof LocalDate date ? (Object) (int) date.toEpochDay() : value);
    }
    return partition;
  }

  private Object partitionValue(Table table, SourceFile file, int i) throws FileProblem {
    NestedField column = table.schema().findField(table.spec().fields().get(i).sourceId());
    Optional<String> text = file.partitions().get(i);
    if (text.isEmpty()) {
      return null;
    }
    return TextValues.parse(column.type(), text.get())
        .orElseThrow(
            () ->
                new FileProblem(
                    "the value of its folder " + column.name() + " is no " + column.type(),
                    "Rename the folder, or load into a new table with --type "
                        + column.name()
                        + "=string."));
  }

  private void register(
      Batch batch, Table table, SourceFile file, Footer footer, PartitionData partition)
      throws FileProblem {
    Metrics metrics = metrics(table, footer, file);
    if (metrics.recordCount() > 0) {
      batch.registered.add(dataFile(table, file, file.location(), footer, metrics, partition));
      batch.rows += metrics.recordCount();
    }
  }

  private Metrics metrics(Table table, Footer footer, SourceFile file) throws FileProblem {
    try {
      return footer.metrics(MetricsConfig.forTable(table), columns.names());
    } catch (RuntimeException e) {
      throw FileProblem.unreadable(file.format().orElseThrow().name(), e);
    }
  }

  private static DataFile dataFile(
      Table table,
      SourceFile file,
      String location,
      Footer footer,
      Metrics metrics,
      PartitionData partition) {
    DataFiles.Builder builder =
        DataFiles.builder(table.spec())
            .withPath(location)
            .withFormat(FileFormat.fromString(file.format().orElseThrow().name()))
            .withFileSizeInBytes(file.bytes())
            .withMetrics(metrics);
    if (!footer.splitOffsets().isEmpty()) {
      builder.withSplitOffsets(footer.splitOffsets());
    }
    if (table.spec().isPartitioned()) {
      builder.withPartition(partition);
    }
    return builder.build();
  }

  /** Byte by byte, which is exact and fast. */
  private void copy(
      Batch batch, Table table, SourceFile file, Footer footer, PartitionData partition)
      throws FileProblem {
    Metrics metrics = metrics(table, footer, file);
    if (metrics.recordCount() == 0) {
      return;
    }
    OutputFile to = batch.written.place(partition);
    long copied;
    try (InputStream in = input(file).newStream();
        OutputStream out = to.create()) {
      copied = in.transferTo(out);
    } catch (IOException e) {
      batch.written.delete(to.location());
      throw new UncheckedIOException("Cannot copy file: " + file.location(), e);
    }
    if (copied != file.bytes()) {
      batch.written.delete(to.location());
      throw new FileProblem(
          "it has " + copied + " bytes, not " + file.bytes() + " as it had before",
          "Load again when nobody writes it any more.");
    }
    batch.written.add(dataFile(table, file, to.location(), footer, metrics, partition));
    batch.rows += metrics.recordCount();
  }

  private void convert(
      Batch batch,
      Table table,
      SourceFile file,
      Optional<Footer> footer,
      PartitionData partition,
      Tally tally)
      throws FileProblem, Spoiled {
    Object[] keys = new Object[file.partitions().size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = partitionValue(table, file, i);
    }
    long readBefore = loading.meter().read();
    Conversion conversion =
        new Conversion(
            table,
            columns,
            file,
            keys,
            row -> batch.written.write(row, partition),
            () -> tally.tell(work.name().toString(), loading.meter().read() - readBefore));
    try {
      if (footer.isPresent()) {
        conversion.ofRows(footer.get());
      } else {
        conversion.ofText(input(file), loading.request());
      }
    } catch (FileProblem e) {
      if (conversion.rows() == 0) {
        throw e;
      }
      throw new Spoiled(file, e);
    }
    batch.rows += conversion.rows();
  }

  private void commit(Batch batch) {
    if (batch.entries.isEmpty()) {
      return;
    }
    Table table = columns.table().orElseThrow();
    List<DataFile> written = batch.written.take();
    loading.steps().reach(Step.FILES_WRITTEN);
    String part = Ledger.write(table, batch.entries);
    loading.steps().reach(Step.LEDGER_WRITTEN);
    batch.tried = true;
    try {
      AppendFiles append = table.newAppend();
      batch.registered.forEach(append::appendFile);
      written.forEach(append::appendFile);
      append.set(Ledger.key(), part);
      append.validateWith(ledger.stillNewest());
      append.commit();
    } catch (ValidationException e) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot load table " + work.name() + ": another load is writing to it.",
          "Wait for it to end, then load again.",
          e);
    }
    loading.steps().reach(Step.COMMITTED);
    ledger.committed(part, batch.entries);
    rows += batch.rows;
    bytes += batch.bytes;
    batch.counts.forEach((way, count) -> counts.merge(way, count, Long::sum));
  }
}
