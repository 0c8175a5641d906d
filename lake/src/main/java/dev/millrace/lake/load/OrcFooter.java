package dev.millrace.lake.load;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.orc.GenericOrcReader;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.orc.ORC;
import org.apache.iceberg.orc.ORCSchemaUtil;
import org.apache.iceberg.orc.OrcMetrics;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.StripeInformation;
import org.apache.orc.TypeDescription;

/** An ORC file. */
final class OrcFooter implements Footer {
  private static final String ID = "iceberg.id";

  private final InputFile file;
  private final Schema schema;
  private final Ids ids;
  private final List<Long> offsets;

  private OrcFooter(InputFile file, Schema schema, Ids ids, List<Long> offsets) {
    this.file = file;
    this.schema = schema;
    this.ids = ids;
    this.offsets = offsets;
  }

  static OrcFooter read(InputFile file) throws FileProblem {
    Configuration none = new Configuration(false);
    try (OneFile files = new OneFile(file);
        Reader reader =
            OrcFile.createReader(
                new Path("/file.orc"),
                OrcFile.readerOptions(none).filesystem(files).maxLength(file.getLength()))) {
      TypeDescription type = reader.getSchema();
      List<Long> offsets = reader.getStripes().stream().map(StripeInformation::getOffset).toList();
      return new OrcFooter(file, schema(type), ids(type), offsets);
    } catch (IOException | RuntimeException e) {
      throw FileProblem.unreadable("ORC", e);
    }
  }

  /** Iceberg converts only what has a number; for files without they are made here. */
  private static Schema schema(TypeDescription type) throws FileProblem {
    Ids ids = ids(type);
    TypeDescription numbered = type.clone();
    if (ids != Ids.ALL) {
      number(numbered);
    }
    checkUnion(numbered);
    return ORCSchemaUtil.convert(numbered);
  }

  private static void number(TypeDescription type) {
    if (type.getChildren() != null) {
      for (TypeDescription child : type.getChildren()) {
        child.setAttribute(ID, Integer.toString(child.getId()));
        number(child);
      }
    }
  }

  private static void checkUnion(TypeDescription type) throws FileProblem {
    if (type.getCategory() == TypeDescription.Category.UNION) {
      throw new FileProblem(
          "it has a column of type " + type + ", which Iceberg does not have",
          "Write it without that column, or with the column as a struct.");
    }
    if (type.getChildren() != null) {
      for (TypeDescription child : type.getChildren()) {
        checkUnion(child);
      }
    }
  }

  private static Ids ids(TypeDescription type) {
    int[] counts = new int[2];
    count(type, counts);
    return counts[0] == 0 ? Ids.NONE : counts[1] == 0 ? Ids.ALL : Ids.SOME;
  }

  private static void count(TypeDescription type, int[] counts) {
    if (type.getChildren() != null) {
      for (TypeDescription child : type.getChildren()) {
        counts[child.getAttributeValue(ID) == null ? 1 : 0]++;
        count(child, counts);
      }
    }
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public Ids ids() {
    return ids;
  }

  @Override
  public List<String> obstacles() {
    return List.of();
  }

  @Override
  public Metrics metrics(MetricsConfig config, NameMapping names) {
    return OrcMetrics.fromInputFile(file, config, names);
  }

  @Override
  public List<Long> splitOffsets() {
    return offsets;
  }

  @Override
  public CloseableIterable<Record> rows() {
    return ORC.read(file)
        .project(schema)
        .withNameMapping(MappingUtil.create(schema))
        .createReaderFunc(type -> GenericOrcReader.buildReader(schema, type))
        .build();
  }

  /** ORC reads through Hadoop; this shows it the one file, whatever its store is. */
  private static final class OneFile extends FileSystem {
    private final InputFile file;

    OneFile(InputFile file) {
      this.file = file;
      setConf(new Configuration(false));
    }

    @Override
    public URI getUri() {
      return URI.create("one:///");
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) {
      return new FSDataInputStream(new In(file.newStream()));
    }

    @Override
    public FileStatus getFileStatus(Path path) {
      return new FileStatus(file.getLength(), false, 1, 1L << 20, 0, path);
    }

    @Override
    public FSDataOutputStream create(
        Path path,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress) {
      throw new UnsupportedOperationException("read only");
    }

    @Override
    public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
      throw new UnsupportedOperationException("read only");
    }

    @Override
    public boolean rename(Path from, Path to) {
      throw new UnsupportedOperationException("read only");
    }

    @Override
    public boolean delete(Path path, boolean recursive) {
      throw new UnsupportedOperationException("read only");
    }

    @Override
    public FileStatus[] listStatus(Path path) throws FileNotFoundException {
      throw new FileNotFoundException(path.toString());
    }

    @Override
    public void setWorkingDirectory(Path path) {
      throw new UnsupportedOperationException("read only");
    }

    @Override
    public Path getWorkingDirectory() {
      return new Path("/");
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) {
      throw new UnsupportedOperationException("read only");
    }
  }

  private static final class In extends FSInputStream {
    private final SeekableInputStream stream;

    In(SeekableInputStream stream) {
      this.stream = stream;
    }

    @Override
    public void seek(long position) throws IOException {
      stream.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return stream.getPos();
    }

    @Override
    public boolean seekToNewSource(long position) {
      return false;
    }

    @Override
    public int read() throws IOException {
      return stream.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return stream.read(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
