package dev.millrace.lake;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a current-state table leaves dead rows out. */
public enum CurrentFormat {
  /** By deletion vectors: format 3, the least work for writer and readers. */
  DELETION_VECTORS,

  /** By files of dead rows' places, one a data file at most: format 2, for engines without 3. */
  POSITION_DELETES,

  /** By writing files anew at each commit: format 2, for every engine, and for small tables. */
  COPY_ON_WRITE;

  /** As configurations name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<CurrentFormat> of(String label) {
    return Arrays.stream(values()).filter(format -> format.label().equals(label)).findFirst();
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(CurrentFormat::label).toList();
  }

  /** Of new tables. */
  int formatVersion() {
    return this == DELETION_VECTORS ? 3 : 2;
  }
}
