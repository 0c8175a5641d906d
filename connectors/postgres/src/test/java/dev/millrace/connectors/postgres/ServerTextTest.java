package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.Run;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Types that only the server can write arrive by snapshot and stream as their texts. */
class ServerTextTest extends WithServers {

  @Test
  void snapshotAndStreamGiveTheServersText() throws Exception {
    String values = "'(1,2),(3,4)', '1.5 .. 2', '=r/postgres', 'a:1 b:2', '{\"c:3\"}', NULL)";
    sql(
        "CREATE EXTENSION cube",
        "CREATE EXTENSION seg",
        "CREATE TABLE item (id int PRIMARY KEY, c cube, s seg, a aclitem, v tsvector,"
            + " vs tsvector[], nothing cube)",
        "INSERT INTO item VALUES (1, " + values);
    try (Run run = run()) {
      run.until(table("item"), 1);
      sql("INSERT INTO item VALUES (2, " + values);
      List<Change> changes = run.until(table("item"), 2);
      for (Change change : changes) {
        Map<String, Object> row = change.row();
        assertThat(row)
            .containsEntry("c", "(1, 2),(3, 4)")
            .containsEntry("s", "1.5 .. 2")
            .containsEntry("a", "=r/postgres")
            .containsEntry("v", "'a':1 'b':2")
            .containsEntry("vs", "[\"'c':3\"]")
            .containsEntry("nothing", null);
      }
    }
  }
}
