package dev.millrace.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Makes a query of what a person types: see {@link Asked#words}. */
final class WordQuery {
  private static final Pattern PART = Pattern.compile("(-?)(?:\"([^\"]*)\"?|(\\S+))");

  /** A shorter beginning would be that of too many words. */
  private static final int SHORTEST_PREFIX = 2;

  /** So much more counts what fits as a whole than what only begins so. */
  private static final float WHOLE = 2;

  private static final float OTHERS = 0.1f;

  private final Analyzer analyzer;
  private final Map<String, Float> fields;

  /**
   * For queries of an index.
   *
   * @param fields where to look, with how much each counts
   */
  WordQuery(Analyzer analyzer, Map<String, Float> fields) {
    this.analyzer = analyzer;
    this.fields = fields;
  }

  /** The query; empty when there is nothing in it to look for. */
  Optional<Query> of(String typed) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    boolean any = false;
    boolean anyWanted = false;
    Matcher parts = PART.matcher(typed);
    while (parts.find()) {
      boolean phrase = parts.group(2) != null;
      List<String> words = words(phrase ? parts.group(2) : parts.group(3));
      if (!words.isEmpty()) {
        boolean wanted = parts.group(1).isEmpty();
        all.add(inAnyField(words, phrase), wanted ? Occur.MUST : Occur.MUST_NOT);
        any = true;
        anyWanted |= wanted;
      }
    }
    if (any && !anyWanted) {
      all.add(new MatchAllDocsQuery(), Occur.MUST);
    }
    return any ? Optional.of(all.build()) : Optional.empty();
  }

  /** One that was typed may be several to the analyzer: LS-2026-17. */
  private List<String> words(String typed) {
    List<String> words = new ArrayList<>();
    try (TokenStream tokens = analyzer.tokenStream("", typed)) {
      CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        words.add(word.toString());
      }
      tokens.end();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read words: " + typed + ".", e);
    }
    return words;
  }

  private Query inAnyField(List<String> words, boolean phrase) {
    List<Query> each = new ArrayList<>();
    fields.forEach(
        (field, weight) ->
            each.add(
                new BoostQuery(
                    phrase ? together(field, words) : togetherOrBegun(field, words), weight)));
    return new DisjunctionMaxQuery(each, OTHERS);
  }

  private static Query together(String field, List<String> words) {
    return words.size() == 1
        ? new TermQuery(new Term(field, words.get(0)))
        : new PhraseQuery(field, words.toArray(String[]::new));
  }

  /** The words, of which the last may only be begun. */
  private static Query togetherOrBegun(String field, List<String> words) {
    Query whole = together(field, words);
    String last = words.get(words.size() - 1);
    if (last.length() < SHORTEST_PREFIX) {
      return whole;
    }
    BooleanQuery.Builder begun = new BooleanQuery.Builder();
    for (String word : words.subList(0, words.size() - 1)) {
      begun.add(new TermQuery(new Term(field, word)), Occur.MUST);
    }
    begun.add(new PrefixQuery(new Term(field, last)), Occur.MUST);
    return new BooleanQuery.Builder()
        .add(new BoostQuery(whole, WHOLE), Occur.SHOULD)
        .add(begun.build(), Occur.SHOULD)
        .build();
  }
}
