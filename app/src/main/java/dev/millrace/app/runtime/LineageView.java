package dev.millrace.app.runtime;

import dev.millrace.flow.lineage.MappingLineage;
import dev.millrace.flow.lineage.Origin;
import dev.millrace.flow.lineage.StatementLineage;
import dev.millrace.server.endpoint.LineageEndpoint.Lineage;
import dev.millrace.server.endpoint.LineageEndpoint.LineageColumn;
import dev.millrace.server.endpoint.LineageEndpoint.LineageMapping;
import dev.millrace.server.endpoint.LineageEndpoint.LineageOrigin;
import dev.millrace.server.endpoint.LineageEndpoint.LineageStatement;
import dev.millrace.server.endpoint.LineageEndpoint.Way;
import java.util.List;

/** Shows the flow's lineage to the HTTP server. */
final class LineageView {
  private LineageView() {}

  static Lineage of(List<MappingLineage> mappings) {
    return new Lineage(
        mappings.stream()
            .map(
                mapping ->
                    new LineageMapping(
                        mapping.mapping(),
                        mapping.file(),
                        mapping.statements().stream().map(LineageView::statement).toList()))
            .toList());
  }

  private static LineageStatement statement(StatementLineage statement) {
    return new LineageStatement(
        statement.table().toString(),
        statement.line(),
        statement.columns().stream()
            .map(
                column ->
                    new LineageColumn(
                        column.column(), column.expression(), origins(column.origins())))
            .toList(),
        origins(statement.rows()));
  }

  private static List<LineageOrigin> origins(List<Origin> origins) {
    return origins.stream()
        .map(
            origin ->
                new LineageOrigin(
                    origin.table().toString(),
                    origin.column(),
                    switch (origin.way()) {
                      case IDENTITY -> Way.IDENTITY;
                      case TRANSFORMATION -> Way.TRANSFORMATION;
                      case AGGREGATION -> Way.AGGREGATION;
                      case CONDITIONAL -> Way.CONDITIONAL;
                      case JOIN -> Way.JOIN;
                      case FILTER -> Way.FILTER;
                      case GROUP_BY -> Way.GROUP_BY;
                      case SORT -> Way.SORT;
                      case WINDOW -> Way.WINDOW;
                    }))
        .toList();
  }
}
