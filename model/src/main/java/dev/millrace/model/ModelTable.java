package dev.millrace.model;

import dev.millrace.api.TableSchema;

/**
 * A table of the supply-chain model.
 *
 * @param schema its columns with their comments, and its key
 * @param comment what one row of it is
 * @param ddl its definition, as {@code CREATE TABLE model.<table> (…) COMMENT '…';}, then what a
 *     project adds to it by {@code ALTER TABLE}
 */
public record ModelTable(TableSchema schema, String comment, String ddl) {}
