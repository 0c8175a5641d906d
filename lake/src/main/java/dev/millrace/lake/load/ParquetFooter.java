package dev.millrace.lake.load;

import dev.millrace.lake.ParquetFooters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** A Parquet file. */
final class ParquetFooter implements Footer {
  private final InputFile file;
  private final ParquetMetadata footer;
  private final Schema schema;

  private ParquetFooter(InputFile file, ParquetMetadata footer, Schema schema) {
    this.file = file;
    this.footer = footer;
    this.schema = schema;
  }

  static ParquetFooter read(InputFile file) throws FileProblem {
    ParquetMetadata footer;
    try {
      footer = ParquetFooters.read(file);
    } catch (IOException | RuntimeException e) {
      throw FileProblem.unreadable("Parquet", e);
    }
    MessageType message = footer.getFileMetaData().getSchema();
    checkUnsigned(message);
    try {
      return new ParquetFooter(file, footer, ParquetSchemaUtil.convert(message));
    } catch (RuntimeException e) {
      throw new FileProblem(
          "it has a column that Iceberg has no type for (" + e.getMessage() + ")",
          "Write it without that column, or with the column as text.",
          e);
    }
  }

  /** Iceberg's readers take their bits for those of signed numbers. */
  private static void checkUnsigned(GroupType group) throws FileProblem {
    for (Type type : group.getFields()) {
      if (!type.isPrimitive()) {
        checkUnsigned(type.asGroupType());
      } else if (type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation number
          && !number.isSigned()
          && number.getBitWidth() >= 32) {
        throw new FileProblem(
            "its column "
                + type.getName()
                + " is an unsigned number of "
                + number.getBitWidth()
                + " bits, which Iceberg does not have",
            "Write the column as a signed number of 64 bits or as DECIMAL(20, 0).");
      }
    }
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public Ids ids() {
    int with = 0;
    int without = 0;
    List<Type> open = new ArrayList<>(footer.getFileMetaData().getSchema().getFields());
    while (!open.isEmpty()) {
      Type type = open.remove(open.size() - 1);
      // The middle level of a list or map has none.
      boolean helper = type.isRepetition(Type.Repetition.REPEATED) && !type.isPrimitive();
      with += type.getId() != null ? 1 : 0;
      without += type.getId() == null && !helper ? 1 : 0;
      if (!type.isPrimitive()) {
        open.addAll(type.asGroupType().getFields());
      }
    }
    return with == 0 ? Ids.NONE : without == 0 ? Ids.ALL : Ids.SOME;
  }

  @Override
  public List<String> obstacles() {
    List<String> obstacles = new ArrayList<>();
    find(footer.getFileMetaData().getSchema(), obstacles);
    return obstacles;
  }

  /** Iceberg compares milliseconds with microseconds when it leaves row groups out (18173). */
  private static void find(GroupType group, List<String> obstacles) {
    for (Type type : group.getFields()) {
      if (!type.isPrimitive()) {
        find(type.asGroupType(), obstacles);
      } else if ((type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation stamp
              && stamp.getUnit() == TimeUnit.MILLIS)
          || (type.getLogicalTypeAnnotation() instanceof TimeLogicalTypeAnnotation time
              && time.getUnit() != TimeUnit.MICROS)) {
        obstacles.add("column " + type.getName() + " has a time in another unit than microseconds");
      }
    }
  }

  @Override
  public Metrics metrics(MetricsConfig config, NameMapping names) {
    return ParquetUtil.footerMetrics(footer, Stream.empty(), config, names);
  }

  @Override
  public List<Long> splitOffsets() {
    return ParquetUtil.getSplitOffsets(footer);
  }

  @Override
  public CloseableIterable<Record> rows() {
    return Parquet.read(file)
        .project(schema)
        .withNameMapping(MappingUtil.create(schema))
        .createReaderFunc(message -> GenericParquetReaders.buildReader(schema, message))
        .build();
  }
}
