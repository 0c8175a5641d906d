package dev.millrace.demo;

import dev.millrace.demo.PlantLists.Spot;
import dev.millrace.demo.PlantLists.Zone;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeping the Plant ERP's stock up: buying, making, moving, counting. */
final class PlantSupply {
  private static final BigDecimal TARGET = BigDecimal.valueOf(3);

  private record Need(Spot spot, int unit, String kind, BigDecimal quantity) {}

  private record Part(long item, BigDecimal each) {}

  private record Due(long line, long item, int unit, BigDecimal quantity) {}

  private final PlantLists lists;

  PlantSupply(PlantLists lists) {
    this.lists = lists;
  }

  List<Erp.Activity> activities() {
    return List.of(
        new Erp.Activity("replenish", () -> Erp.urgency(12, lists.low.size(), 30), this::replenish),
        new Erp.Activity(
            "dispatch", () -> Erp.urgency(10, lists.purchases.size(), 50), this::dispatch),
        new Erp.Activity("receive", () -> Erp.urgency(8, lists.inbound.size(), 15), this::receive),
        new Erp.Activity(
            "close purchase",
            () -> Erp.urgency(4, lists.receivedPurchases.size(), 60),
            this::closePurchase),
        new Erp.Activity(
            "receive transfer",
            () -> Erp.urgency(6, lists.transfers.size(), 10),
            this::receiveTransfer),
        new Erp.Activity("count", () -> 2, this::count),
        new Erp.Activity("change price", () -> 1.5, PlantSupply::changePrice));
  }

  private boolean replenish(Sql sql, Dice dice) throws SQLException {
    Optional<Spot> taken = lists.low.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    Optional<Need> need = need(sql, taken.get());
    if (need.isEmpty()) {
      return false;
    }
    Zone zone = lists.zones.get(taken.get().zone());
    if (!zone.factory()) {
      return transfer(sql, dice, need.get());
    }
    boolean isMade =
        sql.first(
                row -> row.getLong(1),
                "SELECT id FROM bom WHERE item_id = ? AND deleted_at IS NULL AND is_active",
                taken.get().item())
            .isPresent();
    return isMade ? produce(sql, need.get()) : purchase(sql, need.get());
  }

  /** What is missing up to three times the safety stock, with all that is promised and coming. */
  private Optional<Need> need(Sql sql, Spot spot) throws SQLException {
    Zone zone = lists.zones.get(spot.zone());
    BigDecimal coming =
        sql.amount(
                "SELECT coalesce(sum(l.quantity_ordered - l.quantity_received), 0)"
                    + " FROM purchase_order o JOIN purchase_order_line l ON l.purchase_order_id = o.id"
                    + " WHERE l.item_id = ? AND o.site_id = ? AND o.deleted_at IS NULL"
                    + " AND o.status IN ('released', 'partially_received')",
                spot.item(),
                zone.site())
            .add(
                sql.amount(
                    "SELECT coalesce(sum(l.quantity), 0) FROM shipment s"
                        + " JOIN shipment_line l ON l.shipment_id = s.id WHERE l.item_id = ?"
                        + " AND s.to_location_id = ? AND s.direction = 'transfer'"
                        + " AND s.status = 'dispatched'",
                    spot.item(),
                    zone.site()));
    BigDecimal wanted =
        zone.picking() && !zone.factory()
            ? sql.amount(
                "SELECT coalesce(sum(l.quantity_ordered - l.quantity_shipped"
                    + " - l.quantity_allocated), 0) FROM sales_order o"
                    + " JOIN sales_order_line l ON l.sales_order_id = o.id WHERE l.item_id = ?"
                    + " AND o.site_id = ? AND o.deleted_at IS NULL"
                    + " AND o.status IN ('confirmed', 'allocated', 'partially_shipped')"
                    + " AND l.status <> 'cancelled'",
                spot.item(),
                zone.site())
            : Optional.ofNullable(lists.wantedParts.remove(spot)).orElse(BigDecimal.ZERO);
    openStock(sql, spot);
    return sql.first(
            row ->
                new Need(
                    spot,
                    row.getInt(1),
                    row.getString(2),
                    row.getBigDecimal(3)
                        .max(BigDecimal.ONE)
                        .multiply(TARGET)
                        .add(wanted)
                        .subtract(row.getBigDecimal(4))
                        .subtract(coming)),
            "SELECT i.base_uom_id, i.kind, i.safety_stock, s.quantity_on_hand - s.quantity_reserved"
                + " FROM item i JOIN stock s ON s.item_id = i.id"
                + " WHERE i.id = ? AND s.location_id = ? FOR UPDATE OF s",
            spot.item(),
            spot.zone())
        .filter(need -> need.quantity().signum() > 0);
  }

  /** From the factory that has the item, and of the other items that are low in the same place. */
  private boolean transfer(Sql sql, Dice dice, Need first) throws SQLException {
    Zone to = lists.zones.get(first.spot().zone());
    Optional<Long> factoryZone =
        sql.first(
            row -> row.getLong(1),
            "SELECT s.location_id FROM stock s JOIN location z ON z.id = s.location_id"
                + " JOIN location p ON p.id = z.parent_id WHERE s.item_id = ?"
                + " AND p.kind = 'factory' ORDER BY s.quantity_on_hand DESC LIMIT 1",
            first.spot().item());
    if (factoryZone.isEmpty()) {
      return false;
    }
    Spot source = new Spot(first.spot().item(), factoryZone.get());
    BigDecimal there = available(sql, source).setScale(0, RoundingMode.DOWN);
    if (there.compareTo(first.quantity()) < 0) {
      lists.low.add(source);
    }
    BigDecimal moved = there.min(first.quantity().setScale(0, RoundingMode.UP));
    if (moved.signum() <= 0) {
      lists.shortages.add(first.spot(), source);
      return false;
    }
    long shipment = sql.number("SELECT nextval(pg_get_serial_sequence('shipment', 'id'))");
    sql.run(
        "INSERT INTO shipment VALUES (?, ?, 'transfer', NULL, NULL, ?, ?, ?, ?, 'dispatched',"
            + " now(), now(), now() + interval '2 days', NULL, now(), NULL)",
        shipment,
        PlantSeed.shipmentNumber(shipment),
        lists.zones.get(source.zone()).site(),
        to.site(),
        dice.pick(lists.carriers),
        "JD%09d".formatted(dice.between(0, 999_999_999)));
    sql.run(
        "INSERT INTO shipment_line (shipment_id, line_no, item_id, quantity, uom_id)"
            + " VALUES (?, 10, ?, ?, ?)",
        shipment,
        source.item(),
        moved,
        first.unit());
    book(sql, source, moved.negate(), "transfer", PlantSeed.shipmentNumber(shipment));
    lists.transfers.add(shipment);
    return true;
  }

  private boolean receiveTransfer(Sql sql, Dice dice) throws SQLException {
    Optional<Long> taken = lists.transfers.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    Optional<Long> site = arrive(sql, taken.get());
    if (site.isEmpty()) {
      return false;
    }
    for (Due each :
        sql.all(
            row -> new Due(0, row.getLong(1), 0, row.getBigDecimal(2)),
            "SELECT item_id, quantity FROM shipment_line WHERE shipment_id = ? ORDER BY item_id",
            taken.get())) {
      Spot spot = new Spot(each.item(), zoneFor(sql, each.item(), site.get()));
      book(sql, spot, each.quantity(), "transfer", PlantSeed.shipmentNumber(taken.get()));
    }
    return true;
  }

  private long zoneFor(Sql sql, long item, long site) throws SQLException {
    boolean picking =
        sql.first(
                row -> row.getBoolean(1),
                "SELECT kind = 'finished_good' FROM item WHERE id = ?",
                item)
            .orElseThrow();
    return (picking ? lists.pickingZones : lists.bulkZones).get(site);
  }

  private static Optional<Long> arrive(Sql sql, long shipment) throws SQLException {
    return sql.first(
        row -> row.getLong(1),
        "UPDATE shipment SET status = 'delivered', arrived_at = now(), updated_at = now()"
            + " WHERE id = ? AND status = 'dispatched' RETURNING to_location_id",
        shipment);
  }

  private static BigDecimal available(Sql sql, Spot spot) throws SQLException {
    return sql.amount(
        "SELECT quantity_on_hand - quantity_reserved FROM stock"
            + " WHERE item_id = ? AND location_id = ? FOR UPDATE",
        spot.item(),
        spot.zone());
  }

  private void book(Sql sql, Spot spot, BigDecimal quantity, String kind, String reference)
      throws SQLException {
    openStock(sql, spot);
    sql.run(
        "UPDATE stock SET quantity_on_hand = quantity_on_hand + ?, updated_at = now()"
            + " WHERE item_id = ? AND location_id = ?",
        quantity,
        spot.item(),
        spot.zone());
    sql.run(
        "INSERT INTO stock_movement (item_id, location_id, kind, quantity, reference, occurred_at)"
            + " VALUES (?, ?, ?::movement_kind, ?, ?, now())",
        spot.item(),
        spot.zone(),
        kind,
        quantity,
        reference);
    if (quantity.signum() > 0) {
      lists.arrived(spot);
    }
  }

  private static void openStock(Sql sql, Spot spot) throws SQLException {
    sql.run(
        "INSERT INTO stock (item_id, location_id, quantity_on_hand, quantity_reserved, updated_at)"
            + " SELECT ?, ?, 0, 0, now() WHERE NOT EXISTS (SELECT FROM stock WHERE item_id = ?"
            + " AND location_id = ?)",
        spot.item(),
        spot.zone(),
        spot.item(),
        spot.zone());
  }

  /** Uses up the parts and brings in what they make, as far as the parts reach. */
  private boolean produce(Sql sql, Need need) throws SQLException {
    long site = lists.zones.get(need.spot().zone()).site();
    List<Part> parts =
        sql.all(
            row -> new Part(row.getLong(1), row.getBigDecimal(2)),
            "SELECT l.component_id, sum(l.quantity * (1 + l.scrap_percent / 100) / b.quantity)"
                + " FROM bom b JOIN bom_line l ON l.bom_id = b.id WHERE b.item_id = ?"
                + " AND b.deleted_at IS NULL AND l.deleted_at IS NULL"
                + " GROUP BY l.component_id ORDER BY l.component_id",
            need.spot().item());
    BigDecimal lot = need.quantity().setScale(0, RoundingMode.UP);
    for (Part part : parts) {
      Spot spot = new Spot(part.item(), zoneFor(sql, part.item(), site));
      BigDecimal reach = available(sql, spot).divide(part.each(), 0, RoundingMode.DOWN);
      if (reach.compareTo(lot) < 0) {
        lists.wantedParts.merge(spot, part.each().multiply(lot), BigDecimal::max);
        lists.low.add(spot);
        lists.shortages.add(need.spot(), spot);
        lot = reach;
      }
    }
    if (lot.signum() <= 0) {
      return false;
    }
    for (Part part : parts) {
      Spot spot = new Spot(part.item(), zoneFor(sql, part.item(), site));
      BigDecimal used = part.each().multiply(lot).setScale(3, RoundingMode.DOWN);
      book(sql, spot, used.negate(), "goods_issue", "Production");
    }
    book(sql, need.spot(), lot, "goods_receipt", "Production");
    return true;
  }

  private boolean purchase(Sql sql, Need first) throws SQLException {
    long site = lists.zones.get(first.spot().zone()).site();
    record Terms(long supplier, BigDecimal minimum, BigDecimal price, int days) {}
    Optional<Terms> terms =
        sql.first(
            row ->
                new Terms(
                    row.getLong(1), row.getBigDecimal(2), row.getBigDecimal(3), row.getInt(4)),
            "SELECT supplier_id, min_order_quantity, unit_price, lead_time_days FROM item_supplier"
                + " WHERE item_id = ? AND deleted_at IS NULL ORDER BY is_preferred DESC LIMIT 1",
            first.spot().item());
    if (terms.isEmpty()) {
      return false;
    }
    BigDecimal quantity = first.quantity().setScale(0, RoundingMode.UP).max(terms.get().minimum());
    long order = sql.number("SELECT nextval(pg_get_serial_sequence('purchase_order', 'id'))");
    sql.run(
        "INSERT INTO purchase_order VALUES (?, ?, ?, ?, 'released', now(),"
            + " now() + ? * interval '1 day', ?, 'EUR', now(), NULL)",
        order,
        PlantSeed.purchaseNumber(order),
        terms.get().supplier(),
        site,
        terms.get().days(),
        quantity.multiply(terms.get().price()).setScale(2, RoundingMode.HALF_UP));
    sql.run(
        "INSERT INTO purchase_order_line (purchase_order_id, line_no, item_id, quantity_ordered,"
            + " quantity_received, uom_id, unit_price, expected_at, status)"
            + " VALUES (?, 10, ?, ?, 0, ?, ?, now() + ? * interval '1 day', 'released')",
        order,
        first.spot().item(),
        quantity,
        first.unit(),
        terms.get().price(),
        terms.get().days());
    lists.purchases.add(order);
    return true;
  }

  /** The supplier's advice: the goods are on their way. */
  private boolean dispatch(Sql sql, Dice dice) throws SQLException {
    Optional<Long> taken = lists.purchases.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    long order = taken.get();
    Optional<Long> site =
        sql.first(
            row -> row.getLong(1),
            "SELECT site_id FROM purchase_order WHERE id = ? AND deleted_at IS NULL"
                + " AND status IN ('released', 'partially_received') FOR UPDATE",
            order);
    List<Due> due = due(sql, order);
    if (site.isEmpty() || due.isEmpty()) {
      return false;
    }
    long shipment = sql.number("SELECT nextval(pg_get_serial_sequence('shipment', 'id'))");
    sql.run(
        "INSERT INTO shipment VALUES (?, ?, 'inbound', NULL, ?, NULL, ?, ?, ?, 'dispatched',"
            + " now(), now(), now() + ? * interval '1 day', NULL, now(), NULL)",
        shipment,
        PlantSeed.shipmentNumber(shipment),
        order,
        site.get(),
        dice.pick(lists.carriers),
        "RR%09d".formatted(dice.between(0, 999_999_999)),
        dice.between(2, 6));
    int number = 0;
    for (Due each : due) {
      number += 10;
      sql.run(
          "INSERT INTO shipment_line (shipment_id, line_no, purchase_order_line_id, item_id,"
              + " quantity, uom_id) VALUES (?, ?, ?, ?, ?, ?)",
          shipment,
          number,
          each.line(),
          each.item(),
          each.quantity(),
          each.unit());
    }
    lists.inbound.add(shipment);
    return true;
  }

  private static List<Due> due(Sql sql, long order) throws SQLException {
    return sql.all(
        row -> new Due(row.getLong(1), row.getLong(2), row.getInt(3), row.getBigDecimal(4)),
        "SELECT id, item_id, uom_id, quantity_ordered - quantity_received"
            + " FROM purchase_order_line WHERE purchase_order_id = ? AND deleted_at IS NULL"
            + " AND status <> 'cancelled' AND quantity_received < quantity_ordered"
            + " ORDER BY item_id FOR UPDATE",
        order);
  }

  private boolean receive(Sql sql, Dice dice) throws SQLException {
    Optional<Long> taken = lists.inbound.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    long shipment = taken.get();
    Optional<Long> site = arrive(sql, shipment);
    if (site.isEmpty()) {
      return false;
    }
    List<Due> carried =
        sql.all(
            row -> new Due(row.getLong(1), row.getLong(2), row.getInt(3), row.getBigDecimal(4)),
            "SELECT l.purchase_order_line_id, l.item_id, l.uom_id,"
                + " least(l.quantity, p.quantity_ordered - p.quantity_received)"
                + " FROM shipment_line l JOIN purchase_order_line p"
                + " ON p.id = l.purchase_order_line_id WHERE l.shipment_id = ?"
                + " AND p.quantity_received < p.quantity_ordered ORDER BY l.item_id",
            shipment);
    boolean shortDelivery = dice.chance(0.08);
    for (Due each : carried) {
      BigDecimal quantity =
          shortDelivery
              ? each.quantity().multiply(new BigDecimal("0.6")).setScale(0, RoundingMode.UP)
              : each.quantity();
      quantity = quantity.min(each.quantity());
      Spot spot = new Spot(each.item(), zoneFor(sql, each.item(), site.get()));
      book(sql, spot, quantity, "goods_receipt", PlantSeed.shipmentNumber(shipment));
      sql.run(
          "UPDATE purchase_order_line SET quantity_received = quantity_received + ?,"
              + " status = (CASE WHEN quantity_received + ? >= quantity_ordered THEN 'received'"
              + " ELSE 'partially_received' END)::purchase_status WHERE id = ?",
          quantity,
          quantity,
          each.line());
    }
    long order = sql.number("SELECT purchase_order_id FROM shipment WHERE id = ?", shipment);
    boolean whole = due(sql, order).isEmpty();
    sql.run(
        "UPDATE purchase_order SET status = ?::purchase_status, updated_at = now() WHERE id = ?",
        whole ? "received" : "partially_received",
        order);
    (whole ? lists.receivedPurchases : lists.purchases).add(order);
    return true;
  }

  /** The invoice is paid. */
  private boolean closePurchase(Sql sql, Dice dice) throws SQLException {
    Optional<Long> taken = lists.receivedPurchases.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    sql.run(
        "UPDATE purchase_order SET status = 'closed', updated_at = now() WHERE id = ?",
        taken.get());
    sql.run(
        "UPDATE purchase_order_line SET status = 'closed' WHERE purchase_order_id = ?"
            + " AND status = 'received'",
        taken.get());
    return true;
  }

  private boolean count(Sql sql, Dice dice) throws SQLException {
    long highest = sql.number("SELECT max(id) FROM stock");
    record Counted(Spot spot, BigDecimal onHand, BigDecimal free, boolean pieces) {}
    Optional<Counted> counted =
        sql.first(
            row ->
                new Counted(
                    new Spot(row.getLong(1), row.getLong(2)),
                    row.getBigDecimal(3),
                    row.getBigDecimal(4),
                    row.getInt(5) == 1),
            "SELECT s.item_id, s.location_id, quantity_on_hand,"
                + " quantity_on_hand - quantity_reserved, base_uom_id FROM stock s"
                + " JOIN item i ON i.id = s.item_id WHERE s.id >= ? ORDER BY s.id LIMIT 1"
                + " FOR UPDATE OF s",
            1 + (long) (dice.fraction() * highest));
    if (counted.isEmpty()) {
      return false;
    }
    Counted one = counted.get();
    BigDecimal difference =
        one.onHand()
            .multiply(BigDecimal.valueOf(dice.between(-0.03, 0.03)))
            .setScale(one.pieces() ? 0 : 3, RoundingMode.HALF_UP);
    if (difference.signum() == 0) {
      difference = dice.chance(0.5) ? BigDecimal.ONE : BigDecimal.ONE.negate();
    }
    difference = difference.max(one.free().negate());
    if (difference.signum() == 0) {
      return false;
    }
    book(sql, one.spot(), difference, "cycle_count", "Cycle count");
    return true;
  }

  private static boolean changePrice(Sql sql, Dice dice) throws SQLException {
    long items = sql.number("SELECT max(id) FROM item");
    List<Long> changed = new ArrayList<>();
    BigDecimal factor =
        BigDecimal.valueOf(dice.between(0.98, 1.025)).setScale(4, RoundingMode.HALF_UP);
    for (int count = dice.between(1, 4); count > 0; count--) {
      changed.add(1 + (long) (dice.fraction() * items));
    }
    int rows = 0;
    for (long item : changed) {
      rows +=
          sql.run(
              "UPDATE item SET standard_cost = round(standard_cost * ?, 4),"
                  + " list_price = round(list_price * ?, 4), updated_at = now()"
                  + " WHERE id = ? AND deleted_at IS NULL",
              factor,
              factor,
              item);
      sql.run(
          "UPDATE item_supplier SET unit_price = round(unit_price * ?, 4), updated_at = now()"
              + " WHERE item_id = ? AND is_preferred AND deleted_at IS NULL",
          factor,
          item);
    }
    return rows > 0;
  }
}
