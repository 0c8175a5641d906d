package dev.millrace.live;

import java.time.Instant;
import java.util.List;

/**
 * A whole answer of a live query.
 *
 * @param rows values as {@link RowVisitor} describes them
 * @param truncated whether the query has more rows than asked for
 * @param asOf when the query saw the store
 */
public record LiveRows(
    List<ResultColumn> columns, List<List<Object>> rows, boolean truncated, Instant asOf) {}
