package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.iceberg.PartitionSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyIndexTest {
  @TempDir Path folder;

  private final KeyHash hash = new KeyHash();

  private KeyHash key(int number) {
    return hash.of(("key " + number).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void knowsWhatAMapKnows() {
    KeyIndex index = new KeyIndex(folder);
    Map<Integer, Long> map = new HashMap<>();
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      int number = random.nextInt(20_000);
      long place = Places.of(1 + random.nextInt(9_000), random.nextInt(Places.ROWS_MAX));
      switch (random.nextInt(3)) {
        case 0 ->
            assertThat(index.put(key(number), place)).isEqualTo(known(map.put(number, place)));
        case 1 -> assertThat(index.remove(key(number))).isEqualTo(known(map.remove(number)));
        default -> assertThat(index.get(key(number))).isEqualTo(known(map.get(number)));
      }
      assertThat(index.size()).isEqualTo(map.size());
    }
  }

  @Test
  void isKeptForOneSnapshotWhole() throws Exception {
    Path file = folder.resolve("kept.keys");
    List<Column> id = List.of(Column.of("id", ColumnType.INT64));
    KeyIndex index = new KeyIndex(folder);
    int keys = 1_500_000;
    for (int i = 0; i < keys; i++) {
      index.put(key(i), Places.of(7, i));
    }
    LiveFile data = new LiveFile(7);
    data.file =
        org.apache.iceberg.DataFiles.builder(PartitionSpec.unpartitioned())
            .withPath("file:/lake/a.parquet")
            .withFileSizeInBytes(1)
            .withRecordCount(keys)
            .build();

    KeptIndex.write(file, 42, id, List.of(data), index);
    KeptIndex kept = KeptIndex.take(file, 42, id, folder).orElseThrow();

    assertThat(kept.numbers()).isEqualTo(Map.of("file:/lake/a.parquet", 7));
    assertThat(kept.index().size()).isEqualTo(keys);
    for (int i = 0; i < keys; i++) {
      if (kept.index().get(key(i)) != Places.of(7, i)) {
        assertThat(kept.index().get(key(i))).as("key " + i).isEqualTo(Places.of(7, i));
      }
    }
    assertThat(KeptIndex.take(file, 42, id, folder)).as("it is taken once").isEmpty();
    KeptIndex.write(file, 42, id, List.of(data), kept.index());
    assertThat(KeptIndex.take(file, 43, id, folder)).as("another snapshot").isEmpty();
    KeptIndex.write(file, 42, id, List.of(data), kept.index());
    List<Column> code = List.of(Column.of("code", ColumnType.TEXT));
    assertThat(KeptIndex.take(file, 42, code, folder)).as("another key").isEmpty();
    KeptIndex.write(file, 42, id, List.of(data), kept.index());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(4_096), channel.size() / 2);
    }
    assertThat(KeptIndex.take(file, 42, id, folder)).as("a damaged one").isEmpty();
    Files.writeString(file, "short");
    assertThat(KeptIndex.take(file, 42, id, folder)).as("a short one").isEmpty();
  }

  private static long known(Long place) {
    return place == null ? KeyIndex.NONE : place;
  }

  @Test
  void splitsWhatHasBecomeLarge() throws Exception {
    int keys = 2_000_000;
    KeyIndex index = new KeyIndex(folder);
    for (int i = 0; i < keys; i++) {
      index.put(key(i), Places.of(1 + i / 1_000, i % 1_000));
    }
    for (int i = 0; i < keys; i += 2) {
      index.remove(key(i));
    }

    assertThat(index.size()).isEqualTo(keys / 2);
    for (int i = 0; i < keys; i++) {
      long expected = i % 2 == 0 ? KeyIndex.NONE : Places.of(1 + i / 1_000, i % 1_000);
      if (index.get(key(i)) != expected) {
        assertThat(index.get(key(i))).as("key " + i).isEqualTo(expected);
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).as("its files have no names").isEmpty();
    }
  }
}
