package dev.millrace.app.runtime;

import dev.millrace.api.TableName;
import dev.millrace.lake.LakeStatus;
import dev.millrace.server.endpoint.LakeEndpoint.Lake;
import dev.millrace.server.endpoint.LakeEndpoint.LakeCurrent;
import dev.millrace.server.endpoint.LakeEndpoint.LakeHistory;
import dev.millrace.server.endpoint.LakeEndpoint.LakeState;
import dev.millrace.server.endpoint.LakeEndpoint.LakeTable;
import dev.millrace.server.endpoint.LakeEndpoint.LakeUpkeep;
import dev.millrace.server.endpoint.TablesEndpoint.Kind;

/** The lake's state in the terms of the HTTP API. */
final class LakeView {
  private LakeView() {}

  static Lake of(LakeStatus lake) {
    return new Lake(
        lake.warehouse(),
        switch (lake.state()) {
          case STARTING -> LakeState.STARTING;
          case RUNNING -> LakeState.RUNNING;
          case FAILED -> LakeState.FAILED;
          case STOPPED -> LakeState.STOPPED;
        },
        lake.tables().stream().map(LakeView::of).toList(),
        lake.commitInterval().toMillis(),
        lake.lastCommit(),
        lake.problem());
  }

  private static LakeTable of(LakeStatus.TableStatus table) {
    return new LakeTable(
        table.table().toString(),
        table.table() instanceof TableName.Model ? Kind.MODEL : Kind.RAW,
        new LakeHistory(table.files(), table.rows(), table.bytes()),
        table
            .current()
            .map(
                current ->
                    new LakeCurrent(
                        current.files(),
                        current.rows(),
                        current.deadRows(),
                        current.deadShare(),
                        current.bytes())),
        table.lost(),
        table.snapshots(),
        table.pending(),
        table.lastCommit(),
        table.lastUpkeep().map(LakeView::of),
        table.problem());
  }

  static LakeUpkeep of(LakeStatus.UpkeepDone done) {
    return new LakeUpkeep(
        done.at(),
        done.merged(),
        done.deadRows(),
        done.forgotten(),
        done.deleted(),
        done.took().toMillis() / 1e3);
  }
}
