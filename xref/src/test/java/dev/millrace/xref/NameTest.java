package dev.millrace.xref;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Müller & Söhne GmbH | MUELLER UND SOEHNE GMBH | SAME",
        "Bianchi S.r.l. | Bianchi SRL | SAME",
        "SARL Lefèvre Industries | Lefevre Industries SARL | SAME",
        "Kowalski Sp. z o.o. | KOWALSKI SP ZOO | SAME",
        "Sørensen A/S | Sorensen AS | SAME",
        "Steel Hartmann GmbH & Co. KG | Hartmann Steel | SAME",
        "The Acme Company Limited | Acme Ltd | SAME",
        "Hartmann Steel GmbH | Hartman Steel GmbH | NEAR",
        "Hartmann Steel GmbH | Hartmann Steel Trading GmbH | SIMILAR",
        "Hartmann Steel GmbH | Vogel Motors AG | DIFFERENT",
        "Co | Inc | DIFFERENT",
        "Acme | '' | UNKNOWN"
      })
  void comparesOrganisations(String one, String other, Likeness expected) {
    assertThat(Likeness.of(Name.ofParty(one), Name.ofParty(other))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Hex screw M8x40 A2 | hex-screw, M8 X 40, A2 | SAME",
        "Tube 2,5 mm | Tube 2.5mm | SAME",
        "Hex screw M8x40 | Hex screw M8x60 | DIFFERENT",
        "Hex screw M8x40 | Hex scrw M8x40 | NEAR",
        "Door handle left | Door handle right | SIMILAR",
        "Heating circulator pump housing stainless left | "
            + "Heating circulator pump housing stainless right | SIMILAR",
        "Hex screw M8x40 zinc | Hex screw M8x40 | SIMILAR",
        "Centrifugal pump CP 25-100 230 V | Kreiselpumpe CP 25-100 230 V | SIMILAR",
        "Hex screw | Garden hose | DIFFERENT"
      })
  void comparesItems(String one, String other, Likeness expected) {
    assertThat(Likeness.of(Name.ofItem(one), Name.ofItem(other))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "Hartmann Steel GmbH & Co. KG, gmbhkg",
    "Hartmann Steel GmbH, gmbh",
    "Hartmann Steel, ''",
    "Ferrari S.p.A., spa",
    "Limited, ''",
    "Acme Pty. Ltd., ltd"
  })
  void knowsLegalForms(String name, String form) {
    assertThat(Name.ofParty(name).form()).isEqualTo(form);
  }
}
