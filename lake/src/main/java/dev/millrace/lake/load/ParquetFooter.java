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
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.TimestampNanoType;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
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
    for (Type column : message.getFields()) {
      check(column, column.getName(), isNanos(column));
    }
    try {
      return new ParquetFooter(file, footer, schema(message));
    } catch (RuntimeException e) {
      throw new FileProblem(
          "it has a column that Iceberg has no type for (" + e.getMessage() + ")",
          "Write it without that column, or with the column as text.",
          e);
    }
  }

  /** Iceberg takes nanoseconds for microseconds unless it is told. */
  private static Schema schema(MessageType message) {
    List<NestedField> fields = new ArrayList<>();
    for (NestedField field : ParquetSchemaUtil.convert(message).columns()) {
      Type column = message.getType(field.name());
      if (isNanos(column)) {
        boolean utc =
            ((TimestampLogicalTypeAnnotation) column.getLogicalTypeAnnotation()).isAdjustedToUTC();
        TimestampNanoType nanos =
            utc ? TimestampNanoType.withZone() : TimestampNanoType.withoutZone();
        fields.add(NestedField.optional(field.fieldId(), field.name(), nanos));
      } else {
        fields.add(field);
      }
    }
    return new Schema(fields);
  }

  private static boolean isNanos(Type type) {
    return type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation stamp
        && stamp.getUnit() == TimeUnit.NANOS;
  }

  /**
   * Refuses what Iceberg's readers take for something else.
   *
   * @param nanos whether the type is read as nanoseconds
   */
  private static void check(Type type, String column, boolean nanos) throws FileProblem {
    if (!type.isPrimitive()) {
      for (Type child : type.asGroupType().getFields()) {
        check(child, column, false);
      }
      return;
    }
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical instanceof IntLogicalTypeAnnotation number
        && !number.isSigned()
        && number.getBitWidth() >= 32) {
      throw new FileProblem(
          "its column "
              + column
              + " is an unsigned number of "
              + number.getBitWidth()
              + " bits, which Iceberg does not have",
          "Write the column as a signed number of 64 bits or as DECIMAL(20, 0).");
    }
    boolean fineTime =
        logical instanceof TimeLogicalTypeAnnotation time && time.getUnit() == TimeUnit.NANOS;
    if (fineTime || (isNanos(type) && !nanos)) {
      throw new FileProblem(
          "its column " + column + " has a time of nanoseconds, which Iceberg does not have there",
          "Write the column with microseconds.");
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
              && time.getUnit() == TimeUnit.MILLIS)) {
        obstacles.add("column " + type.getName() + " has a time in milliseconds");
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
