package dev.millrace.app.runtime;

import dev.millrace.api.TableName;
import dev.millrace.api.lake.LakeTable;
import dev.millrace.api.lake.LakeTables;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The tables of a lake that may not be up yet: live store and lake start side by side. */
final class LateLakeTables implements LakeTables {
  private final Supplier<LakeTables> lake;

  /**
   * @param lake throws NOT_RUNNING as long as it is starting
   */
  LateLakeTables(Supplier<LakeTables> lake) {
    this.lake = lake;
  }

  @Override
  public List<LakeTable> find(String owner, String table) {
    return lake.get().find(owner, table);
  }

  @Override
  public Optional<LakeTable> find(TableName table) {
    return lake.get().find(table);
  }

  @Override
  public List<LakeTable> all() {
    return lake.get().all();
  }
}
