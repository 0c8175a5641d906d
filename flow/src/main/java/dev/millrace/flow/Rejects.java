package dev.millrace.flow;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.flink.types.RowKind;

/** Takes the rows that an operator cannot take. Goes with the operator to where it runs. */
interface Rejects extends Serializable {

  /**
   * A row was rejected.
   *
   * @param kind what was to be done with it
   * @param names of its columns
   * @param values empty for NULL
   * @param cause why
   */
  void rejected(RowKind kind, List<String> names, List<Optional<String>> values, String cause);

  /** All that was rejected is to be kept when this returns. */
  default void flush() {}

  /** No more comes. */
  default void close() {}
}
