package dev.millrace.suggest;

import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the values of a column look like, from a sample. Values that are blank count as empty. */
final class Profile {
  private static final Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toSet());
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  /** Units as codes of UN/ECE, of ERPs and of people have them. */
  private static final Set<String> UNITS =
      Set.of(
          "pc", "pce", "pcs", "pz", "st", "stk", "stck", "ea", "each", "unit", "units", "u", "un",
          "kg", "kgm", "g", "gr", "grm", "t", "to", "lb", "oz", "m", "mtr", "mt", "cm", "mm", "km",
          "m2", "m3", "qm", "lfm", "l", "ltr", "lt", "ml", "hl", "h", "hr", "std", "box", "bx",
          "ktn", "car", "cs", "pal", "pl", "set", "rol", "rolle", "roll", "pak", "pack", "pk",
          "paa", "pr", "bag", "btl", "fl", "dz", "nos", "ft", "in", "yd", "gal", "c62", "h87");

  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]+)?");
  private static final Pattern DAY = Pattern.compile("(19|20)[0-9]{2}(0[1-9]|1[0-2])[0-3][0-9]");
  private static final Pattern ISO_DAY = Pattern.compile("(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9].*");
  private static final Set<String> YES_OR_NO =
      Set.of(
          "0", "1", "true", "false", "t", "f", "y", "n", "j", "x", "yes", "no", "ja", "nein", "o",
          "s", "si", "oui", "non", "-1", "v", "w");

  private final int rows;
  private final List<String> values;
  private final Map<String, Integer> counts = new LinkedHashMap<>();

  /** What was asked already: every column of the model asks the same of every column. */
  private final Map<String, Double> known = new HashMap<>();

  private String form;

  private Profile(int rows, List<String> values) {
    this.rows = rows;
    this.values = values;
    values.forEach(value -> counts.merge(value, 1, Integer::sum));
  }

  static Profile of(List<Optional<String>> column) {
    List<String> values = new ArrayList<>();
    for (Optional<String> value : column) {
      value.map(String::strip).filter(text -> !text.isEmpty()).ifPresent(values::add);
    }
    return new Profile(column.size(), values);
  }

  /** Whether nothing was sampled, so that nothing can be said. */
  boolean unknown() {
    return rows == 0;
  }

  /** Whether there are rows, and all of them are empty here. */
  boolean empty() {
    return rows > 0 && values.isEmpty();
  }

  /** Whether all rows have the number zero. */
  boolean zero() {
    return !values.isEmpty() && numbers() == 1 && least() == 0 && most() == 0;
  }

  int distinct() {
    return counts.size();
  }

  int filled() {
    return values.size();
  }

  /** The different values, as met. */
  List<String> different() {
    return List.copyOf(counts.keySet());
  }

  /** The value met most often. */
  Optional<String> usual() {
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }

  /** 1 when no two rows have the same value. */
  double uniqueness() {
    return values.isEmpty() ? 0 : (double) counts.size() / values.size();
  }

  private double share(String name, Predicate<String> what) {
    return known(
        name,
        () -> values.isEmpty() ? 0 : (double) values.stream().filter(what).count() / values.size());
  }

  private double known(String name, DoubleSupplier found) {
    Double before = known.get(name);
    if (before == null) {
      before = found.getAsDouble();
      known.put(name, before);
    }
    return before;
  }

  double currencies() {
    return share("currencies", CURRENCIES::contains);
  }

  double countries() {
    return share("countries", COUNTRIES::contains);
  }

  double units() {
    return share("units", value -> UNITS.contains(value.toLowerCase(Locale.ROOT)));
  }

  double integers() {
    return share("integers", value -> INTEGER.matcher(value).matches());
  }

  double numbers() {
    return share("numbers", value -> NUMBER.matcher(value).matches());
  }

  /** Of days as 20260131. */
  double days() {
    return share("days", value -> DAY.matcher(value).matches());
  }

  double isoDays() {
    return share("isoDays", value -> ISO_DAY.matcher(value).matches());
  }

  double gtins() {
    return share("gtins", Profile::isGtin);
  }

  /** Whether the values are those of a yes-or-no column. */
  boolean yesOrNo() {
    return !values.isEmpty()
        && counts.size() <= 2
        && counts.keySet().stream()
            .allMatch(value -> YES_OR_NO.contains(value.toLowerCase(Locale.ROOT)));
  }

  double letters() {
    return known("letters", () -> values.stream().mapToInt(String::length).average().orElse(0));
  }

  /** The share of values with two letters beside each other or a blank: words, not codes. */
  double words() {
    return share(
        "words", value -> value.matches(".*\\p{L}{3,}.*") && value.matches(".*[ \\p{Ll}].*"));
  }

  double least() {
    return known("least", () -> values.stream().mapToDouble(Profile::number).min().orElse(0));
  }

  double most() {
    return known("most", () -> values.stream().mapToDouble(Profile::number).max().orElse(0));
  }

  double fractions() {
    return share("fractions", value -> NUMBER.matcher(value).matches() && number(value) % 1 != 0);
  }

  private static double number(String value) {
    return NUMBER.matcher(value).matches() ? Double.parseDouble(value) : 0;
  }

  /** The usual form of the values, such as A99 for K-17 and K-4711; empty when there is none. */
  String form() {
    if (form == null) {
      form = findForm();
    }
    return form;
  }

  private String findForm() {
    Map<String, Integer> forms = new HashMap<>();
    for (String value : new HashSet<>(values)) {
      forms.merge(
          value.replaceAll("\\p{L}+", "A").replaceAll("[0-9]+", "9") + (value.length() > 24),
          1,
          Integer::sum);
    }
    return forms.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .filter(form -> form.getValue() * 10 >= counts.size() * 7)
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /** Whether a value is a GTIN of 8, 12, 13 or 14 digits with the right check digit. */
  static boolean isGtin(String value) {
    if (!value.matches("[0-9]{8}|[0-9]{12,14}")) {
      return false;
    }
    int sum = 0;
    for (int i = value.length() - 2, weight = 3; i >= 0; i--, weight = 4 - weight) {
      sum += weight * (value.charAt(i) - '0');
    }
    return (10 - sum % 10) % 10 == value.charAt(value.length() - 1) - '0';
  }
}
