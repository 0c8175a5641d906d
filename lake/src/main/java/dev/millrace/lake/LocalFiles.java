package dev.millrace.lake;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Files on local disk, without Hadoop's checksum files. What has been closed is on the disk: a file
 * is forced out before anything refers to it.
 */
public final class LocalFiles implements SupportsPrefixOperations {
  private static final long serialVersionUID = 1L;
  private static final String SCHEME = "file:";

  /** The location that stands for a folder. */
  public static String location(Path folder) {
    return "file://" + folder.toAbsolutePath().normalize();
  }

  /** Whether a location is on local disk. */
  public static boolean isLocal(String location) {
    return location.startsWith(SCHEME) || location.startsWith("/");
  }

  /** The file at a location. */
  public static Path path(String location) {
    return Path.of(location.startsWith(SCHEME) ? location.substring(SCHEME.length()) : location);
  }

  /** A file to read. */
  static InputFile input(Path file) {
    return new LocalInput(file.toString());
  }

  @Override
  public InputFile newInputFile(String location) {
    return new LocalInput(location);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return new LocalOutput(location);
  }

  @Override
  public void deleteFile(String location) {
    try {
      Files.deleteIfExists(path(location));
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Cannot delete file: %s", location);
    }
  }

  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    Path folder = path(prefix);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<FileInfo> found = new ArrayList<>();
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        long written = Files.getLastModifiedTime(file).toMillis();
        found.add(new FileInfo(location(file), Files.size(file), written));
      }
      return found;
    } catch (IOException | UncheckedIOException e) {
      throw new RuntimeIOException(new IOException(e), "Cannot list files: %s", prefix);
    }
  }

  @Override
  public void deletePrefix(String prefix) {
    listPrefix(prefix).forEach(file -> deleteFile(file.location()));
  }

  /** Keeps the location as it was given: Iceberg compares it with what the catalog has. */
  private record LocalInput(String location) implements InputFile {
    @Override
    public long getLength() {
      return path(location).toFile().length();
    }

    @Override
    public boolean exists() {
      return Files.exists(path(location));
    }

    @Override
    public SeekableInputStream newStream() {
      try {
        return new LocalReader(new RandomAccessFile(path(location).toFile(), "r"));
      } catch (FileNotFoundException e) {
        throw new NotFoundException(e, "Cannot find file: %s", location);
      }
    }
  }

  private static final class LocalReader extends SeekableInputStream {
    private final RandomAccessFile file;

    LocalReader(RandomAccessFile file) {
      this.file = file;
    }

    @Override
    public long getPos() throws IOException {
      return file.getFilePointer();
    }

    @Override
    public void seek(long position) throws IOException {
      file.seek(position);
    }

    @Override
    public int read() throws IOException {
      return file.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return file.read(bytes, offset, length);
    }

    @Override
    public long skip(long count) throws IOException {
      long from = file.getFilePointer();
      file.seek(Math.min(file.length(), from + Math.max(0, count)));
      return file.getFilePointer() - from;
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private record LocalOutput(String location) implements OutputFile {
    @Override
    public PositionOutputStream create() {
      if (path(location).toFile().exists()) {
        throw new AlreadyExistsException("Cannot create file: %s. It is there already.", location);
      }
      return createOrOverwrite();
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      File file = path(location).toFile();
      try {
        Files.createDirectories(file.toPath().getParent());
        return new LocalStream(new FileOutputStream(file));
      } catch (IOException e) {
        throw new RuntimeIOException(e, "Cannot create file: %s", location);
      }
    }

    @Override
    public InputFile toInputFile() {
      return new LocalInput(location);
    }
  }

  private static final class LocalStream extends PositionOutputStream {
    private static final int BUFFER_BYTES = 32 << 10;

    private final FileOutputStream file;
    private final BufferedOutputStream buffer;
    private long position;
    private boolean closed;

    LocalStream(FileOutputStream file) {
      this.file = file;
      this.buffer = new BufferedOutputStream(file, BUFFER_BYTES);
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int value) throws IOException {
      buffer.write(value);
      position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      buffer.write(bytes, offset, length);
      position += length;
    }

    @Override
    public void flush() throws IOException {
      buffer.flush();
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      try (file) {
        buffer.flush();
        file.getFD().sync();
      }
    }
  }
}
