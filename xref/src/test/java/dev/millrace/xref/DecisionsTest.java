package dev.millrace.xref;

import static dev.millrace.xref.Status.CERTAIN;
import static dev.millrace.xref.Status.CONFIRMED;
import static dev.millrace.xref.Status.PROPOSED;
import static dev.millrace.xref.Status.REJECTED;
import static dev.millrace.xref.Subject.ITEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.log.rows.RowKey;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people and mappings say of pairs. */
class DecisionsTest {
  @TempDir Path folder;
  private Bed bed;

  @BeforeEach
  void open() {
    bed = new Bed(folder);
  }

  @AfterEach
  void close() {
    bed.close();
  }

  private static RowKey row(String system, String key) {
    return new RowKey(system, key);
  }

  @Test
  void asksWhenTwoRowsOfASourceFitAsWell() {
    bed.pens();
    bed.item("shop", "10", "name", "Fibre pen blue 0.4 mm", "gtin", Bed.GTIN, "base_uom", "pc");
    bed.start();
    bed.untilPairs(ITEM, Map.of("plant:1=shop:p/9", PROPOSED, "plant:1=shop:10", PROPOSED));
    assertThat(bed.pairs(ITEM).get("plant:1=shop:10").reason())
        .endsWith("Not joined by itself: another row of shop fits as well.");
    bed.running().decide(ITEM, row("plant", "1"), row("shop", "10"), Optional.of(REJECTED), "ada");
    bed.untilPairs(ITEM, Map.of("plant:1=shop:p/9", CERTAIN, "plant:1=shop:10", REJECTED));
  }

  @Test
  void keepsWhatPeopleDecideWhateverTheRowsSayAndAcrossARestart() {
    bed.pens();
    bed.item("plant", "2", "name", "Lamp");
    bed.item("shop", "2", "name", "Light");
    CrossReference running = bed.start();
    bed.untilPairs(ITEM, Map.of("plant:1=shop:p/9", CERTAIN));
    running.decide(ITEM, row("shop", "p/9"), row("plant", "1"), Optional.of(REJECTED), "ada");
    running.decide(ITEM, row("plant", "2"), row("shop", "2"), Optional.of(CONFIRMED), "ada");
    Map<String, Status> decided = Map.of("plant:1=shop:p/9", REJECTED, "plant:2=shop:2", CONFIRMED);
    bed.untilPairs(ITEM, decided);
    assertThat(bed.leads(ITEM).keySet()).containsExactly("plant:2", "shop:2");
    PairRow told = bed.pairs(ITEM).get("plant:2=shop:2");
    assertThat(told.matchedBy()).isEqualTo("person");
    assertThat(told.decidedBy()).isEqualTo("ada");
    assertThat(told.decidedAt()).isPositive();

    bed.delete("item", "shop", "2");
    bed.item("plant", "1", "name", "Fibre pen blue 0.4 mm new", "gtin", Bed.GTIN, "base_uom", "pc");
    bed.until(() -> bed.leads(ITEM).isEmpty());
    assertThat(bed.statuses(ITEM)).isEqualTo(decided);
    bed.start();
    bed.item("shop", "2", "name", "Light");
    bed.until(() -> bed.leads(ITEM).size() == 2);
    assertThat(bed.statuses(ITEM)).isEqualTo(decided);
    assertThat(bed.pairs(ITEM).get("plant:2=shop:2")).isEqualTo(told);
  }

  @Test
  void takesADecisionBack() {
    bed.pens();
    bed.item("plant", "2", "name", "Lamp");
    CrossReference running = bed.start();
    bed.untilPairs(ITEM, Map.of("plant:1=shop:p/9", CERTAIN));
    RowKey pen = row("shop", "p/9");
    running.decide(ITEM, row("plant", "1"), pen, Optional.of(REJECTED), "ada");
    running.decide(ITEM, row("plant", "2"), pen, Optional.of(CONFIRMED), "ada");
    assertThat(running.decide(ITEM, row("plant", "2"), pen, Optional.empty(), "ada")).isEmpty();
    assertThat(running.decide(ITEM, row("plant", "1"), pen, Optional.empty(), "ada"))
        .get()
        .extracting(CrossReference.Pair::status)
        .isEqualTo(CERTAIN);
    assertThat(bed.statuses(ITEM)).isEqualTo(Map.of("plant:1=shop:p/9", CERTAIN));
    assertThat(bed.leads(ITEM)).hasSize(2);
  }

  @Test
  void groupsRowsOfSeveralSourcesAndLetsARejectionSplitThem() {
    for (String system : new String[] {"a", "b", "c"}) {
      bed.item(system, "1", "name", "Fibre pen blue", "gtin", Bed.GTIN, "base_uom", "pc");
    }
    CrossReference running = bed.start();
    bed.until(() -> bed.leads(ITEM).size() == 3);
    assertThat(bed.leads(ITEM).values()).containsOnly("a:1");
    running.decide(ITEM, row("b", "1"), row("c", "1"), Optional.of(REJECTED), "ada");
    // One of the two other pairs must give way: the weaker, or of equal ones the later by name.
    bed.untilPairs(ITEM, Map.of("a:1=b:1", CERTAIN, "a:1=c:1", PROPOSED, "b:1=c:1", REJECTED));
    assertThat(bed.leads(ITEM)).isEqualTo(Map.of("a:1", "a:1", "b:1", "a:1"));
  }

  @Test
  void takesWhatAMappingSaysOfAPairAndLeavesItsRowAlone() {
    bed.item("plant", "1", "name", "Lamp");
    bed.item("shop", "2", "name", "Light");
    CrossReference running = bed.start();
    bed.put(
        "item_xref",
        "shop",
        "list/1",
        "item_key",
        "2",
        "other_system",
        "plant",
        "other_item_key",
        "1",
        "status",
        "certain",
        "matched_by",
        "supplier_code");
    bed.put("item_xref", "shop", "list/2", "item_key", "2", "status", "certain");
    bed.until(() -> bed.leads(ITEM).size() == 2);
    await()
        .atMost(Bed.PATIENCE)
        .until(() -> running.status().subjects().get(ITEM).pairs(), Map.of(CERTAIN, 1L)::equals);
    running.decide(ITEM, row("plant", "1"), row("shop", "2"), Optional.of(REJECTED), "ada");
    bed.until(() -> bed.leads(ITEM).isEmpty());
    bed.delete("item_xref", "shop", "list/1");
    running.decide(ITEM, row("plant", "1"), row("shop", "2"), Optional.empty(), "ada");
    bed.delete("item_xref", "shop", "list/2");
    bed.untilPairs(ITEM, Map.of());
  }

  @Test
  void refusesToDecideOnWhatIsNotThere() {
    bed.pens();
    CrossReference running = bed.start();
    assertThatThrownBy(
            () ->
                running.decide(
                    ITEM, row("plant", "1"), row("shop", "7"), Optional.of(CONFIRMED), "ada"))
        .hasMessageContaining("Cannot decide on a row that is not there: model.item shop 7.");
    assertThatThrownBy(
            () ->
                running.decide(
                    ITEM, row("plant", "1"), row("plant", "2"), Optional.of(CONFIRMED), "ada"))
        .hasMessageContaining("Cannot pair two rows of one source: plant.");
  }
}
