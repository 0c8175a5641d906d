package dev.millrace.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * The UI's files, compressed once and kept: they are few and small. A file may bring its own
 * compressed form beside it, named with {@code .br}.
 */
public final class UiFiles {
  private static final int LEAST_COMPRESSED = 1_000;

  /** Names that a build makes: no path that leads elsewhere has this form. */
  private static final Pattern SAFE =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html;charset=utf-8"),
          Map.entry("js", "text/javascript;charset=utf-8"),
          Map.entry("mjs", "text/javascript;charset=utf-8"),
          Map.entry("css", "text/css;charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("txt", "text/plain;charset=utf-8"));

  private static final Pattern COMPRESSIBLE = Pattern.compile("html|m?js|css|json|svg|wasm|txt");

  /** Where files are read from; null-free, empty when there is none of that name. */
  private interface Place {
    Optional<byte[]> read(String name) throws IOException;
  }

  /**
   * A file in the forms in which it can be sent; never compared.
   *
   * @param gzip empty when it would not be smaller
   * @param brotli empty when the build made none
   */
  @SuppressWarnings("ArrayRecordComponent")
  record UiFile(String contentType, byte[] plain, Optional<byte[]> gzip, Optional<byte[]> brotli) {}

  private final Place place;
  private final boolean kept;
  private final Map<String, UiFile> files = new ConcurrentHashMap<>();

  private UiFiles(Place place, boolean kept) {
    this.place = place;
    this.kept = kept;
  }

  /**
   * Files of the class path.
   *
   * @param folder without slashes around it, for example {@code dev/millrace/ui}
   */
  public static UiFiles ofClassPath(ClassLoader loader, String folder) {
    return new UiFiles(
        name -> {
          try (InputStream in = loader.getResourceAsStream(folder + "/" + name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
          }
        },
        true);
  }

  /** Files of a folder, read anew each time, for work on the UI. */
  public static UiFiles ofFolder(Path folder) {
    return new UiFiles(
        name -> {
          Path file = folder.resolve(name);
          return Files.isRegularFile(file)
              ? Optional.of(Files.readAllBytes(file))
              : Optional.empty();
        },
        false);
  }

  /** No UI: a page says so. */
  public static UiFiles none() {
    return new UiFiles(name -> Optional.empty(), true);
  }

  /**
   * A file.
   *
   * @param name relative, as it stands in the address
   */
  Optional<UiFile> file(String name) {
    if (!SAFE.matcher(name).matches()) {
      return Optional.empty();
    }
    UiFile known = files.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      Optional<UiFile> read = read(name);
      if (kept) {
        read.ifPresent(file -> files.put(name, file));
      }
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read file of the UI: " + name + ".", e);
    }
  }

  /** Whether an address can only mean a file, never a page of the UI. */
  static boolean namesFile(String name) {
    return name.startsWith("assets/") || TYPES.containsKey(extension(name));
  }

  private Optional<UiFile> read(String name) throws IOException {
    Optional<byte[]> plain = place.read(name);
    if (plain.isEmpty()) {
      return Optional.empty();
    }
    String extension = extension(name);
    boolean compress = COMPRESSIBLE.matcher(extension).matches();
    Optional<byte[]> gzip = compress ? gzip(plain.get()) : Optional.empty();
    Optional<byte[]> brotli = compress ? place.read(name + ".br") : Optional.empty();
    String type = TYPES.getOrDefault(extension, "application/octet-stream");
    return Optional.of(new UiFile(type, plain.get(), gzip, brotli));
  }

  private static Optional<byte[]> gzip(byte[] plain) throws IOException {
    if (plain.length < LEAST_COMPRESSED) {
      return Optional.empty();
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length / 3);
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    }
    return packed.size() < plain.length ? Optional.of(packed.toByteArray()) : Optional.empty();
  }

  private static String extension(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 || dot < name.lastIndexOf('/')
        ? ""
        : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
