package dev.millrace.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Collects the answer of a query. */
final class Answers implements RowVisitor {
  final List<ResultColumn> columns = new ArrayList<>();
  final List<List<Object>> rows = new ArrayList<>();

  static List<List<Object>> of(LiveStore store, String sql) {
    Answers answers = new Answers();
    store.query(sql, QueryLimits.DEFAULT, answers);
    return answers.rows;
  }

  @Override
  public void columns(List<ResultColumn> all) {
    columns.addAll(all);
  }

  @Override
  public void row(Object[] values) {
    rows.add(Collections.unmodifiableList(Arrays.asList(values.clone())));
  }
}
