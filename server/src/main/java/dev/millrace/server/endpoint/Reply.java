package dev.millrace.server.endpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.Function;

/** What an endpoint answers. */
public sealed interface Reply {

  /** A value, written as JSON. */
  record Json(int status, Object value) implements Reply {}

  /** A text that is ready as it is. */
  record Text(String contentType, String text) implements Reply {}

  /**
   * A body that is written piece by piece.
   *
   * @param headers besides the content type
   */
  record Body(String contentType, Map<String, String> headers, Writer writer) implements Reply {}

  /**
   * Server-sent events until either side ends.
   *
   * @param start begins sending; what it returns is closed once, when the client is gone or the
   *     server stops
   */
  record Events(Function<EventSink, AutoCloseable> start) implements Reply {}

  /**
   * Writes a body, by a thread that may wait and that is interrupted when the client has gone. A
   * {@link dev.millrace.api.MillraceException} becomes the answer if nothing has left yet;
   * otherwise the answer breaks off, so that no client takes a part for the whole.
   */
  interface Writer {
    void write(OutputStream out) throws IOException;
  }

  static Reply ok(Object value) {
    return new Json(200, value);
  }
}
