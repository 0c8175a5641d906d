package dev.millrace.demo;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is open in the Plant ERP, and the master data its users know by heart. */
final class PlantLists {
  record Spot(long item, long zone) {}

  record Pump(long item, int unit, char abc, double lot) {}

  record Zone(long id, long site, boolean factory, boolean picking) {}

  final WorkList<Long> drafts = new WorkList<>();
  final WorkList<Long> open = new WorkList<>();

  /** Orders that found too little stock; they are tried again when some arrives. */
  final WorkList<Long> waiting = new WorkList<>();

  final Shortages<Long, Spot> orderShortages = new Shortages<>();

  final WorkList<Long> allocated = new WorkList<>();
  final WorkList<Long> cancelled = new WorkList<>();
  final WorkList<Long> picked = new WorkList<>();
  final WorkList<Long> outbound = new WorkList<>();
  final WorkList<Long> purchases = new WorkList<>();
  final WorkList<Long> receivedPurchases = new WorkList<>();
  final WorkList<Long> inbound = new WorkList<>();
  final WorkList<Long> transfers = new WorkList<>();
  final WorkList<Spot> low = new WorkList<>();

  /** Low as well, but what would fill them up is not there; looked at again when it is. */
  final Shortages<Spot, Spot> shortages = new Shortages<>();

  /** What production waits for, beyond the usual stock. */
  final Map<Spot, BigDecimal> wantedParts = new HashMap<>();

  final Map<Long, Zone> zones = new HashMap<>();
  final Map<Long, Long> pickingZones = new HashMap<>();
  final Map<Long, Long> bulkZones = new HashMap<>();
  final Map<Long, Long> siteOfCustomer = new HashMap<>();
  List<Long> customers = List.of();
  List<Long> carriers = List.of();
  List<Long> factories = List.of();
  List<Long> warehouses = List.of();
  List<Pump> pumps = List.of();
  Dice.Weighted demand = new Dice.Weighted(new double[] {1});

  /** Goods are there that an order or another stock may wait for. */
  void arrived(Spot spot) {
    for (Long order : orderShortages.relieve(spot)) {
      if (waiting.remove(order)) {
        open.add(order);
      }
    }
    low.addAll(shortages.relieve(spot));
  }

  int openOrders() {
    return open.size() + waiting.size() + allocated.size() + picked.size() + outbound.size();
  }

  void read(Sql sql) throws SQLException {
    readMasterData(sql);
    fill(drafts, sql, "SELECT id FROM sales_order WHERE status = 'draft' AND deleted_at IS NULL");
    fill(
        open,
        sql,
        "SELECT id FROM sales_order WHERE status IN ('confirmed', 'partially_shipped')"
            + " AND deleted_at IS NULL");
    waiting.clear();
    fill(
        allocated,
        sql,
        "SELECT DISTINCT o.id FROM sales_order o JOIN sales_order_line l ON l.sales_order_id = o.id"
            + " WHERE o.status = 'allocated' AND o.deleted_at IS NULL AND l.quantity_allocated > 0"
            + " AND NOT EXISTS (SELECT FROM shipment s WHERE s.sales_order_id = o.id"
            + " AND s.status IN ('planned', 'picked'))");
    fill(
        cancelled,
        sql,
        "SELECT id FROM sales_order WHERE status = 'cancelled' AND deleted_at IS NULL"
            + " ORDER BY id DESC LIMIT 100");
    fill(
        picked,
        sql,
        "SELECT id FROM shipment WHERE direction = 'outbound' AND status IN ('planned', 'picked')");
    fill(outbound, sql, underWay("outbound"));
    fill(inbound, sql, underWay("inbound"));
    fill(transfers, sql, underWay("transfer"));
    fill(
        purchases,
        sql,
        "SELECT id FROM purchase_order p WHERE status IN ('released', 'partially_received')"
            + " AND deleted_at IS NULL AND NOT EXISTS (SELECT FROM shipment s"
            + " WHERE s.purchase_order_id = p.id AND s.status = 'dispatched')");
    fill(
        receivedPurchases,
        sql,
        "SELECT id FROM purchase_order WHERE status = 'received' AND deleted_at IS NULL");
    wantedParts.clear();
    orderShortages.clear();
    shortages.clear();
    low.clear();
    low.addAll(
        sql.all(
            row -> new Spot(row.getLong(1), row.getLong(2)),
            "SELECT s.item_id, s.location_id FROM stock s JOIN item i ON i.id = s.item_id"
                + " WHERE s.quantity_on_hand - s.quantity_reserved < i.safety_stock"
                + " ORDER BY s.id LIMIT 500"));
  }

  private static String underWay(String direction) {
    return "SELECT id FROM shipment WHERE status = 'dispatched' AND direction = '"
        + direction
        + "'";
  }

  private static void fill(WorkList<Long> list, Sql sql, String query) throws SQLException {
    list.clear();
    list.addAll(sql.all(row -> row.getLong(1), query));
  }

  private void readMasterData(Sql sql) throws SQLException {
    customers =
        sql.all(
            row -> row.getLong(1), "SELECT id FROM customer WHERE deleted_at IS NULL ORDER BY id");
    carriers = sql.all(row -> row.getLong(1), "SELECT id FROM carrier ORDER BY id");
    factories = sites(sql, "factory");
    warehouses = sites(sql, "warehouse");
    zones.clear();
    for (Zone zone :
        sql.all(
            row -> new Zone(row.getLong(1), row.getLong(2), row.getBoolean(3), row.getBoolean(4)),
            "SELECT z.id, p.id, p.kind = 'factory', z.code LIKE '%-PICK' FROM location z"
                + " JOIN location p ON p.id = z.parent_id")) {
      zones.put(zone.id(), zone);
      (zone.picking() ? pickingZones : bulkZones).put(zone.site(), zone.id());
    }
    pumps =
        sql.all(
            row -> {
              char abc = row.getString(3).charAt(0);
              BigDecimal safety = row.getBigDecimal(4);
              return new Pump(
                  row.getLong(1),
                  row.getInt(2),
                  abc,
                  safety.doubleValue() / (abc == 'A' ? 5 : abc == 'B' ? 3 : 1));
            },
            "SELECT id, base_uom_id, abc_class, safety_stock FROM item"
                + " WHERE kind = 'finished_good' AND deleted_at IS NULL AND is_active ORDER BY id");
    demand =
        new Dice.Weighted(
            pumps.stream()
                .mapToDouble(pump -> pump.abc() == 'A' ? 6 : pump.abc() == 'B' ? 2.5 : 1)
                .toArray());
    siteOfCustomer.clear();
    sql.all(
            row -> Map.entry(row.getLong(1), row.getLong(2)),
            "SELECT customer_id, min(site_id) FROM sales_order GROUP BY customer_id")
        .forEach(entry -> siteOfCustomer.put(entry.getKey(), entry.getValue()));
  }

  private static List<Long> sites(Sql sql, String kind) throws SQLException {
    return sql.all(
        row -> row.getLong(1),
        "SELECT id FROM location WHERE parent_id IS NULL AND kind = ?::location_kind ORDER BY id",
        kind);
  }
}
