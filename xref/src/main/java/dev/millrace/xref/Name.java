package dev.millrace.xref;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A name as it is compared: folded, cut into words, sorted. Kept as text, because there are many.
 *
 * @param words sorted, with a blank between two
 * @param numbers sorted, with a blank between two; empty for organisations, whose numbers are words
 * @param form legal form; empty when there is none
 */
record Name(String words, String numbers, String form) {
  private static final Pattern DECIMAL_COMMA = Pattern.compile("(?<=[0-9]),(?=[0-9])");
  private static final Pattern LETTER_POINT = Pattern.compile("\\b([a-z])\\.(?=[a-z]\\b)");
  private static final Pattern ITEM_BREAK =
      Pattern.compile(
          "[^\\p{L}0-9.]+|(?<=[0-9])(?=\\p{L})|(?<=\\p{L})(?=[0-9])|(?<![0-9])\\.|\\.(?![0-9])");
  private static final Pattern PARTY_BREAK = Pattern.compile("[^\\p{L}0-9]+");
  private static final Set<String> FILLERS =
      Set.of("and", "und", "et", "y", "e", "the", "of", "for", "mit", "fur", "with");

  /** Numbers count by themselves: M8x40 and M8x60 are two screws. */
  static Name ofItem(String written) {
    String text = DECIMAL_COMMA.matcher(Text.folded(written)).replaceAll(".");
    List<String> words = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    for (String token : ITEM_BREAK.split(text, -1)) {
      if (token.isEmpty() || FILLERS.contains(token)) {
        continue;
      }
      (isNumber(token) ? numbers : words).add(token);
    }
    return new Name(joined(words), joined(numbers), "");
  }

  /** An organisation's name without its legal form. */
  static Name ofParty(String written) {
    String text = Text.folded(written).replace("a/s", "as").replace("&", " ");
    text = LETTER_POINT.matcher(text).replaceAll("$1");
    List<String> words = new ArrayList<>();
    for (String token : PARTY_BREAK.split(text, -1)) {
      if (!token.isEmpty()) {
        words.add(token);
      }
    }
    words.removeIf(word -> words.size() > 1 && FILLERS.contains(word) && !word.equals("e"));
    String form = LegalForm.takeFrom(words);
    return new Name(joined(words), "", form);
  }

  private static boolean isNumber(String token) {
    char first = token.charAt(0);
    return first >= '0' && first <= '9';
  }

  private static String joined(List<String> tokens) {
    tokens.sort(null);
    return String.join(" ", tokens);
  }

  private static String[] tokens(String joined) {
    return joined.isEmpty() ? new String[0] : joined.split(" ", -1);
  }

  String[] wordList() {
    return tokens(words);
  }

  String[] numberList() {
    return tokens(numbers);
  }

  boolean isNone() {
    return words.isEmpty() && numbers.isEmpty();
  }

  /** Whether both say the same, the legal form aside. */
  boolean same(Name other) {
    return words.equals(other.words) && numbers.equals(other.numbers);
  }

  /** Whether each has a number that the other has not. */
  boolean numbersDiffer(Name other) {
    List<String> mine = new ArrayList<>(Arrays.asList(numberList()));
    List<String> theirs = new ArrayList<>(Arrays.asList(other.numberList()));
    for (String number : numberList()) {
      if (theirs.remove(number)) {
        mine.remove(number);
      }
    }
    return !mine.isEmpty() && !theirs.isEmpty();
  }

  /** Whether both have the same numbers, two at least. */
  boolean sameNumbers(Name other) {
    return numbers.indexOf(' ') > 0 && numbers.equals(other.numbers);
  }

  /** How alike the names are, from 0 to 1. */
  double similarity(Name other) {
    return Similarity.ofTokens(allTokens(), other.allTokens());
  }

  private String[] allTokens() {
    return tokens(numbers.isEmpty() ? words : words.isEmpty() ? numbers : words + " " + numbers);
  }
}
