package dev.millrace.api;

/**
 * An option of a source or of the runtime, defined once: the parser, the help, the JSON schema and
 * the reference page read this definition.
 *
 * @param name as written in YAML, with its unit where it has one
 * @param type of its value
 * @param defaultValue as it would be written; empty when there is none
 * @param required whether it must be given
 * @param secret whether its value must never be shown
 * @param text what it means, one sentence
 */
public record Option(
    String name, Type type, String defaultValue, boolean required, boolean secret, String text) {

  /** The form of a value. */
  public enum Type {
    TEXT,
    INTEGER,
    PORT,
    BOOLEAN,
    DURATION,
    LIST,
    /** A list of what callers must know to be let in. */
    TOKENS
  }

  /** The same under another name. */
  public Option named(String other) {
    return new Option(other, type, defaultValue, required, secret, text);
  }

  /** An option that must be given. */
  public static Option required(String name, Type type, String text) {
    return new Option(name, type, "", true, false, text);
  }

  /** An option with a default; an empty default means that it may be left out. */
  public static Option optional(String name, Type type, String defaultValue, String text) {
    return new Option(name, type, defaultValue, false, false, text);
  }

  /** An option that must be given, and whose value is never shown. */
  public static Option secret(String name, String text) {
    return new Option(name, Type.TEXT, "", true, true, text);
  }

  /** Tokens of callers, never shown; none when left out. */
  public static Option secrets(String name, String text) {
    return new Option(name, Type.TOKENS, "", false, true, text);
  }
}
