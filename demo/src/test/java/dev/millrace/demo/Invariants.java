package dev.millrace.demo;

import dev.millrace.testing.DatabaseServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/** What must hold in an ERP at any time: each query counts the rows that break a rule. */
final class Invariants {
  private static final Map<String, String> PLANT =
      rules(
          "stock is never negative and never promised twice",
          "SELECT count(*) FROM stock WHERE quantity_on_hand < 0 OR quantity_reserved < 0"
              + " OR quantity_reserved > quantity_on_hand",
          "what is reserved is what open lines have allocated",
          "SELECT count(*) FROM (SELECT s.item_id, s.location_id, s.quantity_reserved,"
              + " coalesce((SELECT sum(l.quantity_allocated) FROM sales_order_line l"
              + " JOIN sales_order o ON o.id = l.sales_order_id"
              + " JOIN location z ON z.parent_id = o.site_id WHERE z.id = s.location_id"
              + " AND l.item_id = s.item_id AND l.quantity_allocated > 0), 0) AS allocated"
              + " FROM stock s WHERE s.quantity_reserved > 0) x WHERE quantity_reserved <> allocated",
          "nothing is allocated without a reservation",
          "SELECT abs((SELECT coalesce(sum(quantity_allocated), 0) FROM sales_order_line)"
              + " - (SELECT sum(quantity_reserved) FROM stock))",
          "no line ships or receives more than was ordered",
          "SELECT (SELECT count(*) FROM sales_order_line"
              + " WHERE quantity_shipped + quantity_allocated > quantity_ordered)"
              + " + (SELECT count(*) FROM purchase_order_line"
              + " WHERE quantity_received > quantity_ordered)",
          "a shipped order has shipped all its lines",
          "SELECT count(*) FROM sales_order o JOIN sales_order_line l ON l.sales_order_id = o.id"
              + " WHERE o.status IN ('shipped', 'closed') AND l.status <> 'cancelled'"
              + " AND l.quantity_shipped < l.quantity_ordered",
          "an open order has something left to ship",
          "SELECT count(*) FROM sales_order o WHERE o.status IN ('confirmed', 'allocated',"
              + " 'partially_shipped') AND o.deleted_at IS NULL AND NOT EXISTS (SELECT FROM"
              + " sales_order_line l WHERE l.sales_order_id = o.id"
              + " AND l.quantity_shipped < l.quantity_ordered)",
          "a shipment under way has left and has not arrived",
          "SELECT count(*) FROM shipment WHERE (status = 'dispatched')"
              + " <> (departed_at IS NOT NULL AND arrived_at IS NULL)",
          "an order's amount is the sum of its lines",
          "SELECT count(*) FROM sales_order o WHERE o.status IN ('confirmed', 'allocated')"
              + " AND abs(o.total_amount - (SELECT sum(l.quantity_ordered * l.unit_price)"
              + " FROM sales_order_line l WHERE l.sales_order_id = o.id)) > 0.10",
          "a closed purchase was received in full",
          "SELECT count(*) FROM purchase_order o JOIN purchase_order_line l"
              + " ON l.purchase_order_id = o.id WHERE o.status IN ('received', 'closed')"
              + " AND l.quantity_received < l.quantity_ordered");

  private static final Map<String, String> DISTRIBUTION =
      rules(
          "stock is never negative and never promised twice",
          "SELECT COUNT(*) FROM (SELECT b.artnr, b.lagernr, SUM(b.menge) AS menge,"
              + " (SELECT COALESCE(SUM(r.menge), 0) FROM reservierung r WHERE r.artnr = b.artnr"
              + " AND r.lagernr = b.lagernr) AS reserviert FROM lagerbewegung b"
              + " GROUP BY b.artnr, b.lagernr) x WHERE menge < 0 OR reserviert > menge",
          "a reservation belongs to an open line and is no larger",
          "SELECT COUNT(*) FROM reservierung r LEFT JOIN auftragposition p"
              + " ON p.auftragnr = r.auftragnr AND p.posnr = r.posnr WHERE p.artnr IS NULL"
              + " OR p.artnr <> r.artnr OR r.menge > p.menge - p.geliefert OR p.status >= 50",
          "no line ships or receives more than was ordered",
          "SELECT (SELECT COUNT(*) FROM auftragposition WHERE geliefert > menge)"
              + " + (SELECT COUNT(*) FROM bestellposition WHERE erhalten > menge)",
          "a shipped order has shipped all its lines",
          "SELECT COUNT(*) FROM auftrag a JOIN auftragposition p ON p.auftragnr = a.auftragnr"
              + " WHERE a.status IN (50, 80) AND p.status <> 90 AND p.geliefert < p.menge",
          "an open order has something left to ship",
          "SELECT COUNT(*) FROM auftrag a WHERE a.status IN (20, 30, 40) AND NOT EXISTS"
              + " (SELECT 1 FROM auftragposition p WHERE p.auftragnr = a.auftragnr"
              + " AND p.geliefert < p.menge)",
          "every line has its order",
          "SELECT COUNT(*) FROM auftragposition p LEFT JOIN auftrag a ON a.auftragnr = p.auftragnr"
              + " WHERE a.auftragnr IS NULL",
          "a shipment under way has left and has not arrived",
          "SELECT COUNT(*) FROM lieferung WHERE (status = 2)"
              + " <> (abgang_ist IS NOT NULL AND ankunft_ist IS NULL)",
          "an order's amount is the sum of its lines",
          "SELECT COUNT(*) FROM auftrag a WHERE a.status IN (20, 30) AND ABS(a.netto - (SELECT"
              + " SUM(p.menge * p.preis * (100 - p.rabatt) / 100) FROM auftragposition p"
              + " WHERE p.auftragnr = a.auftragnr)) > 0.10",
          "a closed purchase was received in full",
          "SELECT COUNT(*) FROM bestellung b JOIN bestellposition p ON p.bestellnr = b.bestellnr"
              + " WHERE b.status IN (50, 80) AND p.erhalten < p.menge");

  private Invariants() {}

  /** How many rows break each rule. */
  static Map<String, Long> ofPlant(DatabaseServer server) throws SQLException {
    return check(server, PLANT);
  }

  static Map<String, Long> ofDistribution(DatabaseServer server) throws SQLException {
    return check(server, DISTRIBUTION);
  }

  private static Map<String, Long> check(DatabaseServer server, Map<String, String> rules)
      throws SQLException {
    Map<String, Long> broken = new LinkedHashMap<>();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (Map.Entry<String, String> rule : rules.entrySet()) {
        try (ResultSet count = statement.executeQuery(rule.getValue())) {
          count.next();
          if (count.getLong(1) != 0) {
            broken.put(rule.getKey(), count.getLong(1));
          }
        }
      }
    }
    return broken;
  }

  private static Map<String, String> rules(String... namesAndQueries) {
    Map<String, String> rules = new LinkedHashMap<>();
    for (int i = 0; i < namesAndQueries.length; i += 2) {
      rules.put(namesAndQueries[i], namesAndQueries[i + 1]);
    }
    return rules;
  }
}
