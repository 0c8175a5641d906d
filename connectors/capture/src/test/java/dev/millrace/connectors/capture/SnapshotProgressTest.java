package dev.millrace.connectors.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.TableName;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SnapshotProgressTest {
  private final SnapshotProgress progress = new SnapshotProgress();

  private TableRead table(String name) {
    TableRead table =
        new TableRead(new TableName.Raw("plant", "public", name), TableOffset.none(1, 17));
    progress.add(table);
    return table;
  }

  private static void begin(TableRead table, int chunks, long rowsExpected) {
    table.begun(new SnapshotEvent.Begun(table, "", chunks, new BitSet(), "17", rowsExpected), 5);
  }

  private String atSecond(int second) {
    return progress.json(TimeUnit.SECONDS.toNanos(second)).replace(",\"snapshot\":", "");
  }

  @Test
  void saysNothingWhenNothingIsRead() {
    assertThat(atSecond(0)).isEmpty();
  }

  @Test
  void tellsRowsTablesAndTheTimeLeftByThePaceOfTheLastMinute() {
    TableRead item = table("item");
    TableRead bom = table("bom");
    begin(item, 2, 1_000);
    begin(bom, 1, 200_000);
    assertThat(atSecond(0))
        .isEqualTo("{\"tables\":2,\"tables_done\":0,\"rows\":0,\"rows_total\":201000}");
    item.read(0, 600);
    item.chunkDone(0);
    item.read(1, 500);
    item.chunkDone(1);
    progress.finished(item);
    bom.read(0, 900);
    assertThat(atSecond(1))
        .isEqualTo(
            "{\"tables\":2,\"tables_done\":1,\"rows\":2000,\"rows_total\":201100,"
                + "\"seconds_left\":100}");
    for (int second = 2; second <= 101; second++) {
      bom.read(0, 1_000);
      atSecond(second);
    }
    assertThat(atSecond(102)).contains("\"rows\":102000").contains("\"seconds_left\":101");
    assertThat(atSecond(300)).doesNotContain("seconds_left");
  }

  @Test
  void estimatesByTheChunksReadWhenTheServersEstimateIsNoneOrTooLow() {
    TableRead item = table("item");
    assertThat(atSecond(0)).doesNotContain("rows_total");
    begin(item, 4, 0);
    item.read(0, 100);
    assertThat(atSecond(1)).doesNotContain("rows_total").doesNotContain("seconds_left");
    item.read(1, 50);
    item.chunkDone(0);
    assertThat(atSecond(2)).contains("\"rows\":150").contains("\"rows_total\":400");
    TableRead low = table("low");
    begin(low, 2, 10);
    low.read(0, 30);
    assertThat(atSecond(3)).doesNotContain("rows_total");
    low.chunkDone(0);
    assertThat(atSecond(4)).contains("\"rows_total\":460");
  }

  @Test
  void beginsToCountAnewWhenATableHasToBeReadOnceMore() {
    TableRead item = table("item");
    begin(item, 2, 1_000);
    item.read(0, 500);
    atSecond(0);
    item.makeVoid();
    item.beginRound();
    begin(item, 2, 1_000);
    assertThat(atSecond(1)).contains("\"rows\":0,\"rows_total\":1000}");
    item.read(0, 100);
    assertThat(atSecond(2)).contains("\"rows\":100,").contains("\"seconds_left\":9}");
  }

  @Test
  void forgetsATableThatIsGone() {
    begin(table("item"), 1, 100);
    progress.gone(table("bom"));
    assertThat(atSecond(0)).startsWith("{\"tables\":1,");
  }
}
