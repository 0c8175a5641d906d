package dev.millrace.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** A disk that can be filled: a real one of a few megabytes where one may be mounted. */
final class SmallDisk implements AutoCloseable {
  private static final int BLOCK = 4096;

  private final Path folder;
  private final Path ballast;
  private final boolean mounted;
  private volatile boolean full;

  private SmallDisk(Path folder, boolean mounted) {
    this.folder = folder;
    this.ballast = folder.resolve("ballast");
    this.mounted = mounted;
  }

  static SmallDisk mount(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new SmallDisk(
        folder, succeeds("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString()));
  }

  Path folder() {
    return folder;
  }

  /** Access to files that fails as a full disk does, where none could be mounted. */
  FileIO files(FileIO files) {
    return mounted ? files : new Full(files);
  }

  void fill() {
    full = true;
    if (!mounted) {
      return;
    }
    try (var out = Files.newOutputStream(ballast)) {
      byte[] block = new byte[BLOCK];
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw new UncheckedIOException(e);
      }
    }
  }

  void free() throws IOException {
    full = false;
    Files.deleteIfExists(ballast);
  }

  @Override
  public void close() {
    if (mounted) {
      succeeds("umount", "-l", folder.toString());
    }
  }

  private static boolean succeeds(String... command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private final class Full implements FileIO {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial")
    private final FileIO files;

    Full(FileIO files) {
      this.files = files;
    }

    @Override
    public InputFile newInputFile(String location) {
      return files.newInputFile(location);
    }

    @Override
    public OutputFile newOutputFile(String location) {
      OutputFile file = files.newOutputFile(location);
      return new OutputFile() {
        @Override
        public PositionOutputStream create() {
          return limited(file.create());
        }

        @Override
        public PositionOutputStream createOrOverwrite() {
          return limited(file.createOrOverwrite());
        }

        @Override
        public String location() {
          return file.location();
        }

        @Override
        public InputFile toInputFile() {
          return file.toInputFile();
        }
      };
    }

    @Override
    public void deleteFile(String location) {
      files.deleteFile(location);
    }
  }

  private PositionOutputStream limited(PositionOutputStream stream) {
    return new PositionOutputStream() {
      @Override
      public long getPos() throws IOException {
        return stream.getPos();
      }

      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (full) {
          throw new IOException("No space left on device");
        }
        stream.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }
}
