package dev.millrace.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowChecksumTest {
  private static String sum(List<List<String>> rows) {
    RowChecksum checksum = new RowChecksum();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        if (row.get(i).isEmpty()) {
          checksum.putNull(i);
        } else {
          byte[] text = row.get(i).getBytes(StandardCharsets.UTF_8);
          checksum.putText(i, text, 0, text.length);
        }
      }
      checksum.endOfRow();
    }
    return checksum.sum();
  }

  @Test
  void isTheSameInAnyOrderOfRows() {
    assertThat(sum(List.of(List.of("a", "b"), List.of("c", ""))))
        .isEqualTo(sum(List.of(List.of("c", ""), List.of("a", "b"))));
  }

  @Test
  void differsWhenAValueMovesToAnotherColumnOrRow() {
    String sum = sum(List.of(List.of("a", "b"), List.of("c", "d")));
    assertThat(sum(List.of(List.of("b", "a"), List.of("c", "d")))).isNotEqualTo(sum);
    assertThat(sum(List.of(List.of("a", "d"), List.of("c", "b")))).isNotEqualTo(sum);
    assertThat(sum(List.of(List.of("a", ""), List.of("c", "d")))).isNotEqualTo(sum);
  }

  @Test
  void differsWhenARowIsThereTwice() {
    assertThat(sum(List.of(List.of("a"), List.of("a")))).isNotEqualTo(sum(List.of(List.of("a"))));
  }

  @Test
  void takesEqualNumbersAsEqualWhateverCallBringsThem() {
    RowChecksum narrow = new RowChecksum();
    narrow.putDecimal(0, 42L);
    narrow.endOfRow();
    RowChecksum wide = new RowChecksum();
    wide.putDecimal(0, BigInteger.valueOf(42));
    wide.endOfRow();
    assertThat(narrow.sum()).isEqualTo(wide.sum());
  }
}
