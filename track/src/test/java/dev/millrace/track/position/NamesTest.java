package dev.millrace.track.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NamesTest {
  private final Names names = new Names();

  @Test
  void keepsManyNamesOfAllLengths() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 200_000; i++) {
        assertThat(names.number(name(i))).isEqualTo(i);
      }
    }
    assertThat(names.size()).isEqualTo(200_000);
    for (int i = 0; i < 200_000; i += 7) {
      assertThat(names.text(i)).isEqualTo(name(i));
      assertThat(names.find(name(i))).isEqualTo(i);
    }
    assertThat(names.find("unknown")).isEqualTo(-1);
  }

  private static String name(int number) {
    return number % 1_000 == 0 ? number + "ä".repeat(number % 30_000) : "Lkw " + number;
  }

  @Test
  void refusesATextTooLong() {
    assertThatThrownBy(() -> names.number("x".repeat(70_000)))
        .hasMessage("Cannot keep a name of 70000 bytes.");
  }
}
