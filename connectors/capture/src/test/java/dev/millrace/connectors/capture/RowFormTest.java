package dev.millrace.connectors.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.connectors.capture.RowForm.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowFormTest {
  private static final Column ID = new Column("id", "1:integer", false);
  private static final Column NAME = new Column("name", "2:text", true);
  private static final RowForm BEFORE = form(ID, NAME);

  private static RowForm form(Column... columns) {
    return RowForm.of(List.of(columns));
  }

  /** As an offset gives it back. */
  private static RowForm stored(RowForm form) {
    return RowForm.parse(form.text());
  }

  @Test
  void staysWhileColumnsAreWhatTheyWere() {
    assertThat(form(NAME, ID).changes(stored(BEFORE))).isFalse();
    assertThat(form(ID, new Column("name", "2:text", false)).changes(stored(BEFORE))).isFalse();
  }

  @Test
  void staysWhenAColumnComesEmpty() {
    assertThat(form(ID, NAME, new Column("note", "3:text", true)).changes(stored(BEFORE)))
        .isFalse();
  }

  @Test
  void changesWhenAColumnComesFilled() {
    assertThat(form(ID, NAME, new Column("note", "3:text", false)).changes(stored(BEFORE)))
        .isTrue();
  }

  @Test
  void changesWhenAColumnHasAnotherNameOrForm() {
    assertThat(form(ID, new Column("title", "2:text", true)).changes(stored(BEFORE))).isTrue();
    assertThat(form(ID, new Column("name", "2:numeric", true)).changes(stored(BEFORE))).isTrue();
  }

  @Test
  void changesWhenAColumnHasGone() {
    assertThat(form(ID).changes(stored(BEFORE))).isTrue();
  }

  @Test
  void ofRowsWhoseFormIsNotKnownNothingIsSaid() {
    assertThat(BEFORE.changes(stored(RowForm.UNKNOWN))).isFalse();
  }
}
