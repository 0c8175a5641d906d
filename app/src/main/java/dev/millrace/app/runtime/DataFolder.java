package dev.millrace.app.runtime;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Where one Millrace keeps its state. Only one process may have it open. */
final class DataFolder implements AutoCloseable {
  private static final int TOKEN_BYTES = 32;

  private final Path folder;
  private final FileChannel channel;
  private final FileLock lock;

  private DataFolder(Path folder, FileChannel channel, FileLock lock) {
    this.folder = folder;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes a data folder, making it when it is not there.
   *
   * @throws MillraceException when another process has it, or it cannot be written
   */
  static DataFolder open(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute);
      FileChannel channel =
          FileChannel.open(
              absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        String holder = RunFile.read(absolute).map(run -> " by process " + run.pid()).orElse("");
        throw new MillraceException(
            ErrorCode.DATA_FOLDER_IN_USE,
            "Cannot use data folder: " + absolute + " is in use" + holder + ".",
            "Stop that Millrace first, or give another folder with --data.");
      }
      return new DataFolder(absolute, channel, lock);
    } catch (IOException e) {
      throw new MillraceException(
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot write to the data folder: " + absolute + ".",
          "Check its rights and free space, or give another with --data.",
          e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  Path path() {
    return folder;
  }

  Path of(String part) {
    return folder.resolve(part);
  }

  /** The token that lets callers in; made at the first start, readable by the owner alone. */
  String token() {
    Path file = folder.resolve("token");
    try {
      if (!Files.exists(file)) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        Path fresh = folder.resolve("token.new");
        Files.deleteIfExists(fresh);
        Files.createFile(
            fresh,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, HexFormat.of().formatHex(random));
        Files.move(fresh, file);
      }
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new MillraceException(
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot keep the access token: " + file + ".",
          "Check the rights of the data folder.",
          e);
    }
  }

  @Override
  public void close() {
    RunFile.remove(folder);
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot give back the data folder: " + folder, e);
    }
  }
}
