package dev.millrace.xref;

import dev.millrace.log.rows.RowKey;

/**
 * An organisation as it is compared.
 *
 * @param key its row
 * @param shown its name as the source has it
 * @param name its name, without legal form
 * @param taxId its tax number
 * @param gln its GLN; {@link Gs1#NONE} when it has none
 * @param code the source's code of it; empty when it has none
 * @param country ISO 3166-1 code; empty when not known
 * @param postalCode as {@link Text#code} gives it; empty when not known
 * @param city as {@link Text#folded} gives it; empty when not known
 */
record Party(
    RowKey key,
    String shown,
    Name name,
    TaxId taxId,
    long gln,
    String code,
    String country,
    String postalCode,
    String city)
    implements Known<Party> {

  private static final double SAME_CITY = 0.92;
  private static final int WORD_START = 4;

  @Override
  public long[] blocks() {
    BlockKeys blocks = new BlockKeys();
    blocks.add('t', taxId.number());
    blocks.add('l', gln == Gs1.NONE ? "" : Long.toString(gln));
    blocks.add('c', code);
    blocks.addName(name);
    if (!postalCode.isEmpty()) {
      for (String word : name.wordList()) {
        blocks.add('p', postalCode + word.substring(0, Math.min(WORD_START, word.length())));
      }
    }
    return blocks.distinct();
  }

  @Override
  public Evidence comparedWith(Party other) {
    Weighing weighing = new Weighing();
    compareNumbers(other, weighing);
    compareNames(other, weighing);
    comparePlaces(other, weighing);
    return weighing.result();
  }

  private void compareNumbers(Party other, Weighing weighing) {
    if (taxId.agrees(other.taxId)) {
      String country = taxId.country().isEmpty() ? other.taxId.country() : taxId.country();
      weighing
          .alike(Field.TAX_ID, 0.995, 1e-7, "tax number " + country + taxId.number())
          .identifiesWorldwide();
    } else if (taxId.contradicts(other.taxId)) {
      String words = "tax number " + taxId.number() + " and " + other.taxId.number();
      weighing.unlike(0.995, 1e-7, words).contradicts();
    }
    if (gln != Gs1.NONE && gln == other.gln) {
      weighing.alike(Field.GLN, 0.6, 1e-7, "GLN %013d".formatted(gln)).identifiesWorldwide();
    } else if (gln != Gs1.NONE && other.gln != Gs1.NONE) {
      // An organisation may have one for each of its places.
      weighing.unlike(0.6, 1e-7, "GLN %013d and %013d".formatted(gln, other.gln));
    }
    if (!code.isEmpty() && code.equals(other.code)) {
      boolean distinctive = Code.distinctive(code);
      weighing.alike(Field.CODE, 0.25, distinctive ? 1e-5 : 1e-4, "code " + code);
    }
  }

  private void compareNames(Party other, Weighing weighing) {
    Likeness likeness = Likeness.of(name, other.name);
    weighing.names(likeness);
    String both = "“" + shown + "” and “" + other.shown + "”";
    switch (likeness) {
      case SAME -> {
        boolean brief = name.words().indexOf(' ') < 0;
        weighing.alike(Field.NAME, 0.55, brief ? 5e-4 : 1e-4, "name “" + shown + "”");
      }
      case NEAR -> weighing.alike(Field.NAME, 0.2, 2e-4, "nearly the names " + both);
      case SIMILAR -> weighing.alike(Field.NAME, 0.12, 0.004, "much of the names " + both);
      case DIFFERENT -> weighing.unlike(0.87, 0.0043, "names " + both);
      case UNKNOWN -> {
        // Nothing to compare.
      }
    }
    boolean bothSay = !name.form().isEmpty() && !other.name.form().isEmpty();
    if (bothSay && !name.form().equals(other.name.form())) {
      weighing.unlike(0.97, 0.4, "legal form " + name.form() + " and " + other.name.form());
      weighing.contradicts();
    }
  }

  private void comparePlaces(Party other, Weighing weighing) {
    if (!country.isEmpty() && !other.country.isEmpty()) {
      if (!country.equals(other.country)) {
        weighing.unlike(0.98, 0.4, "country " + country + " and " + other.country).contradicts();
        return;
      }
      weighing.alike(Field.PLACE, 0.98, 0.4, "country " + country);
    }
    if (!postalCode.isEmpty() && !other.postalCode.isEmpty()) {
      if (postalCode.equals(other.postalCode)) {
        weighing.alike(Field.PLACE, 0.8, 0.002, "postal code " + postalCode);
      } else {
        weighing.unlike(0.8, 0.002, "postal code " + postalCode + " and " + other.postalCode);
      }
    } else if (!city.isEmpty() && !other.city.isEmpty()) {
      if (city.equals(other.city) || Similarity.jaroWinkler(city, other.city) >= SAME_CITY) {
        weighing.alike(Field.PLACE, 0.9, 0.02, "city");
      } else {
        weighing.unlike(0.9, 0.02, "city");
      }
    }
  }
}
