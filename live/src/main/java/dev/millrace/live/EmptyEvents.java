package dev.millrace.live;

import dev.millrace.api.TableSchema;
import dev.millrace.api.lake.Condition;
import dev.millrace.api.lake.LakeColumn;
import dev.millrace.api.lake.LakeScan;
import dev.millrace.api.lake.LakeTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An event table that the lake does not have yet: nothing has ever been added to it. */
record EmptyEvents(TableSchema schema) implements LakeTable {
  private static final String ROWS = "_rows";

  /** What the lake says of each event. */
  private static final List<LakeColumn> META =
      List.of(
          new LakeColumn("_op", "VARCHAR"),
          new LakeColumn("_position", "VARCHAR"),
          new LakeColumn("_sequence", "BIGINT"),
          new LakeColumn("_commit_time", "TIMESTAMP WITH TIME ZONE"),
          new LakeColumn("_captured_time", "TIMESTAMP WITH TIME ZONE"),
          new LakeColumn("_transaction", "VARCHAR"),
          new LakeColumn("_unsent", "VARCHAR"));

  private static final LakeScan.Supply NOTHING =
      new LakeScan.Supply() {
        @Override
        public boolean fetch(Duration limit) {
          return true;
        }

        @Override
        public void release() {}
      };

  @Override
  public String name() {
    return schema.name().toString();
  }

  @Override
  public List<LakeColumn> columns() {
    return Stream.concat(
            schema.columns().stream()
                .map(column -> new LakeColumn(column.name(), Layout.sqlType(column.type()))),
            META.stream())
        .toList();
  }

  @Override
  public String version() {
    return "empty";
  }

  @Override
  public LakeScan scan(Optional<Instant> asOf, Condition condition) {
    List<LakeScan.Field> fields = new ArrayList<>();
    for (LakeColumn column : columns()) {
      fields.add(new LakeScan.Field(fields.size() + 1, column.name(), column.type()));
    }
    return new LakeScan(List.of(), fields, ROWS, "SELECT * FROM " + ROWS, NOTHING);
  }
}
