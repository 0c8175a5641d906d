package dev.millrace.lake;

import java.io.IOException;
import org.apache.iceberg.io.InputFile;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.SeekableInputStream;

/** Reads the footers of Parquet files, whoever wrote them. */
public final class ParquetFooters {
  private ParquetFooters() {}

  /**
   * A file's footer.
   *
   * @throws IOException when it cannot be read
   * @throws RuntimeException when it is none of Parquet
   */
  public static ParquetMetadata read(InputFile file) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(new Input(file), ParquetReadOptions.builder().build())) {
      return reader.getFooter();
    }
  }

  /** A file of Iceberg's as Parquet wants it. */
  private record Input(InputFile file) implements org.apache.parquet.io.InputFile {
    @Override
    public long getLength() {
      return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() {
      org.apache.iceberg.io.SeekableInputStream stream = file.newStream();
      return new DelegatingSeekableInputStream(stream) {
        @Override
        public long getPos() throws IOException {
          return stream.getPos();
        }

        @Override
        public void seek(long position) throws IOException {
          stream.seek(position);
        }
      };
    }
  }
}
