package dev.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The small model that {@code spec/delivery.md} speaks of: a source, a writer that crashes anywhere
 * and a reader that crashes anywhere, at random. Whatever happens, the reader's state is the
 * source's, and its history holds each streamed change once.
 */
class DeliveryModelTest {

  /** A change as it stands in the source's own stream, or a row of a snapshot. */
  private record Entry(Operation operation, Position position, String key, int value) {}

  /** A source: its present rows and its stream; several changes may share a position. */
  private static final class Source {
    final Map<String, Integer> rows = new HashMap<>();
    final List<Entry> stream = new ArrayList<>();
    long commit = 1;
    int values;

    void work(Random random) {
      int changes = 1 + random.nextInt(3);
      Set<String> touched = new LinkedHashSet<>();
      boolean onePosition = random.nextBoolean();
      for (int i = 0; i < changes; i++) {
        String key = "k" + random.nextInt(6);
        if (!touched.add(key) && onePosition) {
          continue;
        }
        Position position = new Position(0, commit, onePosition ? 1 : i + 1);
        if (rows.containsKey(key) && random.nextInt(3) == 0) {
          rows.remove(key);
          stream.add(new Entry(Operation.DELETE, position, key, 0));
        } else {
          Operation operation = rows.containsKey(key) ? Operation.UPDATE : Operation.INSERT;
          rows.put(key, ++values);
          stream.add(new Entry(operation, position, key, values));
        }
      }
      commit++;
    }
  }

  /** A writer: a snapshot, then the stream; what it has acknowledged survives it. */
  private static final class Writer {
    final Source source;
    final List<Entry> log = new ArrayList<>();
    int epoch;
    boolean snapshotDone;
    int acknowledged;
    int next;
    int epochs;
    final List<Entry> pending = new ArrayList<>();

    Writer(Source source) {
      this.source = source;
    }

    void start() {
      next = acknowledged;
      pending.clear();
      if (!snapshotDone) {
        epoch = ++epochs;
        Set<String> alive = new LinkedHashSet<>();
        for (Entry entry : log) {
          if (entry.operation().removes()) {
            alive.remove(entry.key());
          } else {
            alive.add(entry.key());
          }
        }
        Position clear = new Position(epoch, 0, 0);
        alive.forEach(key -> pending.add(new Entry(Operation.TRUNCATE, clear, key, 0)));
        Position at = new Position(epoch, source.commit - 1, Long.MAX_VALUE);
        source.rows.forEach(
            (key, value) -> pending.add(new Entry(Operation.SNAPSHOT, at, key, value)));
        next = source.stream.size();
      }
    }

    void step(Random random) {
      if (!pending.isEmpty()) {
        log.add(pending.remove(0));
        return;
      }
      if (!snapshotDone) {
        if (random.nextInt(3) == 0) {
          snapshotDone = true;
          acknowledged = next;
        }
        // Streaming may begin before the end of the snapshot is acknowledged, and be lost with it.
      }
      if (next < source.stream.size()) {
        Entry change = source.stream.get(next++);
        Position position =
            new Position(epoch, change.position().commit(), change.position().sequence());
        log.add(new Entry(change.operation(), position, change.key(), change.value()));
      }
      if (snapshotDone && random.nextInt(4) == 0) {
        acknowledged = next;
      }
    }
  }

  /** A reader: state, history, offset and repeats are kept together. */
  private static final class Reader {
    final Map<String, Integer> state = new HashMap<>();
    final List<Entry> history = new ArrayList<>();
    int offset;
    Repeats repeats = new Repeats();

    void step(List<Entry> log) {
      if (offset == log.size()) {
        return;
      }
      Entry entry = log.get(offset++);
      byte[] key = entry.key().getBytes(StandardCharsets.UTF_8);
      if (repeats.first(entry.operation(), entry.position(), key)) {
        history.add(entry);
        if (entry.operation().removes()) {
          state.remove(entry.key());
        } else {
          state.put(entry.key(), entry.value());
        }
      }
    }

    void restart() {
      repeats = Repeats.load(repeats.save());
    }
  }

  @Test
  void endsEqualToTheSourceAndHoldsEachChangeOnceWhateverCrashesWhen() {
    for (int seed = 0; seed < 3_000; seed++) {
      Random random = new Random(seed);
      Source source = new Source();
      Writer writer = new Writer(source);
      Reader reader = new Reader();
      writer.start();
      for (int i = 0; i < 200; i++) {
        switch (random.nextInt(10)) {
          case 0, 1 -> source.work(random);
          case 2 -> {
            if (random.nextInt(3) == 0) {
              writer.start();
            }
          }
          case 3 -> reader.restart();
          case 4, 5, 6 -> writer.step(random);
          default -> reader.step(writer.log);
        }
      }
      while (!writer.snapshotDone
          || !writer.pending.isEmpty()
          || writer.next < source.stream.size()) {
        writer.step(random);
      }
      while (reader.offset < writer.log.size()) {
        reader.step(writer.log);
      }

      assertThat(reader.state).as("seed %d", seed).isEqualTo(source.rows);
      int epoch = writer.epoch;
      List<Entry> streamed =
          reader.history.stream()
              .filter(entry -> entry.operation() != Operation.SNAPSHOT)
              .filter(entry -> entry.operation() != Operation.TRUNCATE)
              .filter(entry -> entry.position().epoch() == epoch)
              .toList();
      assertThat(streamed).as("seed %d", seed).doesNotHaveDuplicates();
      List<Integer> expected =
          source
              .stream
              .subList(source.stream.size() - streamed.size(), source.stream.size())
              .stream()
              .map(Entry::value)
              .toList();
      assertThat(streamed.stream().map(Entry::value).toList())
          .as("seed %d", seed)
          .isEqualTo(expected);
    }
  }

  @Test
  void aRuleThatLooksAtPositionsAloneWouldLoseChanges() {
    Repeats repeats = new Repeats();
    Position shared = new Position(1, 5, 1);
    assertThat(repeats.first(Operation.INSERT, shared, new byte[] {1})).isTrue();
    assertThat(repeats.first(Operation.INSERT, shared, new byte[] {2})).isTrue();
    assertThat(repeats.first(Operation.INSERT, shared, new byte[] {1})).isFalse();
  }
}
