package dev.millrace.flow;

import dev.millrace.flow.MappingFile.Statement;
import dev.millrace.flow.lineage.StatementLineage;
import java.util.Optional;
import org.apache.flink.table.api.CompiledPlan;
import org.apache.flink.table.api.TableException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans a statement as far as Flink does before it runs, and reads its lineage from the plan. */
final class PlannedStatement {
  private static final Logger LOGGER = LoggerFactory.getLogger(PlannedStatement.class);

  private PlannedStatement() {}

  /**
   * Plans a statement.
   *
   * @return what it makes of columns; empty when its plan does not tell
   * @throws RuntimeException of Flink, when the statement cannot run
   */
  static Optional<StatementLineage> of(StreamTableEnvironment tables, Statement statement) {
    CompiledPlan plan;
    try {
      plan = tables.compilePlanSql(statement.sql());
    } catch (TableException e) {
      // Some steps can run and yet not be written down; what is wrong in itself fails here again.
      tables.explainSql(statement.sql());
      LOGGER.warn("Cannot tell the lineage of the statement in line {}", statement.line(), e);
      return Optional.empty();
    }
    plan.explain();
    try {
      return Optional.of(StatementLineage.of(plan.asJsonString(), statement.line()));
    } catch (RuntimeException e) {
      LOGGER.warn("Cannot tell the lineage of the statement in line {}", statement.line(), e);
      return Optional.empty();
    }
  }
}
