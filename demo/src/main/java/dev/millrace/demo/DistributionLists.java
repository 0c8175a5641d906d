package dev.millrace.demo;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is open in the distribution ERP, and the master data its users know by heart. */
final class DistributionLists {
  /** Where everything is bought and packed. */
  static final String CENTRAL = "L100";

  record Spot(String article, String site) {}

  /**
   * @param weight relative demand
   * @param lot a usual quantity
   */
  record Good(String article, double weight, double lot) {}

  final WorkList<String> drafts = new WorkList<>();
  final WorkList<String> open = new WorkList<>();

  /** Orders that found too little stock; they are tried again when some arrives. */
  final WorkList<String> waiting = new WorkList<>();

  final Shortages<String, Spot> orderShortages = new Shortages<>();

  final WorkList<String> reserved = new WorkList<>();
  final WorkList<String> picked = new WorkList<>();
  final WorkList<String> outbound = new WorkList<>();
  final WorkList<String> purchases = new WorkList<>();
  final WorkList<String> receivedPurchases = new WorkList<>();
  final WorkList<String> inbound = new WorkList<>();
  final WorkList<String> transfers = new WorkList<>();
  final WorkList<Spot> low = new WorkList<>();

  /** Low as well, but what would fill them up is not there; looked at again when it is. */
  final Shortages<Spot, Spot> shortages = new Shortages<>();

  List<String> customers = List.of();
  List<String> carriers = List.of();
  List<String> sites = List.of();
  List<String> articles = List.of();
  final Map<String, String> siteOfCustomer = new HashMap<>();
  final Map<String, List<Good>> range = new HashMap<>();
  final Map<String, Dice.Weighted> demand = new HashMap<>();

  /** Goods are there that an order or another stock may wait for. */
  void arrived(Spot spot) {
    for (String order : orderShortages.relieve(spot)) {
      if (waiting.remove(order)) {
        open.add(order);
      }
    }
    low.addAll(shortages.relieve(spot));
  }

  int openOrders() {
    return open.size() + waiting.size() + reserved.size() + picked.size() + outbound.size();
  }

  void read(Sql sql) throws SQLException {
    readMasterData(sql);
    fill(drafts, sql, "SELECT auftragnr FROM auftrag WHERE status = 10");
    fill(open, sql, "SELECT auftragnr FROM auftrag WHERE status IN (20, 40)");
    waiting.clear();
    fill(
        reserved,
        sql,
        "SELECT a.auftragnr FROM auftrag a WHERE a.status = 30 AND NOT EXISTS (SELECT 1"
            + " FROM lieferung l WHERE l.auftragnr = a.auftragnr AND l.status IN (0, 1))");
    fill(picked, sql, "SELECT liefernr FROM lieferung WHERE status IN (0, 1) AND art = 'WA'");
    fill(outbound, sql, "SELECT liefernr FROM lieferung WHERE status = 2 AND art = 'WA'");
    fill(inbound, sql, "SELECT liefernr FROM lieferung WHERE status = 2 AND art = 'WE'");
    fill(transfers, sql, "SELECT liefernr FROM lieferung WHERE status = 2 AND art = 'UM'");
    fill(
        purchases,
        sql,
        "SELECT b.bestellnr FROM bestellung b WHERE b.status IN (20, 40) AND NOT EXISTS (SELECT 1"
            + " FROM lieferung l WHERE l.bestellnr = b.bestellnr AND l.status = 2)");
    fill(receivedPurchases, sql, "SELECT bestellnr FROM bestellung WHERE status = 50");
    orderShortages.clear();
    shortages.clear();
    low.clear();
    low.addAll(
        sql.all(
            row -> new Spot(row.getString(1), row.getString(2)),
            "SELECT b.artnr, b.lagernr FROM (SELECT artnr, lagernr, SUM(menge) AS menge"
                + " FROM lagerbewegung GROUP BY artnr, lagernr) b JOIN artikel a USING (artnr)"
                + " WHERE b.menge - (SELECT COALESCE(SUM(r.menge), 0) FROM reservierung r"
                + " WHERE r.artnr = b.artnr AND r.lagernr = b.lagernr) < a.mindestbestand"
                + " ORDER BY b.artnr, b.lagernr LIMIT 500"));
  }

  private static void fill(WorkList<String> list, Sql sql, String query) throws SQLException {
    list.clear();
    list.addAll(texts(sql, query));
  }

  private static List<String> texts(Sql sql, String query) throws SQLException {
    return sql.all(row -> row.getString(1), query);
  }

  private void readMasterData(Sql sql) throws SQLException {
    customers =
        texts(
            sql,
            "SELECT gpnr FROM geschaeftspartner WHERE kunde = 'J' AND gesperrt = 'N' ORDER BY gpnr");
    carriers = texts(sql, "SELECT gpnr FROM geschaeftspartner WHERE spediteur = 'J' ORDER BY gpnr");
    sites = texts(sql, "SELECT lagernr FROM lager WHERE lagerart < 9 ORDER BY lagernr");
    articles = texts(sql, "SELECT artnr FROM artikel ORDER BY artnr");
    siteOfCustomer.clear();
    sql.all(
            row -> Map.entry(row.getString(1), row.getString(2)),
            "SELECT gpnr, MIN(lagernr) FROM auftrag GROUP BY gpnr")
        .forEach(entry -> siteOfCustomer.put(entry.getKey(), entry.getValue()));
    range.clear();
    demand.clear();
    for (String site : sites) {
      // What sold well sells well: demand is learnt from the order book.
      List<Good> goods =
          sql.all(
              row -> new Good(row.getString(1), row.getDouble(2), row.getDouble(3)),
              "SELECT p.artnr, COUNT(*), AVG(p.menge) FROM auftragposition p"
                  + " JOIN auftrag a USING (auftragnr) JOIN artikel i USING (artnr)"
                  + " WHERE a.lagernr = ? AND i.gesperrt = 'N' GROUP BY p.artnr ORDER BY p.artnr",
              site);
      if (!goods.isEmpty()) {
        range.put(site, goods);
        demand.put(site, new Dice.Weighted(goods.stream().mapToDouble(Good::weight).toArray()));
      }
    }
  }
}
