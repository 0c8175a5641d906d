package dev.millrace.lake.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Which files a table has been loaded from. Each commit's part of it is a file in the table's
 * folder that the snapshot names: so a file counts as loaded exactly if its rows are in the table,
 * whatever is killed, and a rollback takes it back.
 */
final class Ledger {
  private static final String PART = "millrace-load.ledger";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A file that has been loaded.
   *
   * @param path below the table's folder
   * @param inPlace whether the table refers to it
   */
  record Entry(String path, long bytes, long modifiedMillis, boolean inPlace) {
    boolean is(SourceFile file) {
      return bytes == file.bytes() && modifiedMillis == file.modifiedMillis();
    }
  }

  private final Map<String, Entry> entries = new HashMap<>();
  private Optional<String> newest = Optional.empty();

  /**
   * Reads what the table's snapshots name.
   *
   * @throws MillraceException when a part cannot be read: loading would double rows
   */
  static Ledger of(Table table) {
    Ledger ledger = new Ledger();
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      String part = snapshot.summary().get(PART);
      if (part != null) {
        ledger.newest = ledger.newest.or(() -> Optional.of(part));
        ledger.read(table, part);
      }
    }
    return ledger;
  }

  private void read(Table table, String part) {
    try (MappingIterator<JsonNode> all =
        JSON.readerFor(JsonNode.class)
            .readValues(new GZIPInputStream(table.io().newInputFile(part).newStream()))) {
      while (all.hasNext()) {
        JsonNode one = all.next();
        // A newer part comes first.
        entries.putIfAbsent(
            one.path("path").asText(),
            new Entry(
                one.path("path").asText(),
                one.path("bytes").asLong(),
                one.path("modified").asLong(),
                one.path("in_place").asBoolean()));
      }
    } catch (IOException | RuntimeException e) {
      throw new MillraceException(
          ErrorCode.LAKE_FAILED,
          "Cannot read which files table " + table.name() + " was loaded from: " + part + ".",
          "Without it rows would be loaded twice. Restore the file, or drop the table and load it"
              + " anew.",
          e);
    }
  }

  Optional<Entry> find(SourceFile file) {
    return Optional.ofNullable(entries.get(file.path()));
  }

  /** All that was loaded, by path. */
  Map<String, Entry> entries() {
    return entries;
  }

  /**
   * Writes a part; it counts when a snapshot names it.
   *
   * @return its location
   */
  static String write(Table table, List<Entry> loaded) {
    String part = table.location() + "/load/" + UUID.randomUUID() + ".json.gz";
    try (SequenceWriter lines =
        JSON.writer()
            .withRootValueSeparator("\n")
            .writeValues(new GZIPOutputStream(table.io().newOutputFile(part).create()))) {
      for (Entry entry : loaded) {
        lines.write(
            Map.of(
                "path", entry.path(),
                "bytes", entry.bytes(),
                "modified", entry.modifiedMillis(),
                "in_place", entry.inPlace()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write file: " + part, e);
    }
    return part;
  }

  /** The entry of a snapshot's summary that names a part. */
  static String key() {
    return PART;
  }

  /** A part has been committed. */
  void committed(String part, List<Entry> loaded) {
    newest = Optional.of(part);
    loaded.forEach(entry -> entries.put(entry.path(), entry));
  }

  /** Holds when no other load has committed since this ledger was read. */
  SnapshotAncestryValidator stillNewest() {
    Optional<String> expected = newest;
    return new SnapshotAncestryValidator() {
      @Override
      public boolean validate(Iterable<Snapshot> ancestors) {
        for (Snapshot snapshot : ancestors) {
          if (snapshot.summary().containsKey(PART)) {
            return expected.equals(Optional.of(snapshot.summary().get(PART)));
          }
        }
        return expected.isEmpty();
      }

      @Override
      public String errorMessage() {
        return "Another load has written to the table";
      }
    };
  }
}
