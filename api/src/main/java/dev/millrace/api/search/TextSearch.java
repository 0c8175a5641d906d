package dev.millrace.api.search;

import dev.millrace.api.TableName;
import java.util.List;

/** Finds rows of the model by their texts. Safe for use by several threads. */
@FunctionalInterface
public interface TextSearch {
  /** Where nothing can be searched, nothing is found. */
  TextSearch NONE = (words, limit) -> List.of();

  /**
   * A row that was found.
   *
   * @param score the higher, the better it fits; of use to compare with others of the same search
   * @param title what the text is about; empty when it has no title
   * @param snippet the part of the text that fits best
   */
  record Hit(
      TableName table, String system, String key, double score, String title, String snippet) {}

  /**
   * The rows whose texts fit best, the best first.
   *
   * @param words what is looked for, as a person types it
   * @throws dev.millrace.api.MillraceException REQUEST_INVALID when they cannot be looked for,
   *     NOT_RUNNING while nothing can be searched yet
   */
  List<Hit> search(String words, int limit);
}
