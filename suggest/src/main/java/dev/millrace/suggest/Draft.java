package dev.millrace.suggest;

/**
 * A mapping file that is proposed.
 *
 * @param name of the file without its ending, such as {@code items}
 * @param sql its whole text
 */
public record Draft(String name, String sql) {}
