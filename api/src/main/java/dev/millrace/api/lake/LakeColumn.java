package dev.millrace.api.lake;

/**
 * A column of a table in the lake.
 *
 * @param name as SQL takes it
 * @param type in DuckDB's words
 */
public record LakeColumn(String name, String type) {}
