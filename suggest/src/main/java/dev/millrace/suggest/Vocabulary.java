package dev.millrace.suggest;

import dev.millrace.suggest.Words.Word;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The words of supply chains; {@code vocabulary.txt} beside this class holds them all. */
final class Vocabulary {
  private static final String FILE = "vocabulary.txt";

  /** Of a weak word, beside 1 for others. */
  private static final double WEAK = 0.45;

  /** Of a digit and of a word that only joins others. */
  private static final double LITTLE = 0.1;

  /** Parts of compounds that are shorter are found in too many words. */
  private static final int SHORTEST_PART = 3;

  private static final Set<String> SHORT_PARTS =
      Set.of(
          "nr", "no", "id", "me", "vk", "ek", "ls", "kd", "we", "wa", "lg", "br", "kz", "pr", "lz",
          "dt", "cd", "is");

  private final Map<String, Set<String>> concepts = new HashMap<>();
  private final Map<String, List<String>> joined = new HashMap<>();
  private final Set<String> weak = new HashSet<>();
  private final Set<String> little = new HashSet<>();
  private final Set<String> noise = new HashSet<>();
  private final Set<String> foreign = new HashSet<>();
  private final Set<String> rare = new HashSet<>();
  private final Map<String, String> opposites = new HashMap<>();
  private final Map<String, List<List<Word>>> phrases = new HashMap<>();
  private final Map<String, Set<String>> values = new LinkedHashMap<>();

  private Vocabulary() {}

  /** Reads the list that comes with Millrace. */
  static Vocabulary standard() {
    try (InputStream in = Vocabulary.class.getResourceAsStream(FILE)) {
      return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the vocabulary: " + FILE + ".", e);
    }
  }

  static Vocabulary read(String text) {
    Vocabulary vocabulary = new Vocabulary();
    Map<String, String> phrases = new LinkedHashMap<>();
    String section = "";
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.startsWith("[")) {
        section = line;
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        int sign = line.indexOf('=');
        String left = sign < 0 ? "" : line.substring(0, sign).strip();
        String right = sign < 0 ? line : line.substring(sign + 1).strip();
        List<String> words = Arrays.asList(right.split("\\s+"));
        switch (section) {
          case "[words]" -> words.forEach(word -> vocabulary.meaning(word, left));
          case "[joined]" -> vocabulary.joined.put(left, words);
          case "[weak]" -> vocabulary.weak.addAll(words);
          case "[little]" -> vocabulary.little.addAll(words);
          case "[noise]" -> vocabulary.noise.addAll(words);
          case "[foreign]" -> vocabulary.foreign.addAll(words);
          case "[rare]" -> vocabulary.rare.addAll(words);
          case "[opposite]" -> vocabulary.opposites.put(left, right);
          case "[tables]" -> phrases.put("table " + left, right);
          case "[columns]" -> phrases.put(left, right);
          case "[values]" -> vocabulary.values.put(left, new HashSet<>(words));
          default -> throw new IllegalStateException("Cannot read the vocabulary: " + line + ".");
        }
      }
    }
    // Only now all words are known.
    phrases.forEach(
        (name, list) ->
            vocabulary.phrases.put(
                name,
                Arrays.stream(list.split(","))
                    .map(phrase -> Words.of(phrase.strip(), vocabulary))
                    .toList()));
    return vocabulary;
  }

  private void meaning(String word, String concept) {
    concepts.computeIfAbsent(word, none -> new TreeSet<>()).add(concept);
  }

  boolean knows(String word) {
    return concepts.containsKey(word) || joined.containsKey(word) || singular(word).isPresent();
  }

  Optional<List<String>> joined(String word) {
    return Optional.ofNullable(joined.get(word));
  }

  /** Whether a compound may have it as a part. */
  boolean joins(String word) {
    return SHORT_PARTS.contains(word)
        || (word.length() >= SHORTEST_PART
            && (concepts.containsKey(word) || joined.containsKey(word)));
  }

  private Optional<String> singular(String word) {
    for (String ending : List.of("s", "es", "e", "n", "en")) {
      if (word.length() > ending.length() + 3 && word.endsWith(ending)) {
        String stem = word.substring(0, word.length() - ending.length());
        if (concepts.containsKey(stem) || joined.containsKey(stem)) {
          return Optional.of(stem);
        }
      }
    }
    return Optional.empty();
  }

  /** Adds what a piece of a name says: one word, or several that it stands for. */
  void add(String piece, List<Word> words) {
    String known =
        concepts.containsKey(piece) || joined.containsKey(piece)
            ? piece
            : singular(piece).orElse(piece);
    if (joined.containsKey(known)) {
      joined.get(known).forEach(concept -> words.add(new Word(concept, Set.of(concept))));
    } else {
      words.add(new Word(piece, concepts.getOrDefault(known, Set.of(known))));
    }
  }

  /** How much a word says. */
  double weight(Word word) {
    if (word.text().chars().allMatch(Character::isDigit)) {
      return LITTLE;
    }
    if (little.contains(word.text()) || word.text().length() == 1) {
      return LITTLE;
    }
    return weak.containsAll(word.concepts()) ? WEAK : 1;
  }

  boolean isNoise(Word word) {
    return noise.contains(word.text());
  }

  /** Whether a word in a column's name says that it is about something else than goods. */
  boolean isForeign(Word word) {
    return word.concepts().stream().anyMatch(foreign::contains);
  }

  /** Whether few sources have a table of the model. */
  boolean isRare(String table) {
    return rare.contains(table);
  }

  Optional<String> opposite(String concept) {
    return Optional.ofNullable(opposites.get(concept));
  }

  /** What sources call a table of the model; its own name among them. */
  List<List<Word>> tablePhrases(String table) {
    return withName(table, phrases.getOrDefault("table " + table, List.of()));
  }

  /**
   * What sources call a column of the model: as the list has it for that table, or else for columns
   * of the name; its own name among them.
   */
  List<List<Word>> columnPhrases(String table, String column) {
    List<List<Word>> own = phrases.get(table + "." + column);
    return withName(column, own == null ? phrases.getOrDefault(column, List.of()) : own);
  }

  private List<List<Word>> withName(String name, List<List<Word>> listed) {
    List<List<Word>> all = new ArrayList<>(listed);
    List<Word> own = Words.of(name.replaceAll("_(key|at)$", ""), this);
    if (!all.contains(own)) {
      all.add(own);
    }
    return all;
  }

  /**
   * The allowed value that a source's value is likely to mean.
   *
   * @param allowed of the model's column
   */
  Optional<String> allowed(String value, List<String> allowed) {
    String plain = String.join("_", Words.pieces(value));
    if (allowed.contains(plain)) {
      return Optional.of(plain);
    }
    for (String one : allowed) {
      if (values.getOrDefault(one, Set.of()).contains(plain)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }
}
