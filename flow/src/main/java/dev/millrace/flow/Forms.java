package dev.millrace.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.api.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;

/**
 * What is kept of a mapping on disk: for each of its forms a folder with its state, its SQL and
 * what holds back its rows, and which form has made the rows that are in the model.
 */
final class Forms {
  private static final String SQL = "mapping.sql";
  private static final String ESSENCE = "essence.txt";
  private static final String HOLDING = "holding.json";
  private static final String RECORDS = "records.txt";
  private static final String MAPPING = "mapping.txt";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final String mapping;
  private final Path record;

  /**
   * @param root the flow's folder
   * @param mapping its name
   */
  Forms(Path root, String mapping) {
    this.mapping = mapping;
    this.folder = root.resolve("checkpoints");
    this.record = folder.resolve(fileName() + ".form");
  }

  private String fileName() {
    return mapping.replace('/', '.');
  }

  /** The form whose rows are in the model; empty when the mapping has never run. */
  Optional<Form> current() {
    return recorded(0);
  }

  /** The form whose rows were about to take the place of the current one's. */
  Optional<Form> swapping() {
    return recorded(1);
  }

  private Optional<Form> recorded(int line) {
    try {
      return Files.readAllLines(record).stream()
          .skip(line)
          .findFirst()
          .map(digest -> new Form(mapping, digest));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the state of mapping " + mapping, e);
    }
  }

  /** The model has the rows of this form from now on. */
  void become(Form form) {
    write(form.digest() + "\n");
  }

  /** From now on the model may have rows of this form, beside those of the current one. */
  void swapInto(Form form) {
    write(current().orElseThrow().digest() + "\n" + form.digest() + "\n");
  }

  private void write(String text) {
    try {
      Files.createDirectories(folder);
      Path written = Files.writeString(folder.resolve(record.getFileName() + ".new"), text);
      Files.move(written, record, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the state of mapping " + mapping, e);
    }
  }

  /**
   * Makes the folder of a form.
   *
   * @param essence see {@link Form#essence}
   * @param records how many its tables have now
   */
  Path create(Form form, String sql, String essence, long records) {
    try {
      Path made = Files.createDirectories(folder(form));
      Files.writeString(made.resolve(SQL), sql);
      Files.writeString(made.resolve(ESSENCE), essence);
      Files.writeString(made.resolve(MAPPING), mapping);
      noteRecords(form, records);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the state of mapping " + mapping, e);
    }
  }

  /** Takes note of what holds back a form's rows. */
  void keep(Form form, List<HoldBack> holding) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (HoldBack one : holding) {
      all.add(
          Map.of(
              "table", one.table().toString(),
              "violation", one.violation(),
              "columns", one.columns(),
              "text", one.text(),
              "file", one.file(),
              "line", one.line()));
    }
    try {
      JSON.writeValue(folder(form).resolve(HOLDING).toFile(), all);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the state of mapping " + mapping, e);
    }
  }

  /** What holds back the rows of a form that has been made. */
  List<HoldBack> holding(Form form) {
    List<HoldBack> all = new ArrayList<>();
    try {
      for (JsonNode one : JSON.readTree(text(form, HOLDING).orElse("[]"))) {
        List<String> columns = new ArrayList<>();
        one.path("columns").forEach(column -> columns.add(column.asText()));
        all.add(
            new HoldBack(
                TableName.parse(one.path("table").asText()),
                one.path("violation").asText(),
                columns,
                one.path("text").asText(),
                one.path("file").asText(),
                one.path("line").asInt()));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the state of mapping " + mapping, e);
    }
  }

  /** Takes note of how many records a form's tables have. */
  void noteRecords(Form form, long records) {
    try {
      Files.writeString(folder(form).resolve(RECORDS), Long.toString(records));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the state of mapping " + mapping, e);
    }
  }

  /** The SQL of a form that has been made. */
  Optional<String> sql(Form form) {
    return text(form, SQL);
  }

  /** What makes a form that has been made; see {@link Form#essence}. */
  Optional<String> essence(Form form) {
    return text(form, ESSENCE);
  }

  /** How many records its tables had when that was noted last. */
  OptionalLong records(Form form) {
    return text(form, RECORDS).stream().mapToLong(Long::parseLong).findFirst();
  }

  private Optional<String> text(Form form, String name) {
    Path file = folder(form).resolve(name);
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the state of mapping " + mapping, e);
    }
  }

  /** The mappings of which something is kept in a flow's folder. */
  static SortedSet<String> names(Path root) {
    SortedSet<String> names = new TreeSet<>();
    Path folder = root.resolve("checkpoints");
    if (!Files.exists(folder)) {
      return names;
    }
    try (Stream<Path> kept = Files.find(folder, 2, (path, info) -> path.endsWith(MAPPING))) {
      for (Path file : kept.toList()) {
        names.add(Files.readString(file));
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the states of mappings in " + root, e);
    }
  }

  Path folder(Form form) {
    return folder.resolve(fileName() + "-" + form.digest());
  }

  /** The newest state of a form. */
  Optional<Path> newest(Form form) {
    return Checkpoints.newest(folder(form));
  }

  /** The forms that have a folder. */
  List<Form> all() {
    Pattern name =
        Pattern.compile(Pattern.quote(fileName()) + "-[0-9a-f]{" + Form.DIGEST_LENGTH + "}");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> forms = Files.list(folder)) {
      return forms
          .map(path -> path.getFileName().toString())
          .filter(name.asMatchPredicate())
          .map(form -> new Form(mapping, form.substring(form.length() - Form.DIGEST_LENGTH)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list states of mapping " + mapping, e);
    }
  }

  /** Deletes what is kept of a form. */
  void delete(Form form) {
    try {
      FileUtils.deleteDirectory(folder(form).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete old state of mapping " + mapping, e);
    }
  }
}
