package dev.millrace.api;

import java.util.Objects;

/**
 * Something wrong, as a person reads it.
 *
 * @param code stable name
 * @param message what cannot be done, with the value that is wrong: {@code Cannot <verb> <thing>:
 *     <value>.}
 * @param remedy what to do about it
 * @param place where it stands; {@link Place#NONE} when nowhere in a file
 */
public record Problem(ErrorCode code, String message, String remedy, Place place) {

  /**
   * A place in a file.
   *
   * @param file path, relative to the project; empty when there is none
   * @param line from 1; 0 when not known
   * @param column from 1; 0 when not known
   */
  public record Place(String file, int line, int column) {
    public static final Place NONE = new Place("", 0, 0);

    @Override
    public String toString() {
      if (file.isEmpty()) {
        return "";
      }
      return line == 0 ? file : column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
    }
  }

  public Problem {
    Objects.requireNonNull(code);
    Objects.requireNonNull(message);
    Objects.requireNonNull(remedy);
    Objects.requireNonNull(place);
  }

  public static Problem of(ErrorCode code, String message, String remedy) {
    return new Problem(code, message, remedy, Place.NONE);
  }

  /** The same problem at a place in a file. */
  public Problem at(String file, int line, int column) {
    return new Problem(code, message, remedy, new Place(file, line, column));
  }

  /** One line: place, message, remedy and code. */
  @Override
  public String toString() {
    String where = place.toString();
    return (where.isEmpty() ? "" : where + ": ") + message + " " + remedy + " [" + code + "]";
  }
}
