package dev.millrace.documents;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.api.search.TextSearch;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.log.rows.RowKey;
import dev.millrace.log.rows.TableWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.lucene.store.LockObtainFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is written about things: texts of {@code model.document}, of tracking events that somebody
 * has told, and of exceptions, found by their words; and the writer of those that people add. Safe
 * for use by several threads.
 *
 * <p>The index holds nothing that the log has not: one that cannot be read is made anew.
 */
public final class Documents implements TextSearch, AutoCloseable {
  /** The table that people add to. */
  public static final TableName TABLE = TableName.model("document");

  private static final Logger LOGGER = LoggerFactory.getLogger(Documents.class);
  private static final int LONGEST_QUESTION = 1_000;
  private static final long PAUSE_MILLIS = 2_000;

  private final Log log;
  private final Schemas schemas;
  private final List<TableSchema> model;
  private final DocumentIndex index;
  private final Producer<byte[], byte[]> producer;
  private final TableWriter writer;
  private final Thread thread = new Thread(this::run, "millrace-documents");
  private volatile boolean caughtUp;
  private volatile Optional<Problem> problem = Optional.empty();
  private volatile boolean closed;

  private Documents(Log log, Schemas schemas, List<TableSchema> model, DocumentIndex index) {
    this.log = log;
    this.schemas = schemas;
    this.model = List.copyOf(model);
    this.index = index;
    TableSchema documents =
        model.stream().filter(table -> table.name().equals(TABLE)).findFirst().orElseThrow();
    producer = log.producer();
    writer = new TableWriter(documents, schemas, producer);
  }

  /**
   * Begins to follow the tables, and returns at once.
   *
   * @param log stays the caller's and must outlive this, and so must {@code schemas}
   * @param model the model's tables, with what the project adds to them
   * @param folder where the index is kept
   * @throws MillraceException DATA_FOLDER_IN_USE, or RESOURCES_EXHAUSTED when the folder cannot be
   *     written
   */
  public static Documents start(Log log, Schemas schemas, List<TableSchema> model, Path folder) {
    Documents documents = new Documents(log, schemas, model, open(folder));
    documents.thread.setDaemon(true);
    documents.thread.start();
    return documents;
  }

  private static DocumentIndex open(Path folder) {
    try {
      try {
        return DocumentIndex.open(folder);
      } catch (LockObtainFailedException e) {
        throw new MillraceException(
            ErrorCode.DATA_FOLDER_IN_USE,
            "Cannot open the documents' index: " + folder + " is in use.",
            "Stop the other Millrace that runs on this data folder, or give another with --data.",
            e);
      } catch (IOException | RuntimeException e) {
        LOGGER.warn("Making anew a documents' index that cannot be read: {}", folder, e);
        delete(folder);
        return DocumentIndex.open(folder);
      }
    } catch (IOException e) {
      throw new MillraceException(
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot open the documents' index: " + folder + ".",
          "Check the folder's rights and free space.",
          e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void run() {
    while (!closed) {
      try (DocumentFeed feed =
          new DocumentFeed(index, log, schemas, model, InstantSource.system())) {
        feed.catchUp(() -> closed);
        caughtUp = true;
        problem = Optional.empty();
        while (!closed) {
          feed.follow();
        }
        feed.end();
      } catch (IOException | RuntimeException e) {
        LOGGER.error("The documents' index does not follow the log; it tries again", e);
        problem =
            Optional.of(
                Problem.of(
                    ErrorCode.RESOURCES_EXHAUSTED,
                    "Cannot index documents at present: " + e.getMessage() + ".",
                    "Check the data folder's free space. It is tried again by itself; if this stays,"
                        + " start Millrace again."));
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /**
   * The texts that fit best.
   *
   * @throws MillraceException REQUEST_INVALID when the words are too many
   */
  public Found search(Asked asked) {
    if (asked.words().length() > LONGEST_QUESTION) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot look for " + asked.words().length() + " characters.",
          "Give at most " + LONGEST_QUESTION + ".");
    }
    try {
      return index.search(asked);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the documents' index", e);
    }
  }

  @Override
  public List<Hit> search(String words, int limit) {
    return search(new Asked(words, Optional.empty(), limit)).texts().stream()
        .map(
            one ->
                new Hit(
                    one.text().table(),
                    one.text().row().system(),
                    one.text().row().key(),
                    one.score(),
                    one.text().part(Part.TITLE).orElse(""),
                    one.snippet().stream().map(Found.Piece::text).collect(Collectors.joining())))
        .toList();
  }

  /**
   * Writes a row of {@code model.document}; returns when it is durable. It is found a moment later.
   *
   * @param values by column: text, or a {@code Long} for a time in microseconds
   * @throws IllegalStateException when it cannot be written
   */
  public void put(RowKey row, Map<String, Object> values) {
    synchronized (writer) {
      writer.put(row, values);
      writer.flush();
    }
  }

  /** Removes a row of {@code model.document}; returns when that is durable. */
  public void remove(RowKey row) {
    synchronized (writer) {
      writer.remove(row);
      writer.flush();
    }
  }

  /** Whether all that was in the log at the start has been read. */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  /** Why it does not go on; empty when it does. */
  public Optional<Problem> problem() {
    return problem;
  }

  /** How many texts can be found. */
  public int size() {
    try {
      return index.size();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the documents' index", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
      index.close();
    } catch (IOException e) {
      LOGGER.warn("Cannot close the documents' index in order", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
