package dev.millrace.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProfileTest {
  private static Profile of(String... values) {
    return Profile.of(Arrays.stream(values).map(Optional::ofNullable).toList());
  }

  @Test
  void knowsGtinsByTheirCheckDigit() {
    assertThat(of("4006381333931", "96385074", "036000291452").gtins()).isEqualTo(1);
    assertThat(of("4006381333930", "12345678", "4711").gtins()).isZero();
  }

  @Test
  void knowsCodesOfCountriesCurrenciesAndUnits() {
    assertThat(of("DE", "FR", null, " ").countries()).isEqualTo(1);
    assertThat(of("EUR", "USD", "XXY").currencies()).isBetween(0.6, 0.7);
    assertThat(of("STK", "kg", "PCE").units()).isEqualTo(1);
    assertThat(of("20260131", "19991231").days()).isEqualTo(1);
    assertThat(of("20261331").days()).isZero();
  }

  @Test
  void tellsYesOrNoFromCodes() {
    assertThat(of("J", "N", "J").yesOrNo()).isTrue();
    assertThat(of("X", "", null).yesOrNo()).isTrue();
    assertThat(of("A", "B").yesOrNo()).isFalse();
    assertThat(of("J", "N", "1").yesOrNo()).isFalse();
  }

  @Test
  void seesTheFormOfCodes() {
    assertThat(of("K-17", "K-4711", "K-3").form()).isEqualTo(of("B-1").form());
    assertThat(of("K-17", "4711", "x y").form()).isEmpty();
  }

  @Test
  void saysNothingOfAColumnThatWasNotSampled() {
    assertThat(of().unknown()).isTrue();
    assertThat(of(null, "").empty()).isTrue();
    assertThat(of(null, "").unknown()).isFalse();
  }
}
