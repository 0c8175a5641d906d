package dev.millrace.flow;

import dev.millrace.api.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mapping: one file of {@code INSERT INTO model.… SELECT …} statements, which run as one job.
 *
 * @param name such as {@code plant/items}
 * @param file as problems show it, relative to the project
 * @param sql the whole text
 * @param statements its statements, in order
 */
public record MappingFile(String name, String file, String sql, List<Statement> statements) {

  /**
   * A statement.
   *
   * @param sql without its semicolon
   * @param line of its first character in the file, from 1
   * @param column of its first character in its line, from 1
   */
  public record Statement(String sql, int line, int column) {}

  private static final String PART = "(?:`[^`]+`|[A-Za-z_][A-Za-z0-9_$]*)";
  private static final Pattern READ =
      Pattern.compile(
          "\\b(?:FROM|JOIN)\\s+(" + PART + "\\s*\\.\\s*" + PART + "\\s*\\.\\s*" + PART + ")",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern WRITE =
      Pattern.compile(
          "\\bINSERT\\s+INTO\\s+`?model`?\\s*\\.\\s*(" + PART + ")", Pattern.CASE_INSENSITIVE);

  public MappingFile {
    statements = List.copyOf(statements);
  }

  /**
   * Reads a mapping.
   *
   * @param name of the mapping
   * @param path of the file
   * @param shown the path as problems show it
   */
  public static MappingFile read(String name, Path path, String shown) {
    try {
      String sql = Files.readString(path, StandardCharsets.UTF_8);
      return of(name, sql, shown);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read mapping: " + path, e);
    }
  }

  /**
   * A mapping that need not be in a file.
   *
   * @param shown the path as problems show it
   */
  public static MappingFile of(String name, String sql, String shown) {
    return new MappingFile(name, shown, sql, Statements.split(sql));
  }

  /** The raw tables it reads, by name. */
  public SortedSet<TableName> reads() {
    SortedSet<TableName> tables = new TreeSet<>();
    for (Statement statement : statements) {
      Matcher matcher = READ.matcher(Statements.withoutComments(statement.sql()));
      while (matcher.find()) {
        List<String> parts = new ArrayList<>();
        Matcher part = Pattern.compile(PART).matcher(matcher.group(1));
        while (part.find()) {
          parts.add(unquote(part.group()));
        }
        tables.add(TableName.raw(parts.get(0), parts.get(1), parts.get(2)));
      }
    }
    return tables;
  }

  /** The model tables it writes, by name. */
  public SortedSet<TableName> writes() {
    SortedSet<TableName> tables = new TreeSet<>();
    statements.forEach(statement -> tables.addAll(writes(statement)));
    return tables;
  }

  /** The model tables that a statement writes: one, if it is right. */
  static SortedSet<TableName> writes(Statement statement) {
    SortedSet<TableName> tables = new TreeSet<>();
    Matcher matcher = WRITE.matcher(Statements.withoutComments(statement.sql()));
    while (matcher.find()) {
      tables.add(TableName.model(unquote(matcher.group(1))));
    }
    return tables;
  }

  /** The line in which a text is first, from 1; the first when it is in none. */
  int lineOf(String text) {
    int at = sql.indexOf(text);
    return at < 0 ? 1 : (int) sql.substring(0, at).lines().count();
  }

  private static String unquote(String part) {
    return part.startsWith("`") ? part.substring(1, part.length() - 1) : part;
  }
}
