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
import java.util.List;

/** Nordwasser Handel: a wholesaler of pumps, pipes and fittings that also packs kits. */
final class DistributionCompany {
  /** Where the pumps come from: the company that runs the Plant ERP. */
  static final int PLANT_AS_SUPPLIER = 0;

  private static final int ARTICLES = 2000;
  private static final int KITS = 150;
  private static final int PACKAGING = 60;

  private final Dice dice;
  private final List<PumpRange.Pump> pumps;
  private final List<Article> articles = new ArrayList<>();

  private DistributionCompany(long seed) {
    dice = new Dice(seed).forPurpose("distribution");
    pumps = PumpRange.of(seed);
  }

  static Company of(long seed) {
    return new DistributionCompany(seed).build();
  }

  private Company build() {
    Partners partners = new Partners(dice.forPurpose("partners"));
    List<Site> sites = sites(partners);
    List<Partner> suppliers = new ArrayList<>();
    suppliers.add(
        new Partner(
            "Weirbrook Pumps Ltd", "", partners.placeIn("Bristol"), "GB417382905", 6, 0, 0.1));
    suppliers.addAll(partners.suppliers(99));
    List<Partner> customers = partners.customers(500, sites);
    List<Partner> carriers = partners.carriers(6);
    pumps();
    packaging();
    fittings();
    valves();
    pipes();
    tools();
    kits();
    return new Company(List.copyOf(articles), suppliers, customers, carriers, sites);
  }

  private static List<Site> sites(Partners partners) {
    return List.of(
        new Site(
            "L100",
            "Zentrallager Hamburg",
            SiteKind.WAREHOUSE,
            partners.placeIn("Hamburg"),
            true,
            0),
        new Site(
            "L200",
            "Regionallager Nürnberg",
            SiteKind.REGIONAL,
            partners.placeIn("Nürnberg"),
            true,
            0),
        new Site(
            "L300", "Regionallager Aarhus", SiteKind.REGIONAL, partners.placeIn("Aarhus"), true, 0),
        new Site("F010", "Fachmarkt Bremen", SiteKind.SHOP, partners.placeIn("Bremen"), true, 0),
        new Site("F020", "Fachmarkt Leipzig", SiteKind.SHOP, partners.placeIn("Leipzig"), true, 1),
        new Site(
            "F030", "Fachmarkt Göteborg", SiteKind.SHOP, partners.placeIn("Göteborg"), true, 2));
  }

  private void pumps() {
    for (PumpRange.Pump pump : pumps) {
      // The plant's list price less the wholesaler's rebate.
      double cost = pump.price() * 0.82;
      add(
          "100",
          germanName(pump),
          Kind.TRADING,
          "pc",
          cost,
          1.38,
          pump.weight(),
          // The wholesaler has not entered all of them.
          articles.size() % 16 == 5 ? "" : pump.gtin(),
          pump.season(),
          pump.abc(),
          pump.demand() * 0.8,
          List.of(),
          List.of(offer(PLANT_AS_SUPPLIER, pump.code(), cost)));
    }
  }

  private static String germanName(PumpRange.Pump pump) {
    return pump.name()
        .replace("Centrifugal pump", "Kreiselpumpe")
        .replace("Submersible pump", "Tauchpumpe")
        .replace("Heating circulator", "Heizungsumwälzpumpe")
        .replace("Garden pump", "Gartenpumpe")
        .replace("Dosing pump", "Dosierpumpe")
        .replace("Drainage pump", "Entwässerungspumpe")
        .replace("Multistage pump", "Mehrstufenpumpe")
        .replace("Booster set", "Druckerhöhungsanlage")
        .replace("cast iron", "Grauguss")
        .replace("stainless", "Edelstahl");
  }

  private void packaging() {
    for (int size = 1; size <= PACKAGING; size++) {
      String name = size <= 40 ? "Faltkarton Größe " + size : "Stretchfolie Typ " + (size - 40);
      bought(
          "900",
          name,
          size <= 40 ? "pc" : "roll",
          0.5 + 0.12 * size,
          0.1 * size,
          Kind.RAW,
          Season.EVEN,
          0);
    }
  }

  private void fittings() {
    List<String> shapes =
        List.of(
            "Rohrbogen 90°",
            "Rohrbogen 45°",
            "T-Stück",
            "Muffe",
            "Reduzierung",
            "Doppelnippel",
            "Verschraubung",
            "Kappe",
            "Stopfen",
            "Kreuzstück",
            "Winkel",
            "Schelle");
    for (String shape : shapes) {
      for (String material : List.of("Kupfer", "Messing", "Edelstahl", "verzinkt", "PE", "PVC")) {
        for (int nominal : List.of(10, 15, 20, 25, 32, 40, 50, 65, 80)) {
          bought(
              "300",
              "%s DN %d %s".formatted(shape, nominal, material),
              "pc",
              (material.equals("Edelstahl") ? 2.4 : 0.7) * (0.5 + nominal / 25.0),
              0.008 * nominal,
              Kind.TRADING,
              Season.EVEN,
              2.2);
        }
      }
    }
  }

  private void valves() {
    for (String type :
        List.of(
            "Kugelhahn",
            "Absperrschieber",
            "Rückschlagventil",
            "Schmutzfänger",
            "Membranventil",
            "Druckminderer",
            "Sicherheitsventil",
            "Magnetventil")) {
      for (String material : List.of("Messing", "Edelstahl", "Rotguss")) {
        for (int nominal : List.of(15, 20, 25, 32, 40, 50, 65, 80, 100)) {
          bought(
              "400",
              "%s DN %d %s".formatted(type, nominal, material),
              "pc",
              (type.endsWith("ventil") ? 14 : 8) * (0.5 + nominal / 20.0),
              0.03 * nominal,
              Kind.TRADING,
              Season.EVEN,
              1.4);
        }
      }
    }
  }

  private void pipes() {
    for (String material :
        List.of(
            "Kupferrohr",
            "Edelstahlrohr",
            "PE-Rohr",
            "Mehrschichtverbundrohr",
            "Stahlrohr verzinkt",
            "Gartenschlauch",
            "Saugschlauch",
            "Druckschlauch")) {
      for (int nominal : List.of(10, 13, 15, 19, 20, 25, 32, 40, 50, 65)) {
        boolean hose = material.endsWith("schlauch");
        bought(
            "200",
            material + " DN " + nominal,
            hose ? "roll" : "m",
            (hose ? 16 : 1.6) * (0.4 + nominal / 20.0),
            0.04 * nominal,
            Kind.TRADING,
            hose ? Season.SUMMER : Season.EVEN,
            2);
      }
    }
  }

  private void tools() {
    List<String> things =
        List.of(
            "Manometer",
            "Druckschalter",
            "Schwimmerschalter",
            "Wasserzähler",
            "Rohrzange",
            "Presszange",
            "Dichtband",
            "Hanf",
            "Gewindepaste",
            "Thermometer",
            "Filterpatrone",
            "Ausdehnungsgefäß",
            "Steuergerät",
            "Kabel",
            "Stecker",
            "Montageschiene");
    for (int type = 1; ; type++) {
      for (String thing : things) {
        if (articles.size() == ARTICLES - KITS) {
          return;
        }
        bought(
            "500",
            thing + " Typ " + type,
            "pc",
            3.5 * dice.skewed(0.8) + 1,
            0.3,
            Kind.TRADING,
            thing.equals("Ausdehnungsgefäß") ? Season.WINTER : Season.EVEN,
            1);
      }
    }
  }

  /** Two levels: every third kit holds one of the kits before it. */
  private void kits() {
    int before = articles.size();
    for (int number = 0; number < KITS; number++) {
      PumpRange.Pump pump = pumps.get(number * 2);
      List<Component> parts = new ArrayList<>();
      if (number % 3 == 2) {
        parts.add(part(before + number - 1, 1));
      } else {
        parts.add(part(number * 2, 1));
      }
      int wanted = parts.size() + dice.between(3, 6);
      while (parts.size() < wanted) {
        int article = dice.between(pumps.size() + PACKAGING, before - 1);
        if (parts.stream().noneMatch(each -> each.article() == article)) {
          parts.add(part(article, dice.between(1, 4)));
        }
      }
      parts.add(part(pumps.size() + dice.between(0, 39), 1));
      double cost = 0;
      double weight = 0;
      for (Component each : parts) {
        cost += articles.get(each.article()).cost().doubleValue() * each.quantity().doubleValue();
        weight += articles.get(each.article()).weight() * each.quantity().doubleValue();
      }
      String name =
          (number % 3 == 2 ? "Komplettset " : "Montageset ")
              + (number + 1)
              + " für "
              + germanName(pump).replaceAll(" (Grauguss|Edelstahl).*", "");
      add(
          "700",
          name,
          Kind.FINISHED,
          "pc",
          cost * 1.04,
          1.45,
          weight,
          PumpRange.gtin(4_098_765, number),
          pump.season(),
          'B',
          0.5 * dice.skewed(0.6),
          List.copyOf(parts),
          List.of());
    }
  }

  private static Component part(int article, int quantity) {
    return new Component(article, Dice.money(quantity, 4), Dice.money(0, 2));
  }

  private void bought(
      String group,
      String name,
      String unit,
      double cost,
      double weight,
      Kind kind,
      Season season,
      double demand) {
    int supplier = dice.between(1, 99);
    List<Offer> offers = new ArrayList<>();
    offers.add(offer(supplier, "B" + dice.between(100_000, 999_999), cost));
    if (dice.chance(0.35)) {
      offers.add(
          offer(
              1 + (supplier + dice.between(0, 97)) % 99,
              "X" + dice.between(1000, 99_999),
              cost * dice.between(1.01, 1.15)));
    }
    double wanted = demand * dice.skewed(1.0);
    char abc = kind == Kind.RAW ? 'B' : wanted > 2.2 ? 'A' : wanted > 0.7 ? 'B' : 'C';
    add(
        group,
        name,
        kind,
        unit,
        cost,
        dice.between(1.35, 1.75),
        weight,
        kind == Kind.RAW ? "" : PumpRange.gtin(4_055_555, articles.size()),
        season,
        abc,
        wanted,
        List.of(),
        List.copyOf(offers));
  }

  private Offer offer(int supplier, String code, double price) {
    int minimum = price < 2 ? 200 : price < 20 ? 50 : price < 150 ? 10 : 2;
    return new Offer(supplier, code, Dice.money(price, 4), minimum, dice.between(3, 21));
  }

  private void add(
      String group,
      String name,
      Kind kind,
      String unit,
      double cost,
      double margin,
      double weight,
      String gtin,
      Season season,
      char abc,
      double demand,
      List<Component> components,
      List<Offer> offers) {
    int lot = Math.max(1, (int) Math.round(10 * Math.sqrt(20 / Math.max(0.5, cost))));
    articles.add(
        new Article(
            "%s.%04d".formatted(group, articles.size() + 1),
            name,
            kind,
            unit,
            Dice.money(cost, 4),
            Dice.money(cost * margin, 2).setScale(4),
            weight,
            gtin,
            dice.between(2, 21),
            lot * (abc == 'A' ? 5 : abc == 'B' ? 3 : 1),
            abc,
            season,
            demand,
            lot,
            components,
            offers));
  }
}
