package dev.millrace.lake.rest;

import java.util.Optional;

/** Compares locations of files, which engines write in several forms. */
final class Locations {
  private static final String SCHEME = "file:";

  private Locations() {}

  /** A location without a slash at its end; a local one as a path, {@code /data/lake}. */
  static String plain(String location) {
    String plain =
        location.startsWith(SCHEME)
            ? "/" + location.substring(SCHEME.length()).replaceFirst("^/*", "")
            : location;
    return plain.replaceFirst("/+$", "");
  }

  /**
   * What stands behind a folder in a location, without a slash in front.
   *
   * @param folder a plain one
   * @return empty when the location is the folder, is elsewhere, or might lead elsewhere
   */
  static Optional<String> below(String folder, String location) {
    String plain = plain(location);
    if (!plain.startsWith(folder + "/")) {
      return Optional.empty();
    }
    String rest = plain.substring(folder.length() + 1);
    for (String part : rest.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return Optional.empty();
      }
    }
    return Optional.of(rest);
  }
}
