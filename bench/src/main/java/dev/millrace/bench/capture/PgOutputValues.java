package dev.millrace.bench.capture;

import java.nio.ByteBuffer;

/** Walks through the values of pgoutput's messages: the least that a reader must do. */
final class PgOutputValues {
  /** Kept so that the walk cannot be left out. */
  private long bytes;

  /** Whether a message is an insert, update or delete; its values have been found. */
  boolean isChange(ByteBuffer message) {
    byte kind = message.get();
    if (kind != 'I' && kind != 'U' && kind != 'D') {
      return false;
    }
    message.getInt();
    while (message.hasRemaining()) {
      message.get();
      tuple(message);
    }
    return true;
  }

  private void tuple(ByteBuffer message) {
    int columns = message.getShort();
    for (int i = 0; i < columns; i++) {
      byte kind = message.get();
      if (kind == 'b' || kind == 't') {
        int length = message.getInt();
        bytes += length;
        message.position(message.position() + length);
      }
    }
  }

  /** Of all values so far. */
  long bytes() {
    return bytes;
  }
}
