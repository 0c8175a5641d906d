package dev.millrace.demo;

import dev.millrace.demo.Company.Season;
import java.util.ArrayList;
import java.util.List;

/** The pumps that the plant makes and the distribution sells: the same goods in both ERPs. */
final class PumpRange {

  /**
   * @param size of the hydraulic parts, from 1; pumps of one family and size share them
   * @param abc A sells most
   */
  record Pump(
      String code,
      String name,
      String family,
      int size,
      int motor,
      double cost,
      double price,
      double weight,
      String gtin,
      Season season,
      char abc,
      double demand) {}

  private record Family(String code, String name, Season season, double cost, double weight) {}

  private record Variant(String code, String name, double factor) {}

  static final int SIZES = 10;

  private static final List<Family> FAMILIES =
      List.of(
          new Family("CP", "Centrifugal pump", Season.EVEN, 210, 18),
          new Family("SP", "Submersible pump", Season.SUMMER, 260, 15),
          new Family("HC", "Heating circulator", Season.WINTER, 95, 4.5),
          new Family("GP", "Garden pump", Season.SUMMER, 70, 8),
          new Family("DP", "Dosing pump", Season.EVEN, 180, 5),
          new Family("DR", "Drainage pump", Season.EVEN, 120, 9),
          new Family("MS", "Multistage pump", Season.EVEN, 420, 32),
          new Family("BS", "Booster set", Season.EVEN, 1150, 96));

  private static final List<Variant> VARIANTS =
      List.of(
          new Variant("C2", "cast iron 230 V", 1),
          new Variant("C4", "cast iron 400 V", 1.06),
          new Variant("S2", "stainless 230 V", 1.42),
          new Variant("S4", "stainless 400 V", 1.48));

  private PumpRange() {}

  /** 320 pumps, the same for the same seed. */
  static List<Pump> of(long seed) {
    Dice dice = new Dice(seed).forPurpose("pumps");
    List<Pump> pumps = new ArrayList<>();
    for (Family family : FAMILIES) {
      for (int size = 1; size <= SIZES; size++) {
        for (Variant variant : VARIANTS) {
          pumps.add(pump(dice, family, size, variant, pumps.size()));
        }
      }
    }
    return List.copyOf(pumps);
  }

  private static Pump pump(Dice dice, Family family, int size, Variant variant, int number) {
    double growth = Math.pow(1.24, size - 1);
    double cost = family.cost() * growth * variant.factor() * dice.between(0.96, 1.04);
    double demand = dice.skewed(1.2) / Math.sqrt(growth);
    return new Pump(
        "%s-%03d-%s".formatted(family.code(), 20 + 15 * size, variant.code()),
        "%s %s %d-%d %s"
            .formatted(family.name(), family.code(), 20 + 5 * size, 80 + 20 * size, variant.name()),
        family.code(),
        size,
        Math.min(11, size + (family.code().equals("BS") ? 2 : 0)),
        cost,
        cost * dice.between(1.5, 1.9),
        family.weight() * growth * (variant.code().startsWith("S") ? 0.9 : 1),
        gtin(4_012_345, number),
        family.season(),
        demand > 1 ? 'A' : demand > 0.35 ? 'B' : 'C',
        demand);
  }

  /** A GTIN-13 with its check digit. */
  static String gtin(int company, int number) {
    String digits = "%07d%05d".formatted(company, number);
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
    }
    return digits + (10 - sum % 10) % 10;
  }
}
