package dev.millrace.suggest;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The parts of names: {@code fk_soc}, {@code ArtNr} and {@code auftragsdatum} taken apart. */
final class Words {
  /** Letters that join the parts of a German compound. */
  private static final List<String> JOINTS = List.of("", "s", "n", "es", "en", "e");

  private static final int LONGEST_NAME = 60;

  /**
   * A part of a name.
   *
   * @param text in small letters, without accents
   * @param concepts what it may mean; itself alone when no list knows it
   */
  record Word(String text, Set<String> concepts) {
    boolean means(Word other) {
      return text.equals(other.text) || concepts.stream().anyMatch(other.concepts::contains);
    }

    boolean isOneOf(Set<String> words) {
      return words.contains(text) || concepts.stream().anyMatch(words::contains);
    }

    boolean means(String concept) {
      return concepts.contains(concept);
    }
  }

  private Words() {}

  /** All words of phrases, with their concepts. */
  static Set<String> all(List<List<Word>> phrases) {
    Set<String> all = new HashSet<>();
    for (List<Word> phrase : phrases) {
      for (Word word : phrase) {
        all.add(word.text);
        all.addAll(word.concepts);
      }
    }
    return all;
  }

  /** A name in small letters, with umlauts written out and without accents. */
  static String plain(String name) {
    String text =
        name.replace("ä", "ae")
            .replace("ö", "oe")
            .replace("ü", "ue")
            .replace("Ä", "Ae")
            .replace("Ö", "Oe")
            .replace("Ü", "Ue")
            .replace("ß", "ss");
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT);
  }

  /** The pieces of a name between its signs, capitals and digits, in small letters. */
  static List<String> pieces(String name) {
    String apart =
        name.replaceAll("([\\p{Ll}])([\\p{Lu}])", "$1 $2")
            .replaceAll("([\\p{Lu}])([\\p{Lu}][\\p{Ll}])", "$1 $2");
    List<String> pieces = new ArrayList<>();
    for (String piece : plain(apart).split("[^a-z0-9]+", -1)) {
      if (!piece.isEmpty()) {
        pieces.add(piece);
      }
    }
    return pieces;
  }

  /** The words of a name. A piece that a list knows as it is stays whole, digits and all. */
  static List<Word> of(String name, Vocabulary vocabulary) {
    List<String> pieces =
        pieces(name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name);
    String whole = String.join("", pieces);
    if (pieces.size() > 1 && vocabulary.joined(whole).isPresent()) {
      pieces = List.of(whole);
    }
    List<Word> words = new ArrayList<>();
    for (String piece : pieces) {
      if (vocabulary.knows(piece)) {
        vocabulary.add(piece, words);
        continue;
      }
      for (String part : piece.split("(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])", -1)) {
        List<String> compound = compound(part, vocabulary);
        if (compound.isEmpty()) {
          vocabulary.add(part, words);
        } else {
          compound.forEach(known -> vocabulary.add(known, words));
        }
      }
    }
    return words;
  }

  /** A piece as known words without a gap, as few and so as long as can be; none when it is not. */
  private static List<String> compound(String piece, Vocabulary vocabulary) {
    int length = piece.length();
    if (vocabulary.knows(piece) || length < 4 || Character.isDigit(piece.charAt(0))) {
      return List.of();
    }
    List<List<String>> best = new ArrayList<>();
    for (int end = 0; end <= length; end++) {
      best.add(null);
    }
    best.set(0, List.of());
    for (int start = 0; start < length; start++) {
      List<String> before = best.get(start);
      if (before == null) {
        continue;
      }
      for (int end = start + 2; end <= length; end++) {
        String part = piece.substring(start, end);
        if (!vocabulary.joins(part)) {
          continue;
        }
        List<String> longer = new ArrayList<>(before);
        longer.add(part);
        for (String joint : JOINTS) {
          int next = end + joint.length();
          if (piece.startsWith(joint, end)
              && (joint.isEmpty() || next < length)
              && (best.get(next) == null || best.get(next).size() > longer.size())) {
            best.set(next, longer);
          }
        }
      }
    }
    List<String> found = best.get(length);
    return found == null || found.size() > 4 ? List.of() : found;
  }
}
