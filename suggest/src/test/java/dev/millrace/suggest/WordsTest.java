package dev.millrace.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.suggest.Words.Word;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  private static final Vocabulary VOCABULARY = Vocabulary.standard();

  private static List<String> texts(String name) {
    return Words.of(name, VOCABULARY).stream().map(Word::text).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "fk_product, fk product",
    "ArtikelNr, artikel nr",
    "SALES_ORDER_LINE, sales order line",
    "salesOrderHTTPCode, sales order http code",
    "tabSales Order, tab sales order",
    "auftragsdatum, sales order datum",
    "LIEFTERMIN, lief termin",
    "mindestmenge, mindest menge",
    "artnr, art nr",
    "name1, name 1",
    "Straße, strasse",
    "Größe, groesse",
    "zzx9, zzx 9"
  })
  void takesNamesApart(String name, String words) {
    assertThat(String.join(" ", texts(name))).isEqualTo(words);
  }

  @Test
  void findsWordsOfSeveralLanguagesAlike() {
    Names names = new Names(VOCABULARY);
    for (String name :
        List.of("quantity_ordered", "MengeBestellt", "cantidad_pedida", "qteCommandee")) {
      double likeness =
          names.likeness(
              Words.of(name, VOCABULARY),
              VOCABULARY.columnPhrases("sales_order_line", "quantity_ordered"),
              Set.of());
      assertThat(likeness).as(name).isGreaterThan(0.6);
    }
  }

  @Test
  void aWordThatRepeatsTheTablesNameSaysLittle() {
    Names names = new Names(VOCABULARY);
    List<List<Word>> wanted = List.of(Words.of("name", VOCABULARY));
    List<Word> name = Words.of("item_name", VOCABULARY);
    assertThat(names.likeness(name, wanted, Set.of("item"))).isGreaterThan(0.85);
    assertThat(names.likeness(name, wanted, Set.of())).isLessThan(0.7);
  }
}
