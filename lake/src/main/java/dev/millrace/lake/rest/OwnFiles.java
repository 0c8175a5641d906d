package dev.millrace.lake.rest;

import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files below one table's location alone. A table's metadata is what a caller has written and
 * may name any file, those of other tables too; only its own are deleted with it.
 */
final class OwnFiles implements FileIO {
  private static final long serialVersionUID = 1L;
  private static final Logger LOGGER = LoggerFactory.getLogger(OwnFiles.class);

  private final FileIO files;
  private final String folder;

  OwnFiles(FileIO files, String location) {
    this.files = files;
    this.folder = Locations.plain(location);
  }

  @Override
  public InputFile newInputFile(String path) {
    if (!isOwn(path)) {
      throw new NotFoundException("Cannot find file %s among those of %s.", path, folder);
    }
    return files.newInputFile(path);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    throw new UnsupportedOperationException("Cannot write a file of a table that is dropped.");
  }

  @Override
  public void deleteFile(String path) {
    if (isOwn(path)) {
      files.deleteFile(path);
    } else {
      LOGGER.info("Left in place, because it is not below {}: {}", folder, path);
    }
  }

  private boolean isOwn(String path) {
    return Locations.below(folder, path).isPresent();
  }
}
