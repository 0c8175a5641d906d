package dev.millrace.xref;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.rows.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How well two made-up companies' items and organisations are recognised. Half of each is the
 * other's too; names are spelled otherwise, numbers are missing or wrong, codes collide, and of
 * every item there are others that differ in a size or a colour only.
 */
class EvaluationTest {
  private static final Logger LOGGER = LoggerFactory.getLogger(EvaluationTest.class);
  private static final int ROWS = 6_000;

  private static final List<String> GOODS =
      List.of(
          "hex screw",
          "washer",
          "bearing",
          "gate valve",
          "pipe elbow",
          "hose clamp",
          "gasket",
          "centrifugal pump",
          "servo motor",
          "limit switch",
          "cable gland",
          "ball valve",
          "shaft seal",
          "coupling",
          "timing belt",
          "pressure gauge",
          "filter cartridge",
          "relay");
  private static final List<String> KINDS =
      List.of(
          "zinc",
          "stainless",
          "brass",
          "black",
          "galvanised",
          "nylon",
          "short",
          "long",
          "left",
          "right",
          "heavy",
          "light");
  private static final List<String> FAMILIES =
      List.of(
          "Hartmann",
          "Vogel",
          "Köhler",
          "Lefèvre",
          "Moreau",
          "Whitaker",
          "Redfern",
          "Bianchi",
          "Ferrari",
          "Nowak",
          "Kamiński",
          "Gruber",
          "Lindqvist",
          "Novák",
          "Sørensen",
          "De Boer");
  private static final List<String> TRADES =
      List.of(
          "Steel",
          "Motors",
          "Castings",
          "Polymers",
          "Electronics",
          "Drives",
          "Coatings",
          "Cables",
          "Packaging",
          "Logistics",
          "Trading",
          "Water Services",
          "Building Services");
  private static final List<String> FORMS = List.of("GmbH", "AG", "SARL", "Ltd", "S.r.l.", "B.V.");

  private final Random random;
  private final Set<PairKey> truth = new HashSet<>();

  EvaluationTest() {
    random = new Random();
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean oneIn(int many) {
    return random.nextInt(many) == 0;
  }

  private static String gs1(int company, int number) {
    String digits = "%07d%05d".formatted(company, number);
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
    }
    return digits + (10 - sum % 10) % 10;
  }

  /** One slip of the pen: a letter left out, doubled or swapped with the next. */
  private String slip(String text) {
    int at = 1 + random.nextInt(text.length() - 2);
    if (!Character.isLetter(text.charAt(at)) || !Character.isLetter(text.charAt(at + 1))) {
      return text;
    }
    return switch (random.nextInt(3)) {
      case 0 -> text.substring(0, at) + text.substring(at + 1);
      case 1 -> text.substring(0, at) + text.charAt(at) + text.substring(at);
      default ->
          text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
    };
  }

  private String spelled(String name) {
    String spelled = oneIn(3) ? slip(name) : name;
    if (oneIn(3)) {
      spelled = spelled.toUpperCase(java.util.Locale.ROOT);
    }
    if (oneIn(4)) {
      int blank = spelled.indexOf(' ');
      spelled = spelled.substring(blank + 1) + " " + spelled.substring(0, blank);
    }
    return oneIn(6) ? spelled.substring(0, Math.max(4, spelled.lastIndexOf(' '))) : spelled;
  }

  private record Good(String name, String gtin, String code, String unit, long weight) {}

  private Item item(String system, int number, Good good, boolean wrongGtin) {
    String name = spelled(good.name());
    boolean coded = oneIn(3);
    String gtin = oneIn(3) ? "" : wrongGtin ? gs1(4_033_333, random.nextInt(ROWS)) : good.gtin();
    return new Item(
        new RowKey(system, Integer.toString(number)),
        name,
        Name.ofItem(name),
        // Who has no code of the maker counts, and both count from about the same number.
        Code.of(coded ? good.code() : Integer.toString(10_000 + random.nextInt(ROWS))),
        oneIn(3) ? List.of(Code.of(good.code())) : List.of(),
        Gs1.gtin(gtin),
        List.of(),
        oneIn(15) ? "box" : good.unit(),
        oneIn(2) ? 0 : Math.round(good.weight() * (0.99 + random.nextDouble() * 0.02)));
  }

  private List<Item> items() {
    List<Item> items = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int number = 0; number < ROWS * 3 / 2; number++) {
      String name;
      do {
        name =
            "%s M%dx%d %s %s"
                .formatted(
                    any(GOODS),
                    3 + random.nextInt(14),
                    5 * (1 + random.nextInt(20)),
                    any(KINDS),
                    any(KINDS));
      } while (!names.add(name));
      Good good =
          new Good(
              name,
              gs1(4_012_345 + number % 7, number),
              "%s-%04d".formatted(name.substring(0, 2).toUpperCase(java.util.Locale.ROOT), number),
              any(List.of("pc", "pc", "pc", "m", "kg")),
              1_000 + random.nextInt(5_000_000));
      place(number, (system, n) -> items.add(item(system, n, good, oneIn(100))));
    }
    return items;
  }

  private interface Placed {
    void in(String system, int number);
  }

  /** A third is in one company, a third in the other, a third in both. */
  private void place(int number, Placed placed) {
    int where = number % 3;
    if (where != 1) {
      placed.in("left", number);
    }
    if (where != 0) {
      // Other numbers, so that keys tell nothing.
      placed.in("right", 1_000_000 - number);
    }
    if (where == 2) {
      truth.add(
          PairKey.of(
              new RowKey("left", Integer.toString(number)),
              new RowKey("right", Integer.toString(1_000_000 - number))));
    }
  }

  private Party party(
      String system, int number, String name, String tax, String gln, String postal, String city) {
    String spelled = spelled(name);
    // Some companies are known by their parent's number, or by one with a wrong digit.
    String written = oneIn(80) ? "DE" + (300_000_000 + random.nextInt(ROWS)) : tax;
    return new Party(
        new RowKey(system, Integer.toString(number)),
        spelled,
        Name.ofParty(spelled),
        TaxId.of(oneIn(3) ? "" : oneIn(2) ? written : written.substring(2), "DE"),
        oneIn(2) ? Gs1.NONE : Gs1.gln(gln),
        Code.of(Integer.toString(70_000 + random.nextInt(ROWS))),
        "DE",
        Text.code(oneIn(4) ? "" : postal),
        Text.folded(city));
  }

  private List<Party> parties() {
    List<Party> parties = new ArrayList<>();
    for (int number = 0; number < ROWS * 3 / 2; number++) {
      int one = number;
      String name =
          any(FAMILIES)
              + " "
              + any(TRADES)
              + (oneIn(3) ? " " + any(TRADES) : "")
              + " "
              + any(FORMS);
      String tax = "DE" + (200_000_000 + number * 37);
      String gln = gs1(4_098_765, number);
      String postal = "%05d".formatted(10_000 + random.nextInt(3_000));
      String city = any(FAMILIES) + "stadt";
      place(one, (system, n) -> parties.add(party(system, n, name, tax, gln, postal, city)));
    }
    return parties;
  }

  private record Score(int certain, int certainRight, int proposed, int proposedRight, int all) {
    double precision() {
      return (double) certainRight / certain;
    }

    double certainRecall() {
      return (double) certainRight / all;
    }

    double recall() {
      return (double) (certainRight + proposedRight) / all;
    }

    @Override
    public String toString() {
      return "%d certain, precision %.4f, recall %.3f; with %d proposed recall %.3f, of these right %.3f"
          .formatted(
              certain,
              precision(),
              certainRecall(),
              proposed,
              recall(),
              (double) proposedRight / proposed);
    }
  }

  private <K extends Known<K>> Score score(List<K> rows) {
    Matcher<K> matcher = new Matcher<>(List.of());
    long begun = System.nanoTime();
    rows.forEach(matcher::put);
    Map<PairKey, Optional<Finding>> pairs = new HashMap<>(matcher.resolve().pairs());
    LOGGER.info("{} rows in {} ms", rows.size(), (System.nanoTime() - begun) / 1_000_000);
    int certain = 0;
    int certainRight = 0;
    int proposed = 0;
    int proposedRight = 0;
    for (Map.Entry<PairKey, Optional<Finding>> entry : pairs.entrySet()) {
      if (entry.getValue().isPresent()) {
        int right = truth.contains(entry.getKey()) ? 1 : 0;
        if (entry.getValue().get().certain()) {
          certain++;
          certainRight += right;
          if (right == 0) {
            LOGGER.info("wrong: {} {}", entry.getKey(), entry.getValue().get().reason());
          }
        } else {
          proposed++;
          proposedRight += right;
        }
      }
    }
    return new Score(certain, certainRight, proposed, proposedRight, truth.size());
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void itemsThatAreCertainAreTheSame(long seed) {
    random.setSeed(seed);
    Score score = score(items());
    LOGGER.info("Items: {}", score);
    assertThat(score.precision()).isGreaterThanOrEqualTo(0.995);
    assertThat(score.certainRecall()).isGreaterThan(0.5);
    assertThat(score.recall()).isGreaterThan(0.8);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void organisationsThatAreCertainAreTheSame(long seed) {
    random.setSeed(seed);
    Score score = score(parties());
    LOGGER.info("Organisations: {}", score);
    assertThat(score.precision()).isGreaterThanOrEqualTo(0.995);
    assertThat(score.certainRecall()).isGreaterThan(0.4);
    assertThat(score.recall()).isGreaterThan(0.8);
  }
}
