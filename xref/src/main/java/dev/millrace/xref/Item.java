package dev.millrace.xref;

import dev.millrace.log.rows.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An item as it is compared.
 *
 * @param key its row
 * @param shown its name as the source has it
 * @param name its name
 * @param code its own code; empty when it has none
 * @param supplierCodes what its suppliers call it
 * @param gtin of one of its base unit; {@link Gs1#NONE} when it has none
 * @param packGtins of its other units
 * @param unit its base unit; empty when not known
 * @param weight of one base unit, as the log has it: in milligrams; 0 when not known
 */
record Item(
    RowKey key,
    String shown,
    Name name,
    String code,
    List<String> supplierCodes,
    long gtin,
    List<Long> packGtins,
    String unit,
    long weight)
    implements Known<Item> {

  /** Scales differ, and packaging is weighed or not. */
  private static final double SAME_WEIGHT = 1.03;

  private static final double OTHER_WEIGHT = 1.5;

  @Override
  public long[] blocks() {
    BlockKeys blocks = new BlockKeys();
    gtins().forEach(number -> blocks.add('g', Long.toString(number)));
    blocks.add('c', code);
    supplierCodes.forEach(other -> blocks.add('c', other));
    blocks.addName(name);
    if (name.sameNumbers(name)) {
      // Names in two languages have their measures in common.
      blocks.add('#', name.numbers());
    }
    return blocks.distinct();
  }

  private List<Long> gtins() {
    List<Long> all = new ArrayList<>(packGtins);
    if (gtin != Gs1.NONE) {
      all.add(gtin);
    }
    return all;
  }

  @Override
  public Evidence comparedWith(Item other) {
    Weighing weighing = new Weighing();
    compareGtins(other, weighing);
    compareCodes(other, weighing);
    compareNames(other, weighing);
    compareUnits(other, weighing);
    return weighing.result();
  }

  private void compareGtins(Item other, Weighing weighing) {
    if (gtin != Gs1.NONE && gtin == other.gtin) {
      weighing.alike(Field.GTIN, 0.98, 1e-7, "GTIN " + written(gtin)).identifiesWorldwide();
      return;
    }
    Optional<Long> pack = common(packGtins, other.packGtins);
    Optional<Long> any = common(gtins(), other.gtins());
    if (pack.isPresent()) {
      weighing
          .alike(Field.GTIN, 0.9, 1e-6, "GTIN of a pack " + written(pack.get()))
          .identifiesWorldwide();
    } else if (any.isPresent()) {
      // The number of a piece in one source, of a box in the other: not one unit at any rate.
      weighing
          .alike(Field.GTIN, 0.5, 1e-5, "GTIN " + written(any.get()) + ", of another unit")
          .contradicts();
    } else if (gtin != Gs1.NONE && other.gtin != Gs1.NONE) {
      weighing
          .unlike(0.98, 1e-7, "GTIN " + written(gtin) + " and " + written(other.gtin))
          .contradicts();
    }
  }

  private static String written(long gtin) {
    return "%014d".formatted(gtin);
  }

  private static <T> Optional<T> common(List<T> left, List<T> right) {
    return left.stream().filter(right::contains).findFirst();
  }

  private void compareCodes(Item other, Weighing weighing) {
    boolean own = !code.isEmpty() && code.equals(other.code);
    if (own) {
      compared(Field.CODE, 0.3, "code " + code, code, weighing);
    }
    Optional<String> suppliers =
        common(supplierCodes, other.supplierCodes)
            .or(() -> common(supplierCodes, List.of(other.code)))
            .or(() -> common(List.of(code), other.supplierCodes));
    suppliers
        .filter(found -> !own || !found.equals(code))
        .ifPresent(
            found ->
                compared(Field.SUPPLIER_CODE, 0.4, "supplier's code " + found, found, weighing));
  }

  private static void compared(
      Field field, double m, String words, String code, Weighing weighing) {
    if (Code.distinctive(code)) {
      weighing.alike(field, m, 1e-5, words).identifies();
    } else {
      weighing.alike(field, m, 1e-4, words);
    }
  }

  private void compareNames(Item other, Weighing weighing) {
    Likeness likeness = Likeness.of(name, other.name);
    weighing.names(likeness);
    String both = "“" + shown + "” and “" + other.shown + "”";
    switch (likeness) {
      case SAME -> {
        boolean brief = (name.words() + name.numbers()).indexOf(' ') < 0;
        weighing.alike(Field.NAME, 0.45, brief ? 1e-3 : 1.5e-4, "name “" + shown + "”");
      }
      case NEAR -> weighing.alike(Field.NAME, 0.2, 2e-4, "nearly the names " + both);
      case SIMILAR -> weighing.alike(Field.NAME, 0.2, 0.01, "much of the names " + both);
      case DIFFERENT -> {
        if (name.numbersDiffer(other.name)) {
          weighing.unlike(0.97, 0.3, "numbers in the names " + both).contradicts();
        } else {
          weighing.unlike(0.85, 0.5, "names " + both);
        }
      }
      case UNKNOWN -> {
        // Nothing to compare.
      }
    }
  }

  private void compareUnits(Item other, Weighing weighing) {
    if (unit.isEmpty() || other.unit.isEmpty()) {
      return;
    }
    if (!unit.equals(other.unit)) {
      weighing.unlike(0.9, 0.5, "unit " + unit + " and " + other.unit);
      return;
    }
    weighing.alike(Field.UNIT, 0.9, 0.5, "unit " + unit);
    if (weight > 0 && other.weight > 0) {
      double ratio = (double) Math.max(weight, other.weight) / Math.min(weight, other.weight);
      if (ratio <= SAME_WEIGHT) {
        weighing.alike(Field.WEIGHT, 0.8, 0.03, "weight");
      } else if (ratio >= OTHER_WEIGHT) {
        weighing.unlike(0.93, 0.2, "weight");
      }
    }
  }
}
