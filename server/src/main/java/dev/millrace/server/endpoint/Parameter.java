package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A parameter of an endpoint's address, defined once: the parser, OpenAPI and the reference page
 * read this.
 *
 * @param name as it is written
 * @param place where it stands
 * @param type the name of its type in JSON Schema
 * @param choices the values it may have; empty when any
 * @param defaultValue what it is when left out; empty when it must be given
 * @param text what it means, one sentence
 * @param reader reads its text; throws {@link IllegalArgumentException}, saying what is allowed
 * @param <T> of its value
 */
public record Parameter<T>(
    String name,
    Place place,
    String type,
    List<String> choices,
    Optional<T> defaultValue,
    String text,
    Function<String, T> reader) {

  /** Where a parameter stands. */
  public enum Place {
    PATH,
    QUERY
  }

  static Parameter<String> inPath(String name, String text) {
    return new Parameter<>(
        name, Place.PATH, "string", List.of(), Optional.empty(), text, Function.identity());
  }

  static Parameter<String> required(String name, String text) {
    return new Parameter<>(
        name, Place.QUERY, "string", List.of(), Optional.empty(), text, Function.identity());
  }

  static Parameter<Integer> integer(
      String name, int least, int greatest, int defaultValue, String text) {
    return new Parameter<>(
        name,
        Place.QUERY,
        "integer",
        List.of(),
        Optional.of(defaultValue),
        text + " From " + least + " to " + greatest + ".",
        written -> integerBetween(written, least, greatest));
  }

  static Parameter<Double> number(
      String name, double least, double greatest, double defaultValue, String text) {
    return new Parameter<>(
        name,
        Place.QUERY,
        "number",
        List.of(),
        Optional.of(defaultValue),
        text + " From " + Math.round(least) + " to " + Math.round(greatest) + ".",
        written -> numberBetween(written, least, greatest));
  }

  /**
   * One that may be left out and then has no value.
   *
   * @param choices the values it may have; empty when any that the reader takes
   */
  static <T> Parameter<Optional<T>> optional(
      String name, String type, List<String> choices, String text, Function<String, T> reader) {
    return new Parameter<>(
        name,
        Place.QUERY,
        type,
        choices,
        Optional.of(Optional.empty()),
        text,
        written ->
            Optional.of(reader.apply(choices.isEmpty() ? written : oneOf(written, choices))));
  }

  static Parameter<String> choice(
      String name, List<String> choices, String defaultValue, String text) {
    return new Parameter<>(
        name,
        Place.QUERY,
        "string",
        choices,
        Optional.of(defaultValue),
        text,
        written -> oneOf(written, choices));
  }

  /** What it is when left out, for readers; empty when it has no value then. */
  public Optional<T> shownDefault() {
    return defaultValue.filter(value -> !(value instanceof Optional<?> none) || none.isPresent());
  }

  /**
   * The value that was given.
   *
   * @param written as it stands in the address; empty when left out
   * @throws MillraceException when it is missing or wrong
   */
  public T read(Optional<String> written) {
    if (written.isEmpty()) {
      return defaultValue.orElseThrow(
          () ->
              new MillraceException(
                  ErrorCode.REQUEST_INVALID,
                  "Cannot answer the request: parameter " + name + " is missing.",
                  "Give it: " + text));
    }
    try {
      return reader.apply(written.get());
    } catch (IllegalArgumentException e) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot use parameter " + name + ": " + written.get() + ".",
          e.getMessage(),
          e);
    }
  }

  static int integerBetween(String written, int least, int greatest) {
    String allowed = "Give a whole number from " + least + " to " + greatest + ".";
    try {
      int value = Integer.parseInt(written);
      if (value < least || value > greatest) {
        throw new IllegalArgumentException(allowed);
      }
      return value;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(allowed, e);
    }
  }

  static double numberBetween(String written, double least, double greatest) {
    String allowed =
        "Give a number from " + Math.round(least) + " to " + Math.round(greatest) + ".";
    try {
      double value = Double.parseDouble(written);
      if (!(value >= least && value <= greatest)) {
        throw new IllegalArgumentException(allowed);
      }
      return value;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(allowed, e);
    }
  }

  private static String oneOf(String written, List<String> choices) {
    if (!choices.contains(written)) {
      throw new IllegalArgumentException("Give one of: " + String.join(", ", choices) + ".");
    }
    return written;
  }
}
