package dev.millrace.suggest;

import dev.millrace.suggest.Words.Word;
import java.util.List;
import java.util.Set;

/** How alike names are. */
final class Names {
  /** Of a word that only repeats what the table is about, beside 1 for others. */
  private static final double CONTEXT = 0.12;

  /** Of a word of a phrase that the table's name says already. */
  private static final double MENTIONED = 0.3;

  private static final double NEXT = 0.03;
  private static final double LAST = 0.75;

  private final Vocabulary vocabulary;

  Names(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * How alike a name is to the likest of some phrases: 1 when they say the same, 0 when no word is
   * common.
   *
   * @param context concepts of which it says little that a name has them: those of its table
   */
  double likeness(List<Word> name, List<List<Word>> phrases, Set<String> context) {
    double best = 0;
    double place = 1;
    for (List<Word> phrase : phrases) {
      best = Math.max(best, place * likenessTo(name, phrase, context));
      // What is listed first is what most sources say.
      place = Math.max(LAST, place - NEXT);
    }
    return best;
  }

  private double likenessTo(List<Word> name, List<Word> phrase, Set<String> context) {
    boolean[] taken = new boolean[name.size()];
    boolean onlyContext = phrase.stream().allMatch(word -> told(word, context));
    double common = 0;
    double wanted = 0;
    for (Word word : phrase) {
      double weight = !onlyContext && told(word, context) ? MENTIONED : vocabulary.weight(word);
      wanted += weight;
      for (int i = 0; i < taken.length; i++) {
        if (!taken[i] && name.get(i).means(word)) {
          taken[i] = true;
          common += weight;
          break;
        }
      }
    }
    double there = common;
    for (int i = 0; i < taken.length; i++) {
      if (!taken[i]) {
        Word word = name.get(i);
        there += Math.min(told(word, context) ? CONTEXT : 1, vocabulary.weight(word));
      }
    }
    return common == 0 ? 0 : 2 * common / (wanted + there);
  }

  private static boolean told(Word word, Set<String> context) {
    return word.concepts().stream().anyMatch(context::contains);
  }
}
