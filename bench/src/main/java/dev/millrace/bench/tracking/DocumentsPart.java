package dev.millrace.bench.tracking;

import dev.millrace.api.TableSchema;
import dev.millrace.bench.Figure;
import dev.millrace.bench.Meter;
import dev.millrace.bench.Percentiles;
import dev.millrace.documents.Asked;
import dev.millrace.documents.Documents;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.log.rows.RowKey;
import dev.millrace.log.rows.TableWriter;
import dev.millrace.model.ProjectModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;

/** How soon texts are found, how long a search in them takes, and what room they need. */
final class DocumentsPart {
  private static final long LOOK_NANOS = 5_000_000;
  private static final int WARM_UP = 200;
  private static final int SEARCHES = 500;
  private static final int FLUSHED_AT_ONCE = 5_000;

  /** Words of the language of the texts, the first ones the most frequent. */
  private static final int VOCABULARY = 20_000;

  private static final int WORDS_OF_A_TEXT = 60;

  private final int texts;
  private final Consumer<Figure> out;
  private final Random random = new Random(5);

  private DocumentsPart(int texts, Consumer<Figure> out) {
    this.texts = texts;
    this.out = out;
  }

  static void run(int texts, Consumer<Figure> out) throws IOException {
    Path folder = Files.createTempDirectory("millrace-documents");
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"), 0);
        Log log = Log.connect(broker.bootstrapServers());
        Schemas schemas = Schemas.open(log)) {
      new DocumentsPart(texts, out).run(log, schemas, folder.resolve("index"));
    } finally {
      delete(folder);
    }
  }

  private void run(Log log, Schemas schemas, Path folder) throws IOException {
    List<TableSchema> model = ProjectModel.standard().schemas();
    TableSchema table =
        model.stream().filter(one -> one.name().equals(Documents.TABLE)).findFirst().orElseThrow();
    log.createTableTopics(List.of(table.name()));
    write(log, schemas, table);
    String all = String.format("%,d texts of %d words", texts, WORDS_OF_A_TEXT);
    double before = heapMegabytes();
    Meter indexing = new Meter(TrackingBenchmark.NAME);
    try (Documents documents = Documents.start(log, schemas, model, folder)) {
      while (!documents.isCaughtUp()) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      indexing.report(all + " from their topic to the search", texts, out);
      out.accept(TrackingBenchmark.figure(all + ", heap more", heapMegabytes() - before, "MB"));
      questions().forEach((kind, words) -> search(documents, kind, words));
    }
    out.accept(TrackingBenchmark.figure(all + ", on disk", bytes(folder) / 1e6, "MB"));
  }

  private void write(Log log, Schemas schemas, TableSchema table) {
    try (Producer<byte[], byte[]> producer = log.producer()) {
      TableWriter writer = new TableWriter(table, schemas, producer);
      for (int i = 0; i < texts; i++) {
        StringBuilder text = new StringBuilder();
        for (int j = 0; j < WORDS_OF_A_TEXT; j++) {
          text.append(word()).append(' ');
        }
        writer.put(
            new RowKey("plant", "note/" + i),
            Map.of(
                "kind", "log",
                "title", "Shipment LS-" + i / 4,
                "body", text.toString(),
                "written_at", 1_767_225_600_000_000L + i,
                "shipment_key", "" + i / 4));
        if (i % FLUSHED_AT_ONCE == 0) {
          writer.flush();
        }
      }
      writer.flush();
    }
  }

  /** A word as often as its rank in the language says, by Zipf's law. */
  private String word() {
    return word((int) Math.pow(VOCABULARY, random.nextDouble()) - 1);
  }

  /** A word of two to four syllables. */
  private static String word(int rank) {
    StringBuilder word = new StringBuilder();
    for (int rest = rank + 400; rest > 0; rest /= 80) {
      word.append("bdfgklmnprstvwzh".charAt(rest % 16)).append("aeiou".charAt(rest / 16 % 5));
    }
    return word.toString();
  }

  private Map<String, List<String>> questions() {
    Map<String, List<String>> questions = new LinkedHashMap<>();
    questions.put("a rare word", words(1, 2_000, ""));
    questions.put("a frequent word", words(1, 0, ""));
    questions.put("three words", words(3, 20, ""));
    questions.put("a phrase of two words", words(2, 0, "\""));
    questions.put(
        "the beginning of a word",
        words(1, 100, "").stream().map(word -> word.substring(0, 3)).toList());
    questions.put(
        "a shipment's number",
        random.ints(SEARCHES, 0, texts / 4).mapToObj(number -> "LS-" + number).toList());
    return questions;
  }

  private List<String> words(int count, int least, String around) {
    return Stream.generate(() -> around + words(count, least) + around).limit(SEARCHES).toList();
  }

  private String words(int count, int least) {
    return random
        .ints(count, least, least + 50)
        .mapToObj(DocumentsPart::word)
        .reduce((one, other) -> one + " " + other)
        .orElseThrow();
  }

  private void search(Documents documents, String kind, List<String> words) {
    for (int i = 0; i < WARM_UP; i++) {
      ask(documents, words.get(i));
    }
    long[] nanos = new long[SEARCHES];
    long found = 0;
    for (int i = 0; i < SEARCHES; i++) {
      long begun = System.nanoTime();
      found += ask(documents, words.get(i));
      nanos[i] = System.nanoTime() - begun;
    }
    Percentiles times = new Percentiles(nanos);
    String what = "search for " + kind + ", 20 best with snippets";
    out.accept(TrackingBenchmark.figure(what + ", p50", times.millis(50), "ms"));
    out.accept(TrackingBenchmark.figure(what + ", p99", times.millis(99), "ms"));
    out.accept(TrackingBenchmark.figure(what + ", shown", (double) found / SEARCHES, "rows"));
  }

  private static int ask(Documents documents, String words) {
    return documents.search(new Asked(words, Optional.empty(), 20)).texts().size();
  }

  private static double heapMegabytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
