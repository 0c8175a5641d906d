package dev.millrace.demo;

import dev.millrace.demo.Company.City;
import dev.millrace.demo.Company.Partner;
import dev.millrace.demo.Company.Place;
import dev.millrace.demo.fleet.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Suppliers, customers and carriers with names and places as one meets them in Europe. */
final class Partners {

  private record Country(
      String code,
      List<String> families,
      List<String> forms,
      List<String> streets,
      List<City> cities,
      String postalPattern,
      double weight) {}

  private static final List<Country> COUNTRIES =
      List.of(
          country(
              "DE",
              "Hartmann,Vogel,Brandt,Köhler,Lindner,Seidel,Ziegler,Böhm,Krämer,Jansen,Wolff,Schäfer",
              "GmbH,GmbH & Co. KG,AG,e.K.",
              "Industriestraße,Hafenstraße,Am Gewerbepark,Bahnhofstraße",
              "Hamburg:53.551:9.994,Bremen:53.079:8.801,Dortmund:51.514:7.465,Stuttgart:48.776:9.183,"
                  + "Nürnberg:49.452:11.077,Leipzig:51.340:12.375,Köln:50.938:6.960",
              "#####",
              6),
          country(
              "NL",
              "Van Dijk,De Boer,Visser,Smit,Meijer,Mulder,Bakker,Hendriks",
              "B.V.,N.V.",
              "Havenweg,Industrieweg,Nijverheidsstraat",
              "Rotterdam:51.924:4.478,Utrecht:52.091:5.122,Eindhoven:51.441:5.470",
              "#### AB",
              2),
          country(
              "FR",
              "Lefèvre,Moreau,Girard,Rousseau,Fontaine,Chevalier,Blanchard,Marchand",
              "SARL,SAS,SA",
              "Rue de l’Industrie,Avenue des Forges,Rue du Port",
              "Lyon:45.764:4.836,Lille:50.629:3.057,Nantes:47.218:-1.554,Strasbourg:48.573:7.752",
              "#####",
              2.5),
          country(
              "GB",
              "Ashworth,Bramley,Hargreaves,Thornton,Whitaker,Pemberton,Calloway,Redfern",
              "Ltd,plc,& Sons Ltd",
              "Mill Lane,Canal Street,Foundry Road",
              "Manchester:53.481:-2.242,Leeds:53.800:-1.549,Bristol:51.455:-2.588,Glasgow:55.864:-4.252",
              "AB# #CD",
              2),
          country(
              "IT",
              "Bianchi,Ferrari,Colombo,Galli,Marchetti,Rinaldi,Fontana,Moretti",
              "S.r.l.,S.p.A.",
              "Via dell’Industria,Via Roma,Via del Lavoro",
              "Milano:45.464:9.190,Torino:45.070:7.687,Bologna:44.494:11.343,Brescia:45.542:10.212",
              "#####",
              2),
          country(
              "PL",
              "Kowalski,Nowak,Wiśniewski,Zieliński,Kamiński,Mazur,Wójcik,Dąbrowski",
              "Sp. z o.o.,S.A.",
              "ul. Fabryczna,ul. Portowa,ul. Przemysłowa",
              "Poznań:52.406:16.925,Gdańsk:54.352:18.646,Wrocław:51.108:17.039,Katowice:50.265:19.024",
              "##-###",
              1.8),
          country(
              "AT",
              "Gruber,Pichler,Steiner,Moser,Hofer,Leitner",
              "GmbH,KG,GmbH & Co KG",
              "Werksgasse,Linzer Straße,Industriezeile",
              "Wien:48.208:16.373,Linz:48.306:14.286,Graz:47.071:15.440",
              "####",
              1.2),
          country(
              "SE",
              "Lindqvist,Sandberg,Nyström,Holmgren,Ekström,Åkesson",
              "AB",
              "Verkstadsgatan,Hamngatan,Industrigatan",
              "Göteborg:57.709:11.975,Malmö:55.605:13.004,Västerås:59.609:16.545",
              "### ##",
              1),
          country(
              "CZ",
              "Novák,Dvořák,Procházka,Kučera,Horák,Pokorný",
              "s.r.o.,a.s.",
              "Tovární,Průmyslová,Nádražní",
              "Brno:49.195:16.607,Plzeň:49.738:13.374,Ostrava:49.821:18.263",
              "### ##",
              1),
          country(
              "DK",
              "Sørensen,Kjær,Mikkelsen,Østergaard,Bjerregaard,Thomsen",
              "A/S,ApS",
              "Industrivej,Havnegade,Værkstedsvej",
              "Aarhus:56.163:10.204,Odense:55.403:10.402,Esbjerg:55.476:8.459",
              "####",
              0.8));

  static final List<String> SUPPLIER_TRADES =
      List.of(
          "Foundry",
          "Steel",
          "Castings",
          "Bearings",
          "Motors",
          "Fasteners",
          "Seals",
          "Polymers",
          "Electronics",
          "Precision",
          "Coatings",
          "Cables",
          "Packaging",
          "Metalworks",
          "Drives");
  static final List<String> CUSTOMER_TRADES =
      List.of(
          "Water Services",
          "Installations",
          "Building Services",
          "Agrar",
          "Plumbing",
          "Heating",
          "Process Systems",
          "Chemicals",
          "Shipyards",
          "Breweries",
          "Dairies",
          "Facility",
          "Energy",
          "Irrigation",
          "Contractors",
          "Technical Trade");
  static final List<String> CARRIER_TRADES = List.of("Logistics", "Transport", "Freight", "Cargo");

  private final Dice dice;
  private final Dice.Weighted countries;
  private final Set<String> taken = new HashSet<>();

  Partners(Dice dice) {
    this.dice = dice;
    this.countries = new Dice.Weighted(COUNTRIES.stream().mapToDouble(Country::weight).toArray());
  }

  List<Partner> suppliers(int count) {
    List<Partner> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Most deliver as promised; some planners know by name.
      double lateness = dice.chance(0.2) ? dice.between(0.25, 0.45) : dice.between(0.03, 0.12);
      made.add(partner(SUPPLIER_TRADES, 0, lateness));
    }
    return made;
  }

  /** Customers that buy at the site nearest to them. */
  List<Partner> customers(int count, List<Company.Site> sites) {
    List<Partner> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Partner partner = partner(CUSTOMER_TRADES, 0, 0);
      made.add(
          new Partner(
              partner.name(),
              partner.addition(),
              partner.place(),
              partner.taxId(),
              partner.weight(),
              nearest(partner.place().city(), sites),
              0));
    }
    return made;
  }

  /** Where the cities are in which partners have their places. */
  static Map<String, Point> cities() {
    Map<String, Point> cities = new HashMap<>();
    for (Country country : COUNTRIES) {
      for (City city : country.cities()) {
        cities.put(city.name(), new Point(city.latitude(), city.longitude()));
      }
    }
    return cities;
  }

  List<Partner> carriers(int count) {
    List<Partner> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(partner(CARRIER_TRADES, 0, 0));
    }
    return made;
  }

  /** A place in a named city. */
  Place placeIn(String city) {
    for (Country country : COUNTRIES) {
      for (City candidate : country.cities()) {
        if (candidate.name().equals(city)) {
          return place(country, candidate);
        }
      }
    }
    throw new IllegalArgumentException(city);
  }

  private Partner partner(List<String> trades, int site, double lateness) {
    Country country = COUNTRIES.get(countries.pick(dice));
    City city = dice.pick(country.cities());
    String name = name(country, trades, city);
    return new Partner(
        name,
        dice.chance(0.15) ? dice.pick(List.of("Purchasing", "Branch", "Works", "Export")) : "",
        place(country, city),
        country.code() + dice.between(100_000_000, 999_999_999),
        dice.skewed(1.1),
        site,
        lateness);
  }

  private String name(Country country, List<String> trades, City city) {
    String name = "%s %s %s";
    String made =
        name.formatted(
            dice.pick(country.families()), dice.pick(trades), dice.pick(country.forms()));
    while (!taken.add(made)) {
      made =
          name.formatted(
              dice.pick(country.families()) + " & " + dice.pick(country.families()),
              dice.pick(trades) + " " + city.name(),
              dice.pick(country.forms()));
    }
    return made;
  }

  private Place place(Country country, City city) {
    StringBuilder postal = new StringBuilder();
    for (char each : country.postalPattern().toCharArray()) {
      switch (each) {
        case '#' -> postal.append(dice.between(postal.isEmpty() ? 1 : 0, 9));
        case ' ', '-' -> postal.append(each);
        default -> postal.append((char) dice.between('A', 'Z'));
      }
    }
    return new Place(
        dice.pick(country.streets()) + " " + dice.between(1, 180), postal.toString(), city);
  }

  private static int nearest(City city, List<Company.Site> sites) {
    int best = -1;
    double shortest = Double.MAX_VALUE;
    for (int i = 0; i < sites.size(); i++) {
      if (sites.get(i).sells()) {
        City other = sites.get(i).place().city();
        double distance =
            Math.hypot(
                city.latitude() - other.latitude(), 0.63 * (city.longitude() - other.longitude()));
        if (distance < shortest) {
          shortest = distance;
          best = i;
        }
      }
    }
    return best;
  }

  private static Country country(
      String code,
      String families,
      String forms,
      String streets,
      String cities,
      String postalPattern,
      double weight) {
    List<City> all = new ArrayList<>();
    for (String city : parts(cities, ",")) {
      List<String> one = parts(city, ":");
      all.add(
          new City(
              one.get(0), code, Double.parseDouble(one.get(1)), Double.parseDouble(one.get(2))));
    }
    return new Country(
        code,
        parts(families, ","),
        parts(forms, ","),
        parts(streets, ","),
        List.copyOf(all),
        postalPattern,
        weight);
  }

  private static List<String> parts(String text, String separator) {
    return List.of(text.split(separator, -1));
  }
}
