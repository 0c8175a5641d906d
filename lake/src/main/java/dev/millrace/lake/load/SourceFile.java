package dev.millrace.lake.load;

import java.util.List;
import java.util.Optional;

/**
 * A file that is to be loaded.
 *
 * @param location as its store lists it
 * @param path below the table's folder; by it the file is known again
 * @param bytes its size
 * @param modifiedMillis when it was last written
 * @param format what it holds; empty when that is not known
 * @param partitions values of the folders on its way, as they are written; empty ones are NULL
 */
record SourceFile(
    String location,
    String path,
    long bytes,
    long modifiedMillis,
    Optional<LoadFormat> format,
    List<Optional<String>> partitions) {

  SourceFile withFormat(LoadFormat known) {
    return new SourceFile(location, path, bytes, modifiedMillis, Optional.of(known), partitions);
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
