package dev.millrace.app.workbench;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** The folder of a project's mappings, for who edits them. Safe for use by several threads. */
public final class MappingFolder {
  /** No dots, so that no name leads out of the folder. */
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*(/[A-Za-z0-9_][A-Za-z0-9_-]*){0,3}");

  private static final int LONGEST_NAME = 120;

  private final Path folder;

  /**
   * @param project its folder
   */
  public MappingFolder(Path project) {
    folder = project.resolve("mappings");
  }

  /**
   * A mapping's text.
   *
   * @return empty when there is no such file
   */
  public synchronized Optional<String> text(String name) {
    try {
      return Optional.of(Files.readString(file(name), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read mapping: " + name + ".", e);
    }
  }

  /** Changes with the text. */
  public static String version(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash a mapping.", e);
    }
  }

  /**
   * Writes a mapping, whole or not at all.
   *
   * @param version of the text that is replaced; empty when there is to be none yet
   * @throws MillraceException FILE_CHANGED when that is not so; REQUEST_INVALID for a name that
   *     cannot be a mapping's
   */
  public synchronized void write(String name, String sql, Optional<String> version) {
    Path file = file(name);
    Optional<String> there = text(name);
    if (!there.map(MappingFolder::version).equals(version)) {
      throw new MillraceException(
          ErrorCode.FILE_CHANGED,
          "Cannot write mapping "
              + name
              + (version.isEmpty()
                  ? ": there is one of that name."
                  : there.isEmpty()
                      ? ": its file is not there any more."
                      : ": its file has changed since it was read."),
          "Open it again and make the change there, or give another name.");
    }
    try {
      Files.createDirectories(file.getParent());
      requireInside(file.getParent());
      Path whole = Files.createTempFile(file.getParent(), ".", ".tmp");
      try {
        Files.writeString(whole, sql, StandardCharsets.UTF_8);
        try (FileChannel written = FileChannel.open(whole, StandardOpenOption.WRITE)) {
          written.force(true);
        }
        Files.move(
            whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(whole);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write mapping: " + name + ".", e);
    }
  }

  private Path file(String name) {
    if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot name a mapping: " + name + ".",
          "Take letters, digits, _ and -, and / between folders, as in erp/items.");
    }
    return folder.resolve(name + ".sql");
  }

  /** A link in the folder must not lead out of it. */
  private void requireInside(Path parent) throws IOException {
    if (!parent.toRealPath().startsWith(folder.toRealPath())) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot write outside of the project: " + parent + ".",
          "Give a folder of the project itself.");
    }
  }
}
