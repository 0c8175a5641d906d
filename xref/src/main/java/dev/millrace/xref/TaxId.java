package dev.millrace.xref;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tax registration number, taken apart.
 *
 * @param country that gave it: ISO 3166-1 code; empty when nothing tells
 * @param number capital letters and digits, without the country in front; empty when it is none
 */
record TaxId(String country, String number) {
  static final TaxId NONE = new TaxId("", "");

  private static final Set<String> COUNTRIES = Set.copyOf(Arrays.asList(Locale.getISOCountries()));
  private static final Pattern LABEL =
      Pattern.compile("^(USTIDNR|USTID|UIDNR|VATNO|VATID|VAT|TVA|BTW|MWST|PIVA|NIP|NIF|CIF|EIN)");
  private static final Pattern SUFFIX = Pattern.compile("(MWST|TVA|IVA|VAT)$");
  private static final Pattern SWISS = Pattern.compile("CHE([0-9]{9})");
  private static final int LEAST_DIGITS = 5;

  /** From here on a number is hardly given by two countries. */
  private static final int LONG = 9;

  /**
   * Reads a number as a source writes it: with or without country, label, blanks and points. One
   * that only fills the field, such as 000000, is none.
   *
   * @param written the number
   * @param country of the organisation's address; empty when not known
   */
  static TaxId of(String written, String country) {
    String plain = SUFFIX.matcher(Text.code(written)).replaceFirst("");
    Matcher label = LABEL.matcher(plain);
    if (label.find()) {
      plain = plain.substring(label.end());
    }
    Matcher swiss = SWISS.matcher(plain);
    if (swiss.matches()) {
      return told("CH", swiss.group(1));
    }
    if (plain.length() > 2 + LEAST_DIGITS) {
      String prefix = country(plain.substring(0, 2));
      if (COUNTRIES.contains(prefix)) {
        return told(prefix, plain.substring(2));
      }
    }
    return told(country(country.toUpperCase(Locale.ROOT)), plain);
  }

  /** Greece and Northern Ireland have letters of their own in front of tax numbers. */
  private static String country(String letters) {
    return letters.equals("EL") ? "GR" : letters.equals("XI") ? "GB" : letters;
  }

  private static TaxId told(String country, String number) {
    long digits = number.chars().filter(c -> c >= '0' && c <= '9').count();
    boolean filler =
        number.chars().filter(c -> c >= '0' && c <= '9').distinct().count() < 2
            || number.startsWith("12345678");
    return digits < LEAST_DIGITS || filler ? NONE : new TaxId(country, number);
  }

  boolean isNone() {
    return number.isEmpty();
  }

  /** Whether two numbers are one. */
  boolean agrees(TaxId other) {
    return !isNone()
        && number.equals(other.number)
        && (country.equals(other.country)
            || ((country.isEmpty() || other.country.isEmpty()) && number.length() >= LONG));
  }

  /**
   * Whether an organisation cannot have both. A country gives numbers of several kinds, so only two
   * of one kind, which are equally long, contradict.
   */
  boolean contradicts(TaxId other) {
    return !isNone()
        && !other.isNone()
        && !country.isEmpty()
        && country.equals(other.country)
        && number.length() == other.number.length()
        && !number.equals(other.number);
  }
}
