package dev.millrace.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AssignmentTest {
  @Test
  void givesUpTheBestOfOneForTheSumOfAll() {
    // The first taker is the best for both places, and the only one for the second.
    assertThat(Assignment.best(new double[][] {{9, 8}, {7, 0}})).containsExactly(1, 0);
  }

  @Test
  void leavesAPlaceFreeRatherThanTakeWhatDoesNotFit() {
    assertThat(Assignment.best(new double[][] {{-1, 0}, {2, -3}, {1, -5}}))
        .containsExactly(Assignment.NOBODY, 0, Assignment.NOBODY);
  }

  @Test
  void needsNoPlaceAndNoTaker() {
    assertThat(Assignment.best(new double[0][0])).isEmpty();
    assertThat(Assignment.best(new double[2][0]))
        .containsExactly(Assignment.NOBODY, Assignment.NOBODY);
  }
}
