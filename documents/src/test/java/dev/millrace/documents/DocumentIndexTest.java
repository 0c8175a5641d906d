package dev.millrace.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.TableName;
import dev.millrace.documents.Found.One;
import dev.millrace.documents.Found.Piece;
import dev.millrace.log.rows.RowKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentIndexTest {
  private static final TableName DOCUMENT = TableName.model("document");

  @TempDir Path folder;
  private DocumentIndex index;

  @BeforeEach
  void open() throws IOException {
    index = DocumentIndex.open(folder);
  }

  @AfterEach
  void close() throws IOException {
    index.close();
  }

  private static WrittenText text(String key, String title, String body, Map<Part, String> more) {
    Map<Part, String> parts = new EnumMap<>(Part.class);
    parts.putAll(more);
    parts.put(Part.TITLE, title);
    parts.put(Part.BODY, body);
    return new WrittenText(DOCUMENT, new RowKey("plant", key), parts);
  }

  private void put(String key, String title, String body) throws IOException {
    index.put(text(key, title, body, Map.of()));
    index.show();
  }

  private List<String> keys(String words) throws IOException {
    return search(words).stream().map(one -> one.text().row().key()).toList();
  }

  private List<One> search(String words) throws IOException {
    return index.search(new Asked(words, Optional.empty(), 100)).texts();
  }

  /** A text with what was found in brackets. */
  private static String marked(List<Piece> pieces) {
    return pieces.stream()
        .map(piece -> piece.found() ? "[" + piece.text() + "]" : piece.text())
        .collect(Collectors.joining());
  }

  @Test
  void findsUmlautsAndAccentsHoweverTheyAreWritten() throws IOException {
    put("a", "Müller AG", "Kühlkette unterbrochen, Größe prüfen");
    put("b", "Société Générale", "Le camion est arrivé à Orléans");
    for (String words :
        List.of("Müller", "mueller", "MULLER", "kuehlkette", "kuhlkette", "groesse", "Grösse")) {
      assertThat(keys(words)).as(words).containsExactly("a");
    }
    for (String words : List.of("societe", "SOCIÉTÉ generale", "arrive orleans")) {
      assertThat(keys(words)).as(words).containsExactly("b");
    }
  }

  @Test
  void findsAllWordsBeginningsPhrasesAndLeavesOutWhatIsNotWanted() throws IOException {
    put("a", "Delivery LS-2026-0017", "One pallet is broken, two are fine.");
    put("b", "Delivery LS-2026-0018", "Broken seal; the pallet is fine.");
    put("c", "Palettenschaden", "Eine Palette ist gebrochen.");
    assertThat(keys("broken pallet")).containsExactlyInAnyOrder("a", "b");
    assertThat(keys("palet")).containsExactly("c");
    assertThat(keys("\"pallet is broken\"")).containsExactly("a");
    assertThat(keys("pallet -seal")).containsExactly("a");
    assertThat(keys("-pallet")).containsExactly("c");
    assertThat(keys("LS-2026-0017")).containsExactly("a");
    assertThat(keys("LS-2026-001")).containsExactlyInAnyOrder("a", "b");
    assertThat(keys("\"broken pal\"")).isEmpty();
    assertThat(keys("pallet nowhere")).isEmpty();
    assertThat(keys("\"unclosed")).isEmpty();
    assertThat(keys("broken (AND) *?~ [to] title:x")).isEmpty();
  }

  @Test
  void ranksTitlesBeforeBodiesAndWholeWordsBeforeBeginnings() throws IOException {
    put("begun", "x", "A customshouse somewhere on the way, and some more words.");
    put("body", "x", "Held by customs somewhere on the way, and some more words.");
    put("title", "Customs", "Something else, and somewhere on the way some more words.");
    assertThat(keys("customs")).containsExactly("title", "body", "begun");
  }

  @Test
  void showsWhatWasFoundInItsSurroundings() throws IOException {
    String long1 = "Nothing of interest here at all. ".repeat(40);
    put("a", "Grüße <b>", long1 + "Then the Kühlkette was broken for hours. " + long1);
    put("b", "No text", "");
    One one = search("kuehl broken gruesse").get(0);
    assertThat(marked(one.title())).isEqualTo("[Grüße] <b>");
    assertThat(marked(one.snippet()))
        .contains("Then the [Kühlkette] was [broken] for hours.")
        .startsWith("…")
        .endsWith("…")
        .hasSizeLessThan(300);
    assertThat(search("text").get(0).snippet()).isEmpty();
    assertThat(marked(search("-text").get(0).snippet())).startsWith("Nothing of interest");
  }

  @Test
  void changesAndRemovesATextByItsRow() throws IOException {
    put("a", "First", "one");
    put("b", "Second", "two");
    put("a", "First", "three");
    assertThat(keys("one")).isEmpty();
    assertThat(keys("three")).containsExactly("a");
    index.remove(DOCUMENT, new RowKey("plant", "a"));
    index.remove(DOCUMENT, new RowKey("other", "b"));
    index.show();
    assertThat(keys("three")).isEmpty();
    assertThat(keys("")).containsExactly("b");
    assertThat(index.size()).isEqualTo(1);
  }

  @Test
  void listsThoseOfAShipmentTheNewestFirst() throws IOException {
    for (int i = 0; i < 5; i++) {
      index.put(
          text(
              "d" + i,
              "Entry",
              "number " + i,
              Map.of(
                  Part.SHIPMENT, i == 3 ? "8" : "7", Part.WRITTEN_AT, "" + (1_000 - 7 * i % 5))));
    }
    index.show();
    RowKey shipment = new RowKey("plant", "7");
    Found all = index.search(new Asked("", Optional.of(shipment), 3));
    assertThat(all.count()).isEqualTo(4);
    assertThat(all.texts())
        .extracting(one -> one.text().row().key())
        .containsExactly("d0", "d1", "d4");
    Found some = index.search(new Asked("number 2", Optional.of(shipment), 3));
    assertThat(some.texts()).extracting(one -> one.text().row().key()).containsExactly("d2");
    Found others = index.search(new Asked("", Optional.of(new RowKey("other", "7")), 3));
    assertThat(others.texts()).isEmpty();
  }

  @Test
  void isThereAgainAsItWasCommitted() throws IOException {
    put("a", "First", "one");
    index.commit(Map.of("at", "7"));
    put("b", "Second", "two");
    index.close();
    index = DocumentIndex.open(folder);
    assertThat(index.noted()).containsExactly(Map.entry("at", "7"));
    assertThat(keys("")).containsExactly("a");
  }
}
