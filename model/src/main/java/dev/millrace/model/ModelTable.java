package dev.millrace.model;

import dev.millrace.api.TableSchema;

/**
 * A table of the supply-chain model.
 *
 * @param schema its columns with their comments, and its key
 * @param comment what one row of it is
 * @param ddl the text of its file, as {@code CREATE TABLE model.<table> (…) COMMENT '…';}
 */
public record ModelTable(TableSchema schema, String comment, String ddl) {}
