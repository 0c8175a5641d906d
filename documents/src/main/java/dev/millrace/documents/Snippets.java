package dev.millrace.documents;

import dev.millrace.documents.Found.Piece;
import java.io.IOException;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.uhighlight.LengthGoalBreakIterator;
import org.apache.lucene.search.uhighlight.Passage;
import org.apache.lucene.search.uhighlight.PassageFormatter;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;

/** Shows where in a text that is what was looked for. */
final class Snippets extends UnifiedHighlighter {
  private static final int LETTERS = 200;
  private static final int LONGEST_TEXT = 1 << 20;

  Snippets(IndexSearcher searcher, Analyzer analyzer) {
    super(
        new Builder(searcher, analyzer)
            .withMaxLength(LONGEST_TEXT)
            .withFormatter(new Pieces())
            .withBreakIterator(Snippets::passages));
  }

  /** Passages of about {@link #LETTERS} letters that begin and end with words. */
  private static BreakIterator passages() {
    return LengthGoalBreakIterator.createClosestToLength(
        BreakIterator.getWordInstance(Locale.ROOT), LETTERS, 0.5f);
  }

  /**
   * The best passage of each text, or its beginning; null where it has no such field.
   *
   * @return by field, in the order of the documents
   */
  Map<String, Object[]> of(Query query, int[] documents, String... fields) throws IOException {
    int[] one = new int[fields.length];
    java.util.Arrays.fill(one, 1);
    return highlightFieldsAsObjects(fields, query, documents, one);
  }

  /** Makes a list of {@link Piece} of passages. */
  private static final class Pieces extends PassageFormatter {
    @Override
    public Object format(Passage[] passages, String text) {
      List<Piece> pieces = new ArrayList<>();
      for (Passage passage : passages) {
        int at = passage.getStartOffset();
        if (at > 0) {
          pieces.add(new Piece("…", false));
        }
        for (int i = 0; i < passage.getNumMatches(); i++) {
          int start = Math.max(at, passage.getMatchStarts()[i]);
          int end = Math.max(start, Math.min(passage.getMatchEnds()[i], passage.getEndOffset()));
          add(pieces, text.substring(at, start), false);
          add(pieces, text.substring(start, end), true);
          at = end;
        }
        add(pieces, text.substring(at, passage.getEndOffset()), false);
        if (passage.getEndOffset() < text.length()) {
          pieces.add(new Piece("…", false));
        }
      }
      return List.copyOf(pieces);
    }

    private static void add(List<Piece> pieces, String text, boolean found) {
      if (!text.isEmpty()) {
        pieces.add(new Piece(text, found));
      }
    }
  }
}
