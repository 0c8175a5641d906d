package dev.millrace.log;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a model topic's records. Several writers may share a table, so each record says
 * who has written it; and a record of a swap says so, because all of a swap becomes visible at
 * once.
 */
public final class ModelHeaders {
  private static final String WRITER = "writer";
  private static final String SWAP = "swap";

  private ModelHeaders() {}

  /** What a mapping writes as it runs. */
  public static Headers of(String writer) {
    return new RecordHeaders().add(WRITER, bytes(writer));
  }

  /**
   * What takes the place of a mapping's old rows.
   *
   * @param swap names the whole of it
   */
  public static Headers ofSwap(String writer, String swap) {
    return of(writer).add(SWAP, bytes(swap));
  }

  /** Whether a record was written by this writer. */
  public static boolean isOf(Headers headers, String writer) {
    return text(headers, WRITER).filter(writer::equals).isPresent();
  }

  /** The swap to which a record belongs. */
  public static Optional<String> swap(Headers headers) {
    return text(headers, SWAP);
  }

  private static Optional<String> text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
