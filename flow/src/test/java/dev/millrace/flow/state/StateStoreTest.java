package dev.millrace.flow.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateStoreTest {
  private static final long SEED = Long.getLong("millrace.seed", System.nanoTime());

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private final Map<String, String> truth = new HashMap<>();
  private StateStore store;

  /** A piece of the log as a checkpoint would keep it. */
  private static final class Piece {
    final long segment;
    final int from;
    final byte[] bytes;

    Piece(long segment, int from, byte[] bytes) {
      this.segment = segment;
      this.from = from;
      this.bytes = bytes;
    }
  }

  @BeforeEach
  void open() throws IOException {
    store = new StateStore(folder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void knowsTheLastValueOfEachKeyWhileItsOldEndIsSwept() throws IOException {
    for (int i = 0; i < 120_000; i++) {
      change(3_000, 4_000);
    }

    assertSame();
  }

  @Test
  void growsToManyKeysAndForgetsThemAgain() throws IOException {
    for (int i = 0; i < 200_000; i++) {
      put("key " + i, "value " + i);
    }
    for (int i = 0; i < 200_000; i += 2) {
      remove("key " + i);
    }

    assertSame();
  }

  @Test
  void goesOnFromPiecesOfItsLogWithWhatWasThereWhenTheyWereTaken() throws IOException {
    SortedMap<Long, List<Piece>> saved = new TreeMap<>();
    Map<String, String> truthThen = Map.of();
    for (int round = 0; round < 12; round++) {
      for (int i = 0; i < 8_000; i++) {
        change(2_000, 4_000);
      }
      save(saved);
      truthThen = Map.copyOf(truth);
    }
    for (int i = 0; i < 5_000; i++) {
      change(2_000, 4_000);
    }
    store.close();
    store = new StateStore(folder);
    for (List<Piece> pieces : saved.values()) {
      for (Piece piece : pieces) {
        store.adopt(piece.segment, piece.from, piece.bytes);
      }
    }
    truth.clear();
    truth.putAll(truthThen);

    assertSame();
    for (int i = 0; i < 40_000; i++) {
      change(2_000, 4_000);
    }
    assertSame();
  }

  @Test
  void takesFromPiecesOfALogTheKeysThatItIsToKeep() throws IOException {
    for (int i = 0; i < 20_000; i++) {
      change(500, 100);
    }
    SortedMap<Long, List<Piece>> saved = new TreeMap<>();
    save(saved);
    store.close();
    store = new StateStore(folder);
    for (List<Piece> pieces : saved.values()) {
      for (Piece piece : pieces) {
        store.merge(piece.bytes, key -> key[key.length - 1] == '7');
      }
    }
    truth.keySet().removeIf(key -> !key.endsWith("7"));

    assertSame();
  }

  @Test
  void refusesMemoryThatTheDiskHasNoRoomFor() throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();

    assertThatThrownBy(() -> Mapped.map(folder, free))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot keep more state of mappings: the disk of " + folder)
        .hasMessageEndingWith("Free space on it, or move the data folder to a larger one.");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  /** Puts or removes a random key; half of them belong to a tenth. */
  private void change(int keys, int longest) throws IOException {
    int number = random.nextInt(random.nextBoolean() ? keys / 10 : keys);
    String key = "k".repeat(number % 20) + number;
    if (random.nextInt(4) == 0) {
      remove(key);
    } else {
      put(key, Character.toString('a' + random.nextInt(26)).repeat(random.nextInt(longest)));
    }
  }

  private void put(String key, String value) throws IOException {
    truth.put(key, value);
    byte[] bytes = bytes(key);
    byte[] valueBytes = bytes(value);
    store.put(bytes, bytes.length, valueBytes, valueBytes.length);
  }

  private void remove(String key) throws IOException {
    byte[] bytes = bytes(key);
    assertThat(store.remove(bytes, bytes.length)).isEqualTo(truth.remove(key) != null);
  }

  /** Adds what has come since the last time, and drops the segments that are gone. */
  private void save(SortedMap<Long, List<Piece>> saved) {
    List<StateStore.Frozen> log = store.freeze();
    saved.headMap(log.get(0).segment().number).clear();
    for (StateStore.Frozen part : log) {
      List<Piece> pieces =
          saved.computeIfAbsent(part.segment().number, number -> new ArrayList<>());
      Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
      int from = last == null ? Segment.START : last.from + last.bytes.length;
      byte[] bytes = new byte[part.end() - from];
      part.segment().bytes.get(from, bytes);
      pieces.add(new Piece(part.segment().number, from, bytes));
      part.segment().release();
    }
  }

  private void assertSame() throws IOException {
    assertThat(store.size()).as("seed %d", SEED).isEqualTo(truth.size());
    for (Map.Entry<String, String> entry : truth.entrySet()) {
      byte[] key = bytes(entry.getKey());
      int length = store.get(key, key.length);
      assertThat(length).as("%s, seed %d", entry.getKey(), SEED).isNotNegative();
      assertThat(new String(Arrays.copyOf(store.value(), length), StandardCharsets.UTF_8))
          .as("%s, seed %d", entry.getKey(), SEED)
          .isEqualTo(entry.getValue());
    }
    Set<String> keys = new HashSet<>();
    store.forEachKey(
        (bytes, length) -> keys.add(new String(bytes, 0, length, StandardCharsets.UTF_8)));
    assertThat(keys).isEqualTo(truth.keySet());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
