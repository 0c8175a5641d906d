package dev.millrace.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceOffsetsTest {
  @TempDir Path folder;

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void findsWhatWasSetAfterTheProcessIsGone() throws Exception {
    Path file = folder.resolve("connect/offsets");
    SourceOffsets offsets = new SourceOffsets(file);
    offsets.start();
    offsets.set(Map.of(bytes("plant"), bytes("1")), (error, nothing) -> {}).get();
    offsets.set(Map.of(bytes("plant"), bytes("2")), (error, nothing) -> {}).get();

    SourceOffsets next = new SourceOffsets(file);
    next.start();
    assertThat(next.get(List.of(bytes("plant"))).get()).containsEntry(bytes("plant"), bytes("2"));
    next.stop();
    offsets.stop();
  }

  @Test
  void keepsTheOldOffsetsWhenKilledWhileWritingNewOnes() throws Exception {
    Path file = folder.resolve("offsets");
    SourceOffsets offsets = new SourceOffsets(file);
    offsets.start();
    offsets.set(Map.of(bytes("plant"), bytes("1")), (error, nothing) -> {}).get();
    Files.writeString(folder.resolve("offsets.new"), "half");

    SourceOffsets next = new SourceOffsets(file);
    next.start();
    assertThat(next.get(List.of(bytes("plant"))).get()).containsEntry(bytes("plant"), bytes("1"));
    next.stop();
    offsets.stop();
  }
}
