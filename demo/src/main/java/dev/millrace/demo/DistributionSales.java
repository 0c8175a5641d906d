package dev.millrace.demo;

import dev.millrace.demo.DistributionLists.Good;
import dev.millrace.demo.DistributionLists.Spot;
import dev.millrace.demo.ShipmentNotes.Moment;
import dev.millrace.demo.ShipmentNotes.Note;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Selling in the distribution ERP: from the order to the delivery. */
final class DistributionSales {
  private record Line(
      int position, String article, BigDecimal missing, BigDecimal reserved, String unit) {}

  private record Carried(int position, String article, BigDecimal quantity) {}

  private final DistributionLists lists;

  DistributionSales(DistributionLists lists) {
    this.lists = lists;
  }

  List<Erp.Activity> activities() {
    return List.of(
        new Erp.Activity("order", () -> Erp.appetite(16, lists.openOrders(), 260), this::order),
        new Erp.Activity(
            "confirm", () -> Erp.urgency(2, lists.drafts.size(), 8), this::confirmOrDelete),
        new Erp.Activity("reserve", () -> Erp.urgency(17, lists.open.size(), 70), this::reserve),
        new Erp.Activity("pick", () -> Erp.urgency(16, lists.reserved.size(), 70), this::pick),
        new Erp.Activity("ship", () -> Erp.urgency(16, lists.picked.size(), 40), this::ship),
        new Erp.Activity(
            "deliver", () -> Erp.urgency(16, lists.outbound.size(), 60), this::deliver),
        new Erp.Activity("cancel", () -> Erp.urgency(0.4, lists.open.size(), 70), this::cancel),
        new Erp.Activity("archive", () -> 0.5, DistributionSales::archive));
  }

  private boolean order(Sql sql, Dice dice) throws SQLException {
    String customer =
        lists.customers.get((int) (lists.customers.size() * Math.pow(dice.fraction(), 1.7)));
    String site = lists.siteOfCustomer.computeIfAbsent(customer, none -> dice.pick(lists.sites));
    if (!lists.range.containsKey(site)) {
      return false;
    }
    LocalDateTime requested = requested(dice);
    LocalDateTime promised = dice.chance(0.15) ? requested.plusDays(dice.between(1, 5)) : requested;
    int status = dice.chance(0.06) ? 10 : 20;
    String number = DistributionLedger.number(sql, "auftrag", "A");
    sql.run(
        "INSERT INTO auftrag VALUES (?, ?, ?, ?, UTC_TIMESTAMP(), ?, ?, 0, 'EUR', ?)",
        number,
        customer,
        site,
        status,
        requested,
        promised,
        "PO " + dice.between(10_000, 99_999));
    int lines = Math.max(1, Math.min(8, (int) Math.round(3 * dice.skewed(0.6))));
    Set<String> taken = new HashSet<>();
    int position = 0;
    for (int i = 0; i < lines; i++) {
      Good good = lists.range.get(site).get(lists.demand.get(site).pick(dice));
      if (taken.add(good.article())) {
        sql.run(
            "INSERT INTO auftragposition SELECT ?, ?, artnr, ?, 0, einheit, vk_preis, ?, ?, ?"
                + " FROM artikel WHERE artnr = ?",
            number,
            ++position,
            Math.max(1, Math.round(good.lot() * dice.skewed(0.6))),
            dice.chance(0.3) ? 5 * dice.between(1, 4) : 0,
            requested,
            status,
            good.article());
      }
    }
    sql.run(
        "UPDATE auftrag SET netto = (SELECT ROUND(SUM(menge * preis * (100 - rabatt) / 100), 2)"
            + " FROM auftragposition WHERE auftragnr = ?) WHERE auftragnr = ?",
        number,
        number);
    (status == 10 ? lists.drafts : lists.open).add(number);
    return true;
  }

  /** Most want it in days; some fetch it within minutes, and those may become late. */
  private static LocalDateTime requested(Dice dice) {
    LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC).withNano(0);
    return dice.chance(0.1)
        ? now.plusMinutes(dice.between(4, 40))
        : now.plusDays((long) Math.ceil(9 * dice.skewed(0.6))).toLocalDate().atTime(12, 0);
  }

  private boolean confirmOrDelete(Sql sql, Dice dice) throws SQLException {
    Optional<String> taken = lists.drafts.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    if (dice.chance(0.2)) {
      sql.run("DELETE FROM auftragposition WHERE auftragnr = ?", taken.get());
      sql.run("DELETE FROM auftrag WHERE auftragnr = ?", taken.get());
      return true;
    }
    sql.run("UPDATE auftrag SET status = 20 WHERE auftragnr = ?", taken.get());
    sql.run("UPDATE auftragposition SET status = 20 WHERE auftragnr = ?", taken.get());
    lists.open.add(taken.get());
    return true;
  }

  /** The site of an order that has one of two states; its row is locked. */
  private static Optional<String> siteOf(Sql sql, String order, int status, int orStatus)
      throws SQLException {
    return sql.first(
        row -> row.getString(1),
        "SELECT lagernr FROM auftrag WHERE auftragnr = ? AND status IN (?, ?) FOR UPDATE",
        order,
        status,
        orStatus);
  }

  private static List<Line> lines(Sql sql, String order) throws SQLException {
    return sql.all(
        row ->
            new Line(
                row.getInt(1),
                row.getString(2),
                row.getBigDecimal(3),
                row.getBigDecimal(4),
                row.getString(5)),
        "SELECT p.posnr, p.artnr, p.menge - p.geliefert - COALESCE(r.menge, 0),"
            + " COALESCE(r.menge, 0), p.einheit FROM auftragposition p LEFT JOIN reservierung r"
            + " ON r.auftragnr = p.auftragnr AND r.posnr = p.posnr WHERE p.auftragnr = ?"
            + " AND p.status <> 90 ORDER BY p.posnr",
        order);
  }

  private boolean reserve(Sql sql, Dice dice) throws SQLException {
    Optional<String> taken = lists.open.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    String order = taken.get();
    Optional<String> site = siteOf(sql, order, 20, 40);
    if (site.isEmpty()) {
      return false;
    }
    int changed = 0;
    boolean complete = true;
    boolean some = false;
    for (Line line : lines(sql, order)) {
      some |= line.reserved().signum() > 0;
      if (line.missing().signum() == 0) {
        continue;
      }
      Spot spot = new Spot(line.article(), site.get());
      if (DistributionLedger.available(sql, spot).compareTo(line.missing()) >= 0) {
        changed++;
        some = true;
        sql.run(
            "INSERT INTO reservierung VALUES (?, ?, ?, ?, ?)",
            order,
            line.position(),
            line.article(),
            site.get(),
            line.missing());
        sql.run(
            "UPDATE auftragposition SET status = 30 WHERE auftragnr = ? AND posnr = ?",
            order,
            line.position());
      } else {
        complete = false;
        lists.orderShortages.add(order, spot);
      }
      if (DistributionLedger.isLow(sql, spot)) {
        lists.low.add(spot);
      }
    }
    // What is there may leave before the rest, if the customer agrees.
    if (some && (complete || dice.chance(0.3))) {
      sql.run("UPDATE auftrag SET status = 30 WHERE auftragnr = ?", order);
      lists.reserved.add(order);
      return true;
    }
    lists.waiting.add(order);
    return changed > 0;
  }

  private boolean pick(Sql sql, Dice dice) throws SQLException {
    Optional<String> taken = lists.reserved.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    String order = taken.get();
    Optional<String> site = siteOf(sql, order, 30, 30);
    if (site.isEmpty()) {
      return false;
    }
    String shipment = DistributionLedger.number(sql, "lieferung", "S");
    sql.run(
        "INSERT INTO lieferung SELECT ?, 'WA', auftragnr, NULL, gpnr, lagernr, NULL, ?, NULL, 1,"
            + " UTC_TIMESTAMP() + INTERVAL 4 HOUR, NULL, UTC_TIMESTAMP() + INTERVAL ? HOUR, NULL"
            + " FROM auftrag WHERE auftragnr = ?",
        shipment,
        dice.pick(lists.carriers),
        4 + 24 * dice.between(1, 3),
        order);
    int position = 0;
    for (Line line : lines(sql, order)) {
      if (line.reserved().signum() > 0) {
        sql.run(
            "INSERT INTO lieferposition VALUES (?, ?, ?, ?, ?, ?)",
            shipment,
            ++position,
            line.position(),
            line.article(),
            line.reserved(),
            line.unit());
      }
    }
    lists.picked.add(shipment);
    return position > 0;
  }

  private static Optional<String> orderOf(Sql sql, String shipment, int status, int orStatus)
      throws SQLException {
    return sql.first(
        row -> row.getString(1),
        "SELECT auftragnr FROM lieferung WHERE liefernr = ? AND status IN (?, ?) FOR UPDATE",
        shipment,
        status,
        orStatus);
  }

  private boolean ship(Sql sql, Dice dice) throws SQLException {
    Optional<String> taken = lists.picked.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    String shipment = taken.get();
    Optional<String> order = orderOf(sql, shipment, 0, 1);
    if (order.isEmpty()) {
      return false;
    }
    Optional<String> site = siteOf(sql, order.get(), 30, 40);
    if (site.isEmpty()) {
      return false;
    }
    long voucher = DistributionLedger.next(sql, "beleg");
    int position = 0;
    for (Carried each : carried(sql, shipment)) {
      DistributionLedger.book(
          sql,
          voucher,
          ++position,
          new Spot(each.article(), site.get()),
          DistributionLedger.ISSUE,
          each.quantity().negate(),
          shipment);
      sql.run(
          "DELETE FROM reservierung WHERE auftragnr = ? AND posnr = ?",
          order.get(),
          each.position());
      // The right-hand sides are evaluated from left to right: the status sees the new quantity.
      sql.run(
          "UPDATE auftragposition SET geliefert = geliefert + ?,"
              + " status = IF(geliefert >= menge, 50, 40) WHERE auftragnr = ? AND posnr = ?",
          each.quantity(),
          order.get(),
          each.position());
    }
    sql.run(
        "UPDATE lieferung SET status = 2, abgang_ist = UTC_TIMESTAMP(), sendungsnr = ?"
            + " WHERE liefernr = ?",
        "JD%09d".formatted(dice.between(0, 999_999_999)),
        shipment);
    note(sql, shipment, Moment.LOADED);
    boolean whole =
        sql.number(
                "SELECT COUNT(*) FROM auftragposition WHERE auftragnr = ? AND status < 50",
                order.get())
            == 0;
    sql.run("UPDATE auftrag SET status = ? WHERE auftragnr = ?", whole ? 50 : 40, order.get());
    if (!whole) {
      lists.open.add(order.get());
    }
    lists.outbound.add(shipment);
    return true;
  }

  private static void note(Sql sql, String shipment, Moment moment) throws SQLException {
    Optional<Note> note = ShipmentNotes.of(shipment, moment);
    if (note.isPresent()) {
      sql.run(
          "INSERT INTO lieferhinweis VALUES (?, ?, ?, UTC_TIMESTAMP(), ?)",
          shipment,
          moment.note(),
          note.get().author(),
          note.get().text());
    }
  }

  private static List<Carried> carried(Sql sql, String shipment) throws SQLException {
    return sql.all(
        row -> new Carried(row.getInt(1), row.getString(2), row.getBigDecimal(3)),
        "SELECT bezugspos, artnr, menge FROM lieferposition WHERE liefernr = ? ORDER BY posnr",
        shipment);
  }

  private boolean deliver(Sql sql, Dice dice) throws SQLException {
    Optional<String> taken = lists.outbound.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    Optional<String> order = orderOf(sql, taken.get(), 2, 2);
    if (order.isEmpty()) {
      return false;
    }
    sql.run(
        "UPDATE lieferung SET status = 3, ankunft_ist = UTC_TIMESTAMP() WHERE liefernr = ?",
        taken.get());
    note(sql, taken.get(), Moment.DELIVERED);
    int closed =
        sql.run(
            "UPDATE auftrag SET status = 80 WHERE auftragnr = ? AND status = 50 AND NOT EXISTS"
                + " (SELECT 1 FROM lieferung l WHERE l.auftragnr = ? AND l.status < 3)",
            order.get(),
            order.get());
    if (closed == 1) {
      sql.run(
          "UPDATE auftragposition SET status = 80 WHERE auftragnr = ? AND status = 50",
          order.get());
    }
    return true;
  }

  private boolean cancel(Sql sql, Dice dice) throws SQLException {
    Optional<String> taken = lists.open.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    if (siteOf(sql, taken.get(), 20, 20).isEmpty()) {
      lists.open.add(taken.get());
      return false;
    }
    sql.run("DELETE FROM reservierung WHERE auftragnr = ?", taken.get());
    sql.run("UPDATE auftragposition SET status = 90 WHERE auftragnr = ?", taken.get());
    sql.run("UPDATE auftrag SET status = 90 WHERE auftragnr = ?", taken.get());
    return true;
  }

  /** The oldest finished order goes, with all that belongs to it: this ERP deletes for good. */
  private static boolean archive(Sql sql, Dice dice) throws SQLException {
    Optional<String> oldest =
        sql.first(
            row -> row.getString(1),
            "SELECT auftragnr FROM auftrag WHERE status IN (80, 90) ORDER BY auftragnr LIMIT 1");
    if (oldest.isEmpty()) {
      return false;
    }
    String order = oldest.get();
    sql.run(
        "DELETE p FROM lieferposition p JOIN lieferung l USING (liefernr) WHERE l.auftragnr = ?",
        order);
    sql.run(
        "DELETE h FROM lieferhinweis h JOIN lieferung l USING (liefernr) WHERE l.auftragnr = ?",
        order);
    sql.run("DELETE FROM lieferung WHERE auftragnr = ?", order);
    sql.run("DELETE FROM auftragposition WHERE auftragnr = ?", order);
    sql.run("DELETE FROM auftrag WHERE auftragnr = ?", order);
    return true;
  }
}
