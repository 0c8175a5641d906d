package dev.millrace.bench;

import java.util.List;

/** Something that can be measured. */
interface Benchmark {

  String name();

  /** What it measures, one sentence. */
  String text();

  /**
   * Measures.
   *
   * @param quick whether it must end within a minute or so
   */
  List<Figure> run(boolean quick) throws Exception;
}
