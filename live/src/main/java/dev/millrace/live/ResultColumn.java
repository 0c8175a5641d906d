package dev.millrace.live;

/**
 * A column of an answer.
 *
 * @param name as the query gives it
 * @param type DuckDB's name of the type
 */
public record ResultColumn(String name, String type) {}
