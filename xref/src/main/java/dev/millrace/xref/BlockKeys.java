package dev.millrace.xref;

import java.util.Arrays;

/** Collects the blocks of a row. Two values that hash alike only cost a comparison. */
final class BlockKeys {
  /** A word as short as this tells nothing when it is missing. */
  private static final int SHORT_WORD = 3;

  private long[] keys = new long[8];
  private int size;

  /**
   * @param kind of the value, so that a code is not taken for a name
   */
  BlockKeys add(char kind, String value) {
    if (!value.isEmpty()) {
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, size * 2);
      }
      keys[size++] = hash(kind, value);
    }
    return this;
  }

  /**
   * The name, and the name without each of its longer words: two names that differ in one word,
   * which one of them may lack, have one of these in common.
   */
  BlockKeys addName(Name name) {
    if (name.isNone()) {
      return this;
    }
    add('n', name.words() + "|" + name.numbers());
    String[] words = name.wordList();
    for (int left = 0; left < words.length; left++) {
      if (words[left].length() < SHORT_WORD) {
        continue;
      }
      StringBuilder rest = new StringBuilder();
      for (int i = 0; i < words.length; i++) {
        if (i != left) {
          rest.append(rest.length() == 0 ? "" : " ").append(words[i]);
        }
      }
      if (rest.length() >= SHORT_WORD || !name.numbers().isEmpty()) {
        add('n', rest + "|" + name.numbers());
      }
    }
    return this;
  }

  long[] distinct() {
    return Arrays.stream(keys, 0, size).distinct().toArray();
  }

  /** FNV-1a over the characters, then mixed; never 0. */
  private static long hash(char kind, String value) {
    long hash = (0xcbf29ce484222325L ^ kind) * 0x100000001b3L;
    for (int i = 0; i < value.length(); i++) {
      hash = (hash ^ value.charAt(i)) * 0x100000001b3L;
    }
    hash ^= hash >>> 32;
    hash *= 0x9e3779b97f4a7c15L;
    hash ^= hash >>> 29;
    return hash == 0 ? 1 : hash;
  }
}
