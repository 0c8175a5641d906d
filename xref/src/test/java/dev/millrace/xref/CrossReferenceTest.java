package dev.millrace.xref;

import static dev.millrace.xref.Status.CERTAIN;
import static dev.millrace.xref.Status.PROPOSED;
import static dev.millrace.xref.Subject.ITEM;
import static dev.millrace.xref.Subject.PARTY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.log.rows.RowKey;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrossReferenceTest {
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
  void joinsItemsOfOneGtinByItself() {
    bed.pens();
    bed.start();
    bed.untilPairs(ITEM, Map.of("plant:1=shop:p/9", CERTAIN));
    PairRow pair = bed.pairs(ITEM).get("plant:1=shop:p/9");
    assertThat(pair.confidence()).isBetween(9_900, 9_999);
    assertThat(pair.matchedBy()).isEqualTo("several");
    assertThat(pair.reason()).contains("GTIN 04006381333931").contains("“Fibre pen blue 0.4 mm”");
    assertThat(pair.decidedBy()).isEmpty();
    bed.until(() -> bed.leads(ITEM).size() == 2);
    assertThat(bed.leads(ITEM))
        .containsEntry("plant:1", "plant:1")
        .containsEntry("shop:p/9", "plant:1");
  }

  @Test
  void theOrderOfSourcesSaysWhoseRowStandsForAll() {
    bed.pens();
    bed.start("shop", "plant");
    bed.until(() -> bed.leads(ITEM).size() == 2);
    assertThat(bed.leads(ITEM).values()).containsOnly("shop:p/9");
    bed.start("plant");
    bed.until(() -> bed.leads(ITEM).containsValue("plant:1"));
    assertThat(bed.leads(ITEM).values()).containsOnly("plant:1");
  }

  @Test
  void isNotTakenInByACodeThatMeansAnotherItem() {
    bed.item("plant", "1", "item_code", "10472", "name", "Hex screw M8x40", "base_uom", "pc");
    bed.item("shop", "1", "item_code", "10472", "name", "Garden hose 25 m", "base_uom", "m");
    bed.pens();
    bed.start();
    bed.untilPairs(ITEM, Map.of("plant:1=shop:p/9", CERTAIN));
  }

  @Test
  void isNotTakenInByAGtinWithAWrongCheckDigit() {
    bed.item("plant", "1", "name", "Fibre pen", "gtin", "4006381333930");
    bed.item("shop", "1", "name", "Garden hose", "gtin", "4006381333930");
    bed.item("plant", "2", "name", "Lamp", "gtin", "2012345678900");
    bed.item("shop", "2", "name", "Bread", "gtin", "2012345678900");
    bed.party("plant", "1", "name", "Acme Steel GmbH", "tax_id", "DE811907980");
    bed.party("shop", "1", "name", "Acme Steel GmbH", "tax_id", "DE 811907980");
    bed.start();
    bed.untilPairs(PARTY, Map.of("plant:1=shop:1", CERTAIN));
    assertThat(bed.pairs(ITEM)).isEmpty();
  }

  @Test
  void keepsApartOrganisationsOfOneNameAndTwoTaxNumbers() {
    bed.party("plant", "1", "name", "Hartmann Steel GmbH", "tax_id", "DE811907980");
    bed.party("shop", "1", "name", "Hartmann Steel GmbH", "tax_id", "DE136695976");
    bed.party(
        "plant", "2", "name", "Vogel Motors AG", "tax_id", "DE129274202", "country_code", "DE");
    bed.party("shop", "2", "name", "VOGEL MOTORS", "tax_id", "129274202", "country_code", "DE");
    bed.start();
    bed.untilPairs(PARTY, Map.of("plant:2=shop:2", CERTAIN));
  }

  @Test
  void asksWhenEvidenceContradictsItself() {
    bed.item("plant", "1", "name", "Hex screw M8x40", "gtin", Bed.GTIN);
    bed.item("shop", "1", "name", "Hex screw M8x60", "gtin", Bed.GTIN);
    bed.party("plant", "1", "name", "Brandt GmbH", "tax_id", "DE811907980");
    bed.party("shop", "1", "name", "Brandt AG", "tax_id", "DE811907980");
    bed.start();
    bed.untilPairs(ITEM, Map.of("plant:1=shop:1", PROPOSED));
    bed.untilPairs(PARTY, Map.of("plant:1=shop:1", PROPOSED));
    assertThat(bed.pairs(PARTY).get("plant:1=shop:1").reason())
        .contains("But: legal form gmbh and ag");
  }

  @Test
  void findsItemsBySuppliersCodesAndPacks() {
    bed.item("plant", "1", "item_code", "CP-035-C2", "name", "Centrifugal pump CP 25-100 230 V");
    bed.item("shop", "8", "item_code", "100017", "name", "Kreiselpumpe CP 25-100 230 V");
    bed.put("item_supplier", "shop", "8/s", "item_key", "8", "supplier_item_code", "CP035C2");
    bed.item("plant", "2", "name", "Screws zinc", "base_uom", "pc");
    bed.item("shop", "9", "name", "Zinc screws", "base_uom", "pc");
    bed.put("item_uom", "plant", "u1", "item_key", "2", "gtin", Bed.GTIN);
    bed.put("item_uom", "shop", "u7", "item_key", "9", "gtin", Bed.GTIN);
    bed.start();
    bed.untilPairs(ITEM, Map.of("plant:1=shop:8", PROPOSED, "plant:2=shop:9", CERTAIN));
    assertThat(bed.pairs(ITEM).get("plant:1=shop:8").reason()).contains("supplier's code CP035C2");
    bed.delete("item_uom", "shop", "u7");
    bed.put("item_supplier", "shop", "8/s", "item_key", "9", "supplier_item_code", "CP035C2");
    bed.until(
        () ->
            !bed.statuses(ITEM).containsKey("plant:1=shop:8")
                && bed.statuses(ITEM).get("plant:2=shop:9") == PROPOSED);
  }

  @Test
  void followsChangesAndDeletes() {
    bed.pens();
    bed.start();
    bed.untilPairs(ITEM, Map.of("plant:1=shop:p/9", CERTAIN));
    bed.item("shop", "p/9", "name", "fibre pen, blue 0,4mm", "base_uom", "pc");
    bed.untilPairs(ITEM, Map.of("plant:1=shop:p/9", PROPOSED));
    bed.until(() -> bed.leads(ITEM).isEmpty());
    bed.item("shop", "p/9", "name", "Garden hose", "base_uom", "m");
    bed.untilPairs(ITEM, Map.of());
    bed.pens();
    bed.untilPairs(ITEM, Map.of("plant:1=shop:p/9", CERTAIN));
    bed.delete("item", "plant", "1");
    bed.untilPairs(ITEM, Map.of());
    bed.until(() -> bed.leads(ITEM).isEmpty());
  }

  @Test
  void writesNothingWhenNothingHasChanged() {
    bed.pens();
    bed.start();
    bed.until(() -> bed.leads(ITEM).size() == 2);
    long pairs = bed.written(ITEM.pairs());
    long identities = bed.written(ITEM.identities());
    bed.start();
    bed.until(() -> !bed.running().status().subjects().isEmpty());
    bed.pens();
    bed.item("plant", "3", "name", "Lamp");
    bed.until(() -> bed.running().status().subjects().get(ITEM).rows() == 3);
    assertThat(bed.written(ITEM.pairs())).isEqualTo(pairs);
    assertThat(bed.written(ITEM.identities())).isEqualTo(identities);
  }

  @Test
  void whatBecameUntrueWhileItWasStoppedIsTakenBackAtTheStart() {
    bed.pens();
    bed.start();
    bed.until(() -> bed.leads(ITEM).size() == 2);
    bed.stop();
    bed.delete("item", "plant", "1");
    bed.start();
    bed.untilPairs(ITEM, Map.of());
    bed.until(() -> bed.leads(ITEM).isEmpty());
  }

  @Test
  void stopsAndSaysSoWhenThereAreTooManyRows() {
    bed.pens();
    bed.start();
    bed.untilPairs(ITEM, Map.of("plant:1=shop:p/9", CERTAIN));
    bed.start(1);
    bed.until(() -> bed.running().status().problem().isPresent());
    assertThat(bed.running().status().problem().orElseThrow().message())
        .isEqualTo("Cannot cross-reference model.item: it has more than 1 rows.");
    assertThat(bed.statuses(ITEM)).isEqualTo(Map.of("plant:1=shop:p/9", CERTAIN));
    assertThatThrownBy(
            () ->
                bed.running()
                    .decide(ITEM, row("plant", "1"), row("shop", "p/9"), Optional.empty(), "ada"))
        .hasMessageContaining("the cross-reference does not run");
  }
}
