package dev.millrace.app.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * What a running Millrace leaves in its data folder, so that the command line finds it.
 *
 * @param url without the token
 * @param token lets a caller in
 * @param pid of the process
 */
public record RunFile(String url, String token, long pid) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The address that a person opens: it carries the token. */
  public String address() {
    return url + "/?token=" + token;
  }

  /** The run file of a data folder, if the process that wrote it is still there. */
  public static Optional<RunFile> read(Path data) {
    try {
      Path file = file(data);
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      RunFile run = JSON.readValue(Files.readAllBytes(file), RunFile.class);
      return Optional.of(run).filter(r -> ProcessHandle.of(r.pid()).isPresent());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void write(Path data) {
    try {
      Path fresh = data.resolve("run.json.new");
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(fresh, JSON.writeValueAsBytes(this));
      Files.move(
          fresh, file(data), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to the data folder: " + data, e);
    }
  }

  static void remove(Path data) {
    try {
      Files.deleteIfExists(file(data));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove the run file of: " + data, e);
    }
  }

  private static Path file(Path data) {
    return data.resolve("run.json");
  }
}
