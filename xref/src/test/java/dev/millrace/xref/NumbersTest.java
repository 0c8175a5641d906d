package dev.millrace.xref;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  @Test
  void makesFourteenDigitsOfEveryGtin() {
    assertThat(Gs1.gtin("4006381333931")).isEqualTo(4006381333931L);
    assertThat(Gs1.gtin("04006381333931")).isEqualTo(Gs1.gtin("400-6381 333931"));
    assertThat(Gs1.gtin("036000291452")).isEqualTo(Gs1.gtin("0036000291452")).isNotZero();
    assertThat(Gs1.gtin("96385074")).isEqualTo(96385074L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4006381333932",
        "400638133393",
        "",
        "abc",
        "4006381333931x",
        "2012345678900",
        "0212345678900",
        "00000000",
        "0000000000000",
        "123",
        "20123451"
      })
  void takesNoNumberForAGtinThatIsNone(String written) {
    assertThat(Gs1.gtin(written)).isEqualTo(Gs1.NONE);
  }

  @Test
  void takesNoNumberOfFewerDigitsForAGln() {
    assertThat(Gs1.gln("4012345000009")).isEqualTo(4012345000009L);
    assertThat(Gs1.gln("4012345000008")).isEqualTo(Gs1.NONE);
    assertThat(Gs1.gln("96385074")).isEqualTo(Gs1.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "DE 811 907 980, DE, DE811907980, DE",
    "DE811907980, '', 811907980, DE",
    "USt-IdNr. DE811907980, DE, DE811907980, DE",
    "ATU12345675, AT, U12345675, AT",
    "EL094014201, GR, 094014201, GR",
    "CHE-116.281.710 MWST, CH, CHE116281710, CH",
    "PL5260250274, PL, NIP 526-025-02-74, PL",
    "B123456788, '', b-12345678-8, ''"
  })
  void seesThatTwoTaxNumbersAreOne(String one, String country, String other, String elsewhere) {
    assertThat(TaxId.of(one, country).agrees(TaxId.of(other, elsewhere))).isTrue();
  }

  @Test
  void twoTaxNumbersOfOneKindContradict() {
    TaxId one = TaxId.of("DE811907980", "DE");
    assertThat(one.contradicts(TaxId.of("DE811907981", "DE"))).isTrue();
    assertThat(one.contradicts(TaxId.of("ATU81190798", "AT"))).isFalse();
    assertThat(one.contradicts(TaxId.of("12/345/67890", "DE"))).isFalse();
    assertThat(TaxId.of("811907980", "DE").agrees(TaxId.of("811907980", "AT"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "n/a", "000000000", "DE999999999", "123456789", "unknown"})
  void aTaxNumberThatOnlyFillsTheFieldIsNone(String written) {
    assertThat(TaxId.of(written, "DE").isNone()).isTrue();
  }

  @Test
  void codesAreComparedWithoutZerosAndSigns() {
    assertThat(Code.of("000-471.1a")).isEqualTo("4711A");
    assertThat(Code.of("n/a")).isEmpty();
    assertThat(Code.of("None")).isEmpty();
    assertThat(Code.distinctive(Code.of("CP-035-C2"))).isTrue();
    assertThat(Code.distinctive(Code.of("0000104711"))).isFalse();
    assertThat(Code.distinctive(Code.of("A1"))).isFalse();
  }
}
