package dev.millrace.demo;

import dev.millrace.demo.PlantLists.Pump;
import dev.millrace.demo.PlantLists.Spot;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Selling in the Plant ERP: from the order to the delivery. */
final class PlantSales {
  private record Line(
      long id, int number, long item, int unit, BigDecimal missing, BigDecimal allocated) {}

  private record Carried(long line, long item, BigDecimal quantity) {}

  private final PlantLists lists;

  PlantSales(PlantLists lists) {
    this.lists = lists;
  }

  List<Erp.Activity> activities() {
    return List.of(
        new Erp.Activity("order", () -> Erp.appetite(16, lists.openOrders(), 260), this::order),
        new Erp.Activity(
            "confirm", () -> Erp.urgency(2, lists.drafts.size(), 8), this::confirmOrDelete),
        new Erp.Activity("allocate", () -> Erp.urgency(17, lists.open.size(), 70), this::allocate),
        new Erp.Activity("pick", () -> Erp.urgency(16, lists.allocated.size(), 70), this::pick),
        new Erp.Activity("ship", () -> Erp.urgency(16, lists.picked.size(), 40), this::ship),
        new Erp.Activity(
            "deliver", () -> Erp.urgency(16, lists.outbound.size(), 60), this::deliver),
        new Erp.Activity("cancel", () -> Erp.urgency(0.4, lists.open.size(), 70), this::cancel),
        new Erp.Activity(
            "delete", () -> Erp.urgency(0.3, lists.cancelled.size(), 50), this::delete));
  }

  private boolean order(Sql sql, Dice dice) throws SQLException {
    long customer =
        lists.customers.get((int) (lists.customers.size() * Math.pow(dice.fraction(), 1.7)));
    long site = lists.siteOfCustomer.computeIfAbsent(customer, none -> dice.pick(lists.warehouses));
    OffsetDateTime requested = requested(dice);
    OffsetDateTime promised =
        dice.chance(0.15) ? requested.plusDays(dice.between(1, 5)) : requested;
    boolean draft = dice.chance(0.06);
    String status = draft ? "draft" : "confirmed";
    long id = sql.number("SELECT nextval(pg_get_serial_sequence('sales_order', 'id'))");
    sql.run(
        "INSERT INTO sales_order VALUES (?, ?, ?, ?, ?::sales_status, now(), ?, ?, 0, 'EUR', ?,"
            + " now(), NULL)",
        id,
        PlantSeed.salesNumber(id),
        customer,
        site,
        status,
        requested,
        promised,
        "PO " + dice.between(10_000, 99_999));
    int lines = Math.max(1, Math.min(8, (int) Math.round(3 * dice.skewed(0.6))));
    Set<Long> taken = new HashSet<>();
    for (int number = 1; number <= lines; number++) {
      Pump pump = lists.pumps.get(lists.demand.pick(dice));
      if (taken.add(pump.item())) {
        long quantity = Math.max(1, Math.round(pump.lot() * 0.5 * dice.skewed(0.7)));
        sql.run(
            "INSERT INTO sales_order_line (sales_order_id, line_no, item_id, quantity_ordered,"
                + " quantity_allocated, quantity_shipped, uom_id, unit_price, requested_at, status)"
                + " SELECT ?, ?, id, ?, 0, 0, base_uom_id, round(list_price * ?, 4), ?,"
                + " ?::sales_status FROM item WHERE id = ?",
            id,
            number * 10,
            quantity,
            BigDecimal.valueOf(dice.chance(0.3) ? 100 - 5 * dice.between(1, 4) : 100, 2),
            requested,
            status,
            pump.item());
      }
    }
    sumUp(sql, id);
    (draft ? lists.drafts : lists.open).add(id);
    return true;
  }

  /** Most want it in days; some fetch it within minutes, and those may become late. */
  private static OffsetDateTime requested(Dice dice) {
    OffsetDateTime now = OffsetDateTime.ofInstant(Instant.now(), ZoneOffset.UTC);
    return dice.chance(0.1)
        ? now.plus(Duration.ofMinutes(dice.between(4, 40)))
        : now.plusDays((long) Math.ceil(9 * dice.skewed(0.6)))
            .withHour(12)
            .truncatedTo(java.time.temporal.ChronoUnit.HOURS);
  }

  private static void sumUp(Sql sql, long order) throws SQLException {
    sql.run(
        "UPDATE sales_order SET updated_at = now(), total_amount = (SELECT coalesce("
            + "round(sum(quantity_ordered * unit_price), 2), 0) FROM sales_order_line"
            + " WHERE sales_order_id = ? AND deleted_at IS NULL AND status <> 'cancelled')"
            + " WHERE id = ?",
        order,
        order);
  }

  private boolean confirmOrDelete(Sql sql, Dice dice) throws SQLException {
    Optional<Long> taken = lists.drafts.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    long order = taken.get();
    if (dice.chance(0.2)) {
      remove(sql, order);
      return true;
    }
    setStatus(sql, order, "confirmed");
    sql.run("UPDATE sales_order_line SET status = 'confirmed' WHERE sales_order_id = ?", order);
    lists.open.add(order);
    return true;
  }

  private static void setStatus(Sql sql, long order, String status) throws SQLException {
    sql.run(
        "UPDATE sales_order SET status = ?::sales_status, updated_at = now() WHERE id = ?",
        status,
        order);
  }

  private static List<Line> lines(Sql sql, long order) throws SQLException {
    return sql.all(
        row ->
            new Line(
                row.getLong(1),
                row.getInt(2),
                row.getLong(3),
                row.getInt(4),
                row.getBigDecimal(5),
                row.getBigDecimal(6)),
        "SELECT id, line_no, item_id, uom_id,"
            + " quantity_ordered - quantity_shipped - quantity_allocated, quantity_allocated"
            + " FROM sales_order_line WHERE sales_order_id = ? AND deleted_at IS NULL"
            + " AND status <> 'cancelled' ORDER BY item_id FOR UPDATE",
        order);
  }

  private static Optional<Long> siteOf(Sql sql, long order, String... statuses)
      throws SQLException {
    return sql.first(
        row -> row.getLong(1),
        "SELECT site_id FROM sales_order WHERE id = ? AND deleted_at IS NULL"
            + " AND status::text = ANY (string_to_array(?, ',')) FOR UPDATE",
        order,
        String.join(",", statuses));
  }

  private boolean allocate(Sql sql, Dice dice) throws SQLException {
    Optional<Long> taken = lists.open.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    long order = taken.get();
    Optional<Long> site = siteOf(sql, order, "confirmed", "partially_shipped");
    if (site.isEmpty()) {
      return false;
    }
    long zone = lists.pickingZones.get(site.get());
    int changed = 0;
    boolean complete = true;
    boolean some = false;
    for (Line line : lines(sql, order)) {
      some |= line.allocated().signum() > 0;
      if (line.missing().signum() == 0) {
        continue;
      }
      int reserved =
          sql.run(
              "UPDATE stock SET quantity_reserved = quantity_reserved + ?, updated_at = now()"
                  + " WHERE item_id = ? AND location_id = ?"
                  + " AND quantity_on_hand - quantity_reserved >= ?",
              line.missing(),
              line.item(),
              zone,
              line.missing());
      if (reserved == 1) {
        changed++;
        some = true;
        sql.run(
            "UPDATE sales_order_line SET quantity_allocated = quantity_allocated + ?,"
                + " status = 'allocated' WHERE id = ?",
            line.missing(),
            line.id());
      } else {
        complete = false;
        lists.orderShortages.add(order, new Spot(line.item(), zone));
      }
      noteIfLow(sql, line.item(), zone);
    }
    // What is there may leave before the rest, if the customer agrees.
    if (some && (complete || dice.chance(0.3))) {
      setStatus(sql, order, "allocated");
      lists.allocated.add(order);
      return true;
    }
    lists.waiting.add(order);
    return changed > 0;
  }

  private void noteIfLow(Sql sql, long item, long zone) throws SQLException {
    boolean low =
        sql.first(
                row -> row.getLong(1),
                "SELECT 1 FROM stock s JOIN item i ON i.id = s.item_id WHERE s.item_id = ?"
                    + " AND s.location_id = ?"
                    + " AND s.quantity_on_hand - s.quantity_reserved < i.safety_stock",
                item,
                zone)
            .isPresent();
    if (low) {
      lists.low.add(new Spot(item, zone));
    }
  }

  private boolean pick(Sql sql, Dice dice) throws SQLException {
    Optional<Long> taken = lists.allocated.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    long order = taken.get();
    Optional<Long> site = siteOf(sql, order, "allocated");
    if (site.isEmpty()) {
      return false;
    }
    long shipment = sql.number("SELECT nextval(pg_get_serial_sequence('shipment', 'id'))");
    sql.run(
        "INSERT INTO shipment VALUES (?, ?, 'outbound', ?, NULL, ?, NULL, ?, NULL, 'picked',"
            + " now() + interval '4 hours', NULL, now() + interval '4 hours' + ? * interval '1 day',"
            + " NULL, now(), NULL)",
        shipment,
        PlantSeed.shipmentNumber(shipment),
        order,
        site.get(),
        dice.pick(lists.carriers),
        dice.between(1, 3));
    int number = 0;
    for (Line line : lines(sql, order)) {
      if (line.allocated().signum() > 0) {
        number += 10;
        sql.run(
            "INSERT INTO shipment_line (shipment_id, line_no, sales_order_line_id, item_id,"
                + " quantity, uom_id) VALUES (?, ?, ?, ?, ?, ?)",
            shipment,
            number,
            line.id(),
            line.item(),
            line.allocated(),
            line.unit());
      }
    }
    lists.picked.add(shipment);
    return number > 0;
  }

  private boolean ship(Sql sql, Dice dice) throws SQLException {
    Optional<Long> taken = lists.picked.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    long shipment = taken.get();
    Optional<Long> order =
        sql.first(
            row -> row.getLong(1),
            "SELECT sales_order_id FROM shipment WHERE id = ? AND status IN ('planned', 'picked')"
                + " FOR UPDATE",
            shipment);
    if (order.isEmpty()) {
      return false;
    }
    Optional<Long> site = siteOf(sql, order.get(), "allocated", "partially_shipped");
    if (site.isEmpty()) {
      return false;
    }
    long zone = lists.pickingZones.get(site.get());
    for (Carried each : carried(sql, shipment)) {
      issue(sql, each, zone, PlantSeed.shipmentNumber(shipment));
    }
    sql.run(
        "UPDATE shipment SET status = 'dispatched', departed_at = now(), updated_at = now(),"
            + " tracking_number = ? WHERE id = ?",
        "1Z%09d".formatted(dice.between(0, 999_999_999)),
        shipment);
    boolean whole =
        sql.number(
                "SELECT count(*) FROM sales_order_line WHERE sales_order_id = ?"
                    + " AND status NOT IN ('shipped', 'cancelled') AND deleted_at IS NULL",
                order.get())
            == 0;
    setStatus(sql, order.get(), whole ? "shipped" : "partially_shipped");
    if (!whole) {
      lists.open.add(order.get());
    }
    lists.outbound.add(shipment);
    return true;
  }

  private static List<Carried> carried(Sql sql, long shipment) throws SQLException {
    return sql.all(
        row -> new Carried(row.getLong(1), row.getLong(2), row.getBigDecimal(3)),
        "SELECT sales_order_line_id, item_id, quantity FROM shipment_line"
            + " WHERE shipment_id = ? ORDER BY item_id",
        shipment);
  }

  private static void issue(Sql sql, Carried each, long zone, String reference)
      throws SQLException {
    sql.run(
        "UPDATE stock SET quantity_on_hand = quantity_on_hand - ?,"
            + " quantity_reserved = quantity_reserved - ?, updated_at = now()"
            + " WHERE item_id = ? AND location_id = ?",
        each.quantity(),
        each.quantity(),
        each.item(),
        zone);
    sql.run(
        "INSERT INTO stock_movement (item_id, location_id, kind, quantity, reference, occurred_at)"
            + " VALUES (?, ?, 'goods_issue', ?, ?, now())",
        each.item(),
        zone,
        each.quantity().negate(),
        reference);
    sql.run(
        "UPDATE sales_order_line SET quantity_shipped = quantity_shipped + ?,"
            + " quantity_allocated = quantity_allocated - ?,"
            + " status = (CASE WHEN quantity_shipped + ? >= quantity_ordered THEN 'shipped'"
            + " ELSE 'partially_shipped' END)::sales_status WHERE id = ?",
        each.quantity(),
        each.quantity(),
        each.quantity(),
        each.line());
  }

  private boolean deliver(Sql sql, Dice dice) throws SQLException {
    Optional<Long> taken = lists.outbound.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    long shipment = taken.get();
    Optional<Long> order =
        sql.first(
            row -> row.getLong(1),
            "UPDATE shipment SET status = 'delivered', arrived_at = now(), updated_at = now()"
                + " WHERE id = ? AND status = 'dispatched' RETURNING sales_order_id",
            shipment);
    if (order.isEmpty()) {
      return false;
    }
    int closed =
        sql.run(
            "UPDATE sales_order o SET status = 'closed', updated_at = now() WHERE id = ?"
                + " AND status = 'shipped' AND NOT EXISTS (SELECT FROM shipment s"
                + " WHERE s.sales_order_id = o.id AND s.status IN ('planned', 'picked', 'dispatched'))",
            order.get());
    if (closed == 1) {
      sql.run(
          "UPDATE sales_order_line SET status = 'closed' WHERE sales_order_id = ?"
              + " AND status = 'shipped'",
          order.get());
    }
    return true;
  }

  private boolean cancel(Sql sql, Dice dice) throws SQLException {
    Optional<Long> taken = lists.open.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    long order = taken.get();
    Optional<Long> site = siteOf(sql, order, "confirmed");
    if (site.isEmpty()) {
      lists.open.add(order);
      return false;
    }
    long zone = lists.pickingZones.get(site.get());
    for (Line line : lines(sql, order)) {
      if (line.allocated().signum() > 0) {
        sql.run(
            "UPDATE stock SET quantity_reserved = quantity_reserved - ?, updated_at = now()"
                + " WHERE item_id = ? AND location_id = ?",
            line.allocated(),
            line.item(),
            zone);
      }
    }
    sql.run(
        "UPDATE sales_order_line SET status = 'cancelled', quantity_allocated = 0"
            + " WHERE sales_order_id = ?",
        order);
    setStatus(sql, order, "cancelled");
    lists.cancelled.add(order);
    return true;
  }

  private boolean delete(Sql sql, Dice dice) throws SQLException {
    Optional<Long> taken = lists.cancelled.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    remove(sql, taken.get());
    return true;
  }

  private static void remove(Sql sql, long order) throws SQLException {
    sql.run("UPDATE sales_order SET deleted_at = now(), updated_at = now() WHERE id = ?", order);
    sql.run("UPDATE sales_order_line SET deleted_at = now() WHERE sales_order_id = ?", order);
  }
}
