package dev.millrace.demo;

import dev.millrace.demo.Company.Article;
import dev.millrace.demo.Company.Component;
import dev.millrace.demo.Company.Kind;
import dev.millrace.demo.Company.Offer;
import dev.millrace.demo.Company.Partner;
import dev.millrace.demo.Company.Season;
import dev.millrace.demo.Company.Site;
import dev.millrace.demo.Company.SiteKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Weirbrook Pumps: two factories, four warehouses, pumps made from castings, motors and seals. */
final class PlantCompany {
  private static final int ARTICLES = 2000;
  private static final int RAW = 1000;
  private static final int FINISHED = 320;

  private final Dice dice;
  private final List<PumpRange.Pump> pumps;
  private final List<Article> articles = new ArrayList<>();
  private final Map<String, Integer> byName = new HashMap<>();

  private PlantCompany(long seed) {
    dice = new Dice(seed).forPurpose("plant");
    pumps = PumpRange.of(seed);
  }

  static Company of(long seed) {
    return new PlantCompany(seed).build();
  }

  private Company build() {
    Partners partners = new Partners(dice.forPurpose("partners"));
    List<Site> sites = sites(partners);
    List<Partner> suppliers = partners.suppliers(100);
    List<Partner> customers = partners.customers(500, sites);
    List<Partner> carriers = partners.carriers(8);
    rawMaterials();
    boughtComponents();
    madeComponents();
    finishedGoods();
    return new Company(List.copyOf(articles), suppliers, customers, carriers, sites);
  }

  private static List<Site> sites(Partners partners) {
    return List.of(
        new Site("F1", "Factory Bristol", SiteKind.FACTORY, partners.placeIn("Bristol"), false, 0),
        new Site("F2", "Factory Brno", SiteKind.FACTORY, partners.placeIn("Brno"), false, 1),
        new Site("W1", "Warehouse Leeds", SiteKind.WAREHOUSE, partners.placeIn("Leeds"), true, 0),
        new Site(
            "W2", "Warehouse Utrecht", SiteKind.WAREHOUSE, partners.placeIn("Utrecht"), true, 1),
        new Site("W3", "Warehouse Linz", SiteKind.WAREHOUSE, partners.placeIn("Linz"), true, 1),
        new Site("W4", "Warehouse Lyon", SiteKind.WAREHOUSE, partners.placeIn("Lyon"), true, 0));
  }

  private void rawMaterials() {
    List<String> steels =
        List.of("1.4301", "1.4404", "1.4571", "1.4057", "C45", "S355", "42CrMo4", "CuSn12");
    for (String part : List.of("Impeller", "Housing")) {
      for (int number = 0; number < 80; number++) {
        raw(
            part + " casting " + (number + 1),
            "pc",
            (part.equals("Housing") ? 24 : 9) * Math.pow(1.2, number % PumpRange.SIZES),
            1.5 * Math.pow(1.2, number % PumpRange.SIZES));
      }
    }
    for (String steel : steels) {
      for (int diameter = 10; diameter <= 80; diameter += 5) {
        raw(
            "Round bar " + steel + " d" + diameter,
            "m",
            0.02 * diameter * diameter * 0.12,
            0.006 * diameter * diameter);
      }
      for (int thickness = 1; thickness <= 10; thickness++) {
        raw("Sheet " + steel + " " + thickness + " mm", "kg", 3.4 + 0.1 * thickness, 1);
      }
    }
    for (String colour : List.of("RAL 5010", "RAL 7035", "RAL 9005", "RAL 3020")) {
      raw("Paint " + colour, "kg", 11.5, 1);
      raw("Powder coating " + colour, "kg", 8.2, 1);
    }
    for (int wire = 1; wire <= 12; wire++) {
      raw("Copper wire " + wire / 10.0 + " mm", "kg", 9.6, 1);
      raw("Grease grade " + wire, "kg", 14 + wire, 1);
    }
    for (int box = 1; box <= 30; box++) {
      raw("Carton size " + box, "pc", 0.4 + 0.15 * box, 0.1 * box);
    }
    for (String material : List.of("EPDM", "FKM", "NBR")) {
      for (int size = 6; size <= 200 && articles.size() < RAW - 270; size += 2) {
        raw("O-ring " + size + "×3 " + material, "pc", 0.08 + 0.004 * size, 0.002);
      }
    }
    for (String grade : List.of("8.8", "A2-70", "A4-80")) {
      for (int thread : List.of(4, 5, 6, 8, 10, 12, 14, 16, 20)) {
        for (int length = 10; length <= 100 && articles.size() < RAW; length += 8) {
          raw(
              "Hex bolt M" + thread + "×" + length + " " + grade,
              "pc",
              0.012 * thread + 0.001 * length,
              0.0006 * thread * thread);
        }
      }
    }
    for (int number = 1; articles.size() < RAW; number++) {
      raw("Rating plate " + number, "pc", 0.6, 0.01);
    }
  }

  private void raw(String name, String unit, double cost, double weight) {
    bought("R-%05d".formatted(10001 + articles.size()), name, Kind.RAW, unit, cost, weight);
  }

  private void boughtComponents() {
    for (int motor = 0; motor < 12; motor++) {
      double power =
          new double[] {0.25, 0.37, 0.55, 0.75, 1.1, 1.5, 2.2, 3, 4, 5.5, 7.5, 11}[motor];
      for (String voltage : List.of("230 V", "400 V")) {
        for (String protection : List.of("IP44", "IP55", "IP68")) {
          component(
              "Electric motor %s kW %s %s".formatted(power, voltage, protection),
              38 + 34 * power,
              4 + 5.5 * power);
        }
      }
    }
    for (int diameter = 12; diameter <= 56; diameter += 4) {
      for (String faces : List.of("carbon/ceramic", "SiC/SiC", "SiC/carbon", "WC/WC")) {
        component("Mechanical seal " + diameter + " mm " + faces, 6 + 0.6 * diameter, 0.1);
      }
    }
    for (int bearing = 0; bearing < 16; bearing++) {
      component("Deep groove bearing 62" + "%02d".formatted(bearing), 2.2 + 1.1 * bearing, 0.08);
      component("Deep groove bearing 63" + "%02d".formatted(bearing), 2.9 + 1.3 * bearing, 0.11);
    }
    for (int nominal : List.of(20, 25, 32, 40, 50, 65, 80, 100)) {
      for (String made : List.of("cast iron", "stainless", "bronze")) {
        component("Flange DN " + nominal + " " + made, 4 + 0.22 * nominal, 0.05 * nominal);
        component("Gasket set DN " + nominal + " " + made, 1 + 0.03 * nominal, 0.05);
      }
    }
    for (String part :
        List.of(
            "Controller",
            "Frequency drive",
            "Pressure sensor",
            "Float switch",
            "Coupling",
            "Terminal box",
            "Cable gland set",
            "Check valve")) {
      for (int size = 1; size <= PumpRange.SIZES; size++) {
        component(
            part + " size " + size, (part.contains("drive") ? 90 : 8) * (1 + 0.2 * size), 0.4);
      }
    }
    for (int number = 1; articles.size() < ARTICLES - FINISHED - 320; number++) {
      component("Cable set " + number + " m", 3 + 0.8 * number, 0.12 * number);
    }
  }

  private void component(String name, double cost, double weight) {
    bought("K-%05d".formatted(20001 + articles.size()), name, Kind.COMPONENT, "pc", cost, weight);
  }

  private void bought(
      String code, String name, Kind kind, String unit, double cost, double weight) {
    int leadTime = dice.between(5, kind == Kind.RAW ? 30 : 45);
    double price = cost * dice.between(0.93, 1.07);
    List<Offer> offers = new ArrayList<>();
    int first = dice.between(0, 99);
    int minimum = price < 1 ? 500 : price < 10 ? 100 : 20;
    offers.add(
        new Offer(
            first,
            "%s%06d".formatted((char) dice.between('A', 'Z'), dice.between(1, 999_999)),
            Dice.money(price, 4),
            minimum,
            leadTime));
    if (dice.chance(0.3)) {
      offers.add(
          new Offer(
              (first + dice.between(1, 99)) % 100,
              "ART-" + dice.between(1000, 99_999),
              Dice.money(price * dice.between(1.02, 1.2), 4),
              minimum,
              leadTime + dice.between(1, 14)));
    }
    char abc = abc();
    int safety = minimum * (abc == 'A' ? 14 : abc == 'B' ? 9 : 6);
    add(
        new Article(
            code,
            name,
            kind,
            unit,
            Dice.money(price, 4),
            Dice.money(price * 1.3, 4),
            weight,
            "",
            leadTime,
            safety,
            abc,
            Season.EVEN,
            0,
            minimum,
            List.of(),
            offers));
  }

  /**
   * For each family and size: the impeller, the housing, the shaft, and the rotor of two of them.
   */
  private void madeComponents() {
    for (int number = 0; number < 80; number++) {
      int size = number % PumpRange.SIZES;
      String which = pumps.get(number * 4).family() + " size " + (size + 1);
      made(
          "Impeller " + which,
          List.of(
              use("Impeller casting " + (number + 1), 1, 2),
              use("Sheet 1.4301 " + (1 + size) + " mm", 0.4, 5)));
      made(
          "Pump housing " + which,
          List.of(
              use("Housing casting " + (number + 1), 1, 1.5),
              use("Paint RAL 5010", 0.25, 3),
              use("Hex bolt M8×26 A2-70", 8, 1)));
      made("Shaft " + which, List.of(use("Round bar 1.4057 d" + (15 + 5 * size), 0.35, 4)));
      made(
          "Rotor unit " + which,
          List.of(
              use("Impeller " + which, 1, 0),
              use("Shaft " + which, 1, 0),
              use("Deep groove bearing 62" + "%02d".formatted(3 + size), 2, 0.5),
              use("Grease grade " + (1 + size), 0.05, 0)));
    }
  }

  private void made(String name, List<Component> components) {
    double cost = costOf(components) * 1.35 + 6;
    double weight = weightOf(components);
    add(
        new Article(
            "M-%05d".formatted(30001 + articles.size()),
            name,
            Kind.COMPONENT,
            "pc",
            Dice.money(cost, 4),
            Dice.money(cost * 1.5, 4),
            weight,
            "",
            dice.between(3, 10),
            100,
            'B',
            Season.EVEN,
            0,
            20,
            components,
            List.of()));
  }

  private void finishedGoods() {
    for (PumpRange.Pump pump : pumps) {
      String which = pump.family() + " size " + pump.size();
      boolean stainless = pump.name().contains("stainless");
      String voltage = pump.name().endsWith("230 V") ? "230 V" : "400 V";
      List<Component> parts = new ArrayList<>();
      if (pump.family().equals("BS")) {
        // A booster set is made around multistage pumps that are sold alone too.
        String single = pump.name().replace("Booster set BS", "Multistage pump MS");
        parts.add(use(single, pump.size() < 6 ? 2 : 3, 0));
        parts.add(use("Frequency drive size " + pump.size(), 1, 0));
        parts.add(use("Pressure sensor size " + pump.size(), 2, 0));
        parts.add(use("Check valve size " + pump.size(), 2, 0));
      } else {
        parts.add(use("Pump housing " + which, 1, 0));
        parts.add(use("Rotor unit " + which, 1, 0));
        parts.add(use(motor(pump, voltage), 1, 0));
        parts.add(
            use(
                "Mechanical seal "
                    + (12 + 4 * pump.size())
                    + " mm "
                    + (stainless ? "SiC/SiC" : "carbon/ceramic"),
                1,
                1));
        parts.add(
            use(
                "Flange DN "
                    + List.of(20, 25, 25, 32, 40, 40, 50, 65, 80, 100).get(pump.size() - 1)
                    + (stainless ? " stainless" : " cast iron"),
                2,
                0));
        parts.add(use("Hex bolt M10×42 A2-70", 12, 1));
      }
      parts.add(use("Carton size " + (pump.size() * 3), 1, 1));
      int lot = Math.max(1, (int) Math.round(7 * Math.sqrt(200 / pump.cost())));
      add(
          new Article(
              pump.code(),
              pump.name(),
              Kind.FINISHED,
              "pc",
              Dice.money(pump.cost(), 4),
              Dice.money(pump.price(), 2).setScale(4),
              pump.weight(),
              pump.gtin(),
              dice.between(5, 15),
              lot * (pump.abc() == 'A' ? 5 : pump.abc() == 'B' ? 3 : 1),
              pump.abc(),
              pump.season(),
              pump.demand(),
              lot,
              List.copyOf(parts),
              List.of()));
    }
  }

  private static String motor(PumpRange.Pump pump, String voltage) {
    double power =
        new double[] {0.25, 0.37, 0.55, 0.75, 1.1, 1.5, 2.2, 3, 4, 5.5, 7.5, 11}[pump.motor()];
    boolean wet = pump.family().equals("SP") || pump.family().equals("DR");
    return "Electric motor %s kW %s %s".formatted(power, voltage, wet ? "IP68" : "IP55");
  }

  private Component use(String name, double quantity, double scrap) {
    Integer article = byName.get(name);
    if (article == null) {
      throw new IllegalStateException("no article " + name);
    }
    return new Component(article, Dice.money(quantity, 4), Dice.money(scrap, 2));
  }

  private double costOf(List<Component> components) {
    return components.stream()
        .mapToDouble(
            each ->
                articles.get(each.article()).cost().doubleValue() * each.quantity().doubleValue())
        .sum();
  }

  private double weightOf(List<Component> components) {
    return components.stream()
        .mapToDouble(each -> articles.get(each.article()).weight() * each.quantity().doubleValue())
        .sum();
  }

  private char abc() {
    double share = dice.fraction();
    return share < 0.2 ? 'A' : share < 0.5 ? 'B' : 'C';
  }

  private void add(Article article) {
    if (byName.put(article.name(), articles.size()) != null) {
      throw new IllegalStateException("two articles " + article.name());
    }
    articles.add(article);
  }
}
