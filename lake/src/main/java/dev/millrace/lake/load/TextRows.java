package dev.millrace.lake.load;

import com.fasterxml.jackson.core.JacksonException;
import com.github.luben.zstd.ZstdInputStream;
import dev.millrace.lake.load.LoadFormat.Compression;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.iceberg.io.InputFile;

/** Reads files of text, CSV and JSON, value by value. */
final class TextRows {
  private static final int BUFFER = 64 << 10;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private TextRows() {}

  /** Takes the rows of a file. */
  interface Sink {
    /**
     * A value of the row.
     *
     * @param text as it is written; null for NULL
     * @param only whether it is text and nothing else, such as a string in JSON
     */
    void value(String column, String text, Only only) throws FileProblem;

    /** The row is complete. */
    void endOfRow() throws FileProblem;
  }

  /** Whether a value might be something else than text. */
  enum Only {
    TEXT,
    ANYTHING
  }

  /**
   * Hands over all rows of a file.
   *
   * @throws FileProblem when it cannot be read to its end, or the sink does not take it
   */
  static void read(SourceFile source, InputFile file, LoadRequest request, Sink sink)
      throws FileProblem {
    LoadFormat format = source.format().orElseThrow();
    try (BufferedReader reader = open(source, file)) {
      if (format == LoadFormat.CSV) {
        new CsvRows(source, request, sink).read(reader);
      } else {
        new JsonRows(sink).read(reader);
      }
    } catch (CharacterCodingException e) {
      throw new FileProblem(
          "it is not UTF-8",
          "Convert it (iconv -f latin1 -t utf8, for instance), then load again.",
          e);
    } catch (JacksonException e) {
      String place = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
      throw new FileProblem(
          "it cannot be read as "
              + format
              + place
              + ": "
              + e.getOriginalMessage().lines().findFirst().orElse(""),
          "Mend the line, then load again.",
          e);
    } catch (IOException e) {
      throw FileProblem.unreadable(format.name(), e);
    }
  }

  private static BufferedReader open(SourceFile source, InputFile file) throws IOException {
    InputStream bytes = new BufferedInputStream(file.newStream(), BUFFER);
    Compression compression = LoadFormat.compression(source.name());
    InputStream plain =
        switch (compression) {
          case NONE -> bytes;
          case GZIP -> new GZIPInputStream(bytes, BUFFER);
          case ZSTD -> new ZstdInputStream(bytes);
          case BZIP2 -> new BZip2CompressorInputStream(bytes, true);
        };
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(plain, StandardCharsets.UTF_8.newDecoder()), BUFFER);
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
    return reader;
  }
}
