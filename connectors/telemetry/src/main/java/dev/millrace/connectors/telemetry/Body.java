package dev.millrace.connectors.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What was sent, split into events. An event is a JSON object; its text is taken as it stands, and
 * no tree is made of it: there are hundreds of thousands a second.
 */
final class Body {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int REFUSED_LETTERS_MAX = 2_000;

  /**
   * A part that is no event.
   *
   * @param line where it begins, from 1
   * @param cause why it is none
   * @param text its beginning
   */
  record Refused(int line, String cause, String text) {}

  private final byte[] bytes;

  /** Where events begin and end, in turn. */
  private int[] bounds = new int[1024];

  private int count;
  private final List<Refused> refused = new ArrayList<>();

  private Body(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Splits a body of one event a line; empty lines are passed over. */
  static Body ofLines(byte[] bytes) {
    Body body = new Body(bytes);
    int line = 1;
    int from = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        body.line(line++, from, i);
        from = i + 1;
      }
    }
    return body;
  }

  /**
   * Splits a body that is an array of events, or one event.
   *
   * @throws MillraceException REQUEST_INVALID with line and column when it is neither
   */
  static Body ofArray(byte[] bytes) {
    Body body = new Body(bytes);
    try (JsonParser parser = JSON.createParser(bytes)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          body.element(parser);
        }
      } else if (first != null) {
        body.element(parser);
      }
      if (first != null && parser.nextToken() != null) {
        throw notJson(parser.currentTokenLocation().getLineNr(), "something follows its end");
      }
    } catch (JsonProcessingException e) {
      throw notJson(e.getLocation().getLineNr(), e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read from memory.", e);
    }
    return body;
  }

  private static MillraceException notJson(int line, String cause) {
    return new MillraceException(
        ErrorCode.REQUEST_INVALID,
        "Cannot read the events: line " + line + " is no JSON (" + cause + ").",
        "Send an array of objects, or one object a line as application/x-ndjson.");
  }

  private void line(int line, int begin, int end) {
    int from = begin;
    int to = end;
    while (from < to && bytes[from] <= ' ' && bytes[from] >= 0) {
      from++;
    }
    while (to > from && bytes[to - 1] <= ' ' && bytes[to - 1] >= 0) {
      to--;
    }
    if (from == to) {
      return;
    }
    try (JsonParser parser = JSON.createParser(bytes, from, to - from)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        refuse(line, "It is no JSON object.", from, to);
        return;
      }
      parser.skipChildren();
      if (parser.currentToken() != JsonToken.END_OBJECT) {
        refuse(line, "The object does not end.", from, to);
      } else if (parser.nextToken() != null) {
        refuse(line, "Something follows the object.", from, to);
      } else {
        accept(from, to);
      }
    } catch (JsonProcessingException e) {
      refuse(line, e.getOriginalMessage(), from, to);
    } catch (IOException e) {
      // Bytes that are no UTF-8.
      refuse(line, String.valueOf(e.getMessage()), from, to);
    }
  }

  private void element(JsonParser parser) throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    int from = (int) parser.currentTokenLocation().getByteOffset();
    boolean object = parser.currentToken() == JsonToken.START_OBJECT;
    parser.skipChildren();
    // Reads a text or a number to its end.
    parser.finishToken();
    int to = (int) parser.currentLocation().getByteOffset();
    if (object) {
      accept(from, to);
    } else {
      refuse(line, "It is no JSON object.", from, to);
    }
  }

  private void accept(int from, int to) {
    if (2 * count == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    bounds[2 * count] = from;
    bounds[2 * count + 1] = to;
    count++;
  }

  private void refuse(int line, String cause, int from, int to) {
    String text =
        new String(bytes, from, Math.min(to - from, REFUSED_LETTERS_MAX), StandardCharsets.UTF_8);
    refused.add(new Refused(line, cause, text));
  }

  /** How many events there are. */
  int count() {
    return count;
  }

  /** The bytes of which {@link #from} and {@link #to} tell the events'. */
  byte[] bytes() {
    return bytes;
  }

  int from(int event) {
    return bounds[2 * event];
  }

  int to(int event) {
    return bounds[2 * event + 1];
  }

  List<Refused> refused() {
    return refused;
  }
}
