package dev.millrace.documents;

import java.util.List;

/**
 * What was found.
 *
 * @param count how many texts fit; from {@link DocumentIndex#COUNTED} on, at least so many
 * @param texts the best of them, the best first
 */
public record Found(long count, List<One> texts) {

  /**
   * A text that fits.
   *
   * @param text without its body
   * @param score the higher, the better; 0 when all texts are asked for
   * @param title all of it
   * @param snippet the part of its body that fits best, or its beginning
   */
  public record One(WrittenText text, double score, List<Piece> title, List<Piece> snippet) {}

  /**
   * A piece of a text.
   *
   * @param found whether it is what was looked for
   */
  public record Piece(String text, boolean found) {}
}
