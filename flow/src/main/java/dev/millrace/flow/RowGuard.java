package dev.millrace.flow;

import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.groups.OperatorMetricGroup;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.runtime.execution.CancelTaskException;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorAttributes;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.StreamTaskStateInitializer;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ExceptionInChainedOperatorException;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeServiceAware;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/**
 * Stands around an operator: a row it cannot take is put aside, with the cause, and the next one
 * follows.
 */
final class RowGuard implements OneInputStreamOperator<RowData, Object>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final transient OneInputStreamOperator<RowData, Object> operator;
  private final transient Rejects rejects;
  private final transient RowValues values;

  private RowGuard(
      OneInputStreamOperator<RowData, Object> operator, Rejects rejects, RowType type) {
    this.operator = operator;
    this.rejects = rejects;
    this.values = new RowValues(type);
  }

  /**
   * Makes guarded operators.
   *
   * @param operators makes what is guarded: operators with one input of rows
   * @param rejects takes what it rejects
   * @param type of its input
   */
  record Factory(StreamOperatorFactory<Object> operators, Rejects rejects, RowType type)
      implements StreamOperatorFactory<Object> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // As Flink declares it.
    @Override
    public <T extends StreamOperator<Object>> T createStreamOperator(
        StreamOperatorParameters<Object> parameters) {
      if (operators instanceof ProcessingTimeServiceAware aware) {
        aware.setProcessingTimeService(parameters.getProcessingTimeService());
      }
      OneInputStreamOperator<RowData, Object> operator = operators.createStreamOperator(parameters);
      return (T) new RowGuard(operator, rejects, type);
    }

    @Override
    public void setChainingStrategy(ChainingStrategy strategy) {
      operators.setChainingStrategy(strategy);
    }

    @Override
    public ChainingStrategy getChainingStrategy() {
      return operators.getChainingStrategy();
    }

    @Override
    public boolean isOutputTypeConfigurable() {
      return operators.isOutputTypeConfigurable();
    }

    @Override
    public void setOutputType(TypeInformation<Object> output, ExecutionConfig configuration) {
      operators.setOutputType(output, configuration);
    }

    @Override
    public boolean isInputTypeConfigurable() {
      return operators.isInputTypeConfigurable();
    }

    @Override
    public void setInputType(TypeInformation<?> input, ExecutionConfig configuration) {
      operators.setInputType(input, configuration);
    }

    @SuppressWarnings("rawtypes") // As Flink declares it.
    @Override
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
      return operators.getStreamOperatorClass(loader);
    }

    @Override
    public OperatorAttributes getOperatorAttributes() {
      return operators.getOperatorAttributes();
    }
  }

  @Override
  public void processElement(StreamRecord<RowData> record) throws Exception {
    RowData row = record.getValue();
    try {
      operator.processElement(record);
    } catch (ExceptionInChainedOperatorException | CancelTaskException | InterruptedException e) {
      // Not of this operator's making.
      throw e;
    } catch (Exception e) {
      rejects.rejected(row.getRowKind(), values.names(), values.of(row), Jobs.rootMessage(e));
    }
  }

  @Override
  public void setKeyContextElement(StreamRecord<RowData> record) throws Exception {
    operator.setKeyContextElement(record);
  }

  @Override
  public void setKeyContextElement1(StreamRecord<?> record) throws Exception {
    operator.setKeyContextElement1(record);
  }

  @Override
  public void setKeyContextElement2(StreamRecord<?> record) throws Exception {
    operator.setKeyContextElement2(record);
  }

  @Override
  public void setCurrentKey(Object key) {
    operator.setCurrentKey(key);
  }

  @Override
  public Object getCurrentKey() {
    return operator.getCurrentKey();
  }

  @Override
  public void endInput() throws Exception {
    if (operator instanceof BoundedOneInput bounded) {
      bounded.endInput();
    }
  }

  @Override
  public void open() throws Exception {
    operator.open();
  }

  @Override
  public void finish() throws Exception {
    operator.finish();
  }

  @Override
  public void close() throws Exception {
    rejects.close();
    operator.close();
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    operator.processWatermark(mark);
  }

  @Override
  public void processWatermark(WatermarkEvent watermark) throws Exception {
    operator.processWatermark(watermark);
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    operator.processWatermarkStatus(status);
  }

  @Override
  public void processLatencyMarker(LatencyMarker marker) throws Exception {
    operator.processLatencyMarker(marker);
  }

  @Override
  public void processRecordAttributes(RecordAttributes attributes) throws Exception {
    operator.processRecordAttributes(attributes);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    rejects.flush();
    operator.prepareSnapshotPreBarrier(checkpoint);
  }

  @Override
  public OperatorSnapshotFutures snapshotState(
      long checkpoint, long timestamp, CheckpointOptions options, CheckpointStreamFactory storage)
      throws Exception {
    return operator.snapshotState(checkpoint, timestamp, options, storage);
  }

  @Override
  public void initializeState(StreamTaskStateInitializer initializer) throws Exception {
    operator.initializeState(initializer);
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    operator.notifyCheckpointComplete(checkpoint);
  }

  @Override
  public OperatorMetricGroup getMetricGroup() {
    return operator.getMetricGroup();
  }

  @Override
  public OperatorID getOperatorID() {
    return operator.getOperatorID();
  }
}
