package dev.millrace.demo;

import dev.millrace.demo.DistributionLists.Spot;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Keeping the distribution ERP's stock up: buying, packing kits, moving, counting. */
final class DistributionSupply {
  private static final BigDecimal TARGET = BigDecimal.valueOf(3);

  private record Need(Spot spot, int kind, String unit, BigDecimal quantity) {}

  private record Part(String article, BigDecimal each) {}

  private record Due(int position, String article, String unit, BigDecimal quantity) {}

  private record Inbound(String order, String site) {}

  private final DistributionLists lists;

  DistributionSupply(DistributionLists lists) {
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
        new Erp.Activity("change price", () -> 1.5, this::changePrice));
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
    if (!taken.get().site().equals(DistributionLists.CENTRAL)) {
      return transfer(sql, dice, need.get());
    }
    return need.get().kind() == 2 ? assemble(sql, need.get()) : purchase(sql, need.get());
  }

  /** What is missing up to three times the minimum, with all that is wanted and coming. */
  private static Optional<Need> need(Sql sql, Spot spot) throws SQLException {
    BigDecimal coming =
        sql.amount(
                "SELECT COALESCE(SUM(p.menge - p.erhalten), 0) FROM bestellposition p"
                    + " JOIN bestellung b USING (bestellnr) WHERE p.artnr = ? AND b.lagernr = ?"
                    + " AND b.status IN (20, 40)",
                spot.article(),
                spot.site())
            .add(
                sql.amount(
                    "SELECT COALESCE(SUM(p.menge), 0) FROM lieferposition p JOIN lieferung l"
                        + " USING (liefernr) WHERE p.artnr = ? AND l.nach_lager = ?"
                        + " AND l.art = 'UM' AND l.status = 2",
                    spot.article(),
                    spot.site()));
    BigDecimal wanted =
        sql.amount(
            "SELECT COALESCE(SUM(p.menge - p.geliefert - COALESCE(r.menge, 0)), 0)"
                + " FROM auftragposition p JOIN auftrag a ON a.auftragnr = p.auftragnr"
                + " LEFT JOIN reservierung r ON r.auftragnr = p.auftragnr AND r.posnr = p.posnr"
                + " WHERE p.artnr = ? AND a.lagernr = ? AND a.status IN (20, 30, 40)"
                + " AND p.status <> 90",
            spot.article(),
            spot.site());
    BigDecimal available = DistributionLedger.available(sql, spot);
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
                        .subtract(available)
                        .subtract(coming)
                        .setScale(0, RoundingMode.UP)),
            "SELECT artikelart, einheit, mindestbestand FROM artikel WHERE artnr = ?",
            spot.article())
        .filter(need -> need.quantity().signum() > 0);
  }

  private boolean transfer(Sql sql, Dice dice, Need need) throws SQLException {
    Spot source = new Spot(need.spot().article(), DistributionLists.CENTRAL);
    BigDecimal there = DistributionLedger.available(sql, source).setScale(0, RoundingMode.DOWN);
    BigDecimal moved = there.min(need.quantity());
    if (there.compareTo(need.quantity()) < 0 || DistributionLedger.isLow(sql, source)) {
      lists.low.add(source);
    }
    if (moved.signum() <= 0) {
      lists.shortages.add(need.spot(), source);
      return false;
    }
    String shipment = DistributionLedger.number(sql, "lieferung", "S");
    sql.run(
        "INSERT INTO lieferung VALUES (?, 'UM', NULL, NULL, NULL, ?, ?, ?, ?, 2, UTC_TIMESTAMP(),"
            + " UTC_TIMESTAMP(), UTC_TIMESTAMP() + INTERVAL 2 DAY, NULL)",
        shipment,
        source.site(),
        need.spot().site(),
        dice.pick(lists.carriers),
        "JD%09d".formatted(dice.between(0, 999_999_999)));
    sql.run(
        "INSERT INTO lieferposition VALUES (?, 1, NULL, ?, ?, ?)",
        shipment,
        source.article(),
        moved,
        need.unit());
    book(
        sql,
        DistributionLedger.next(sql, "beleg"),
        1,
        source,
        DistributionLedger.TRANSFER,
        moved.negate(),
        shipment);
    lists.transfers.add(shipment);
    return true;
  }

  private void book(
      Sql sql,
      long voucher,
      int position,
      Spot spot,
      int kind,
      BigDecimal quantity,
      String reference)
      throws SQLException {
    DistributionLedger.book(sql, voucher, position, spot, kind, quantity, reference);
    if (quantity.signum() > 0) {
      lists.arrived(spot);
    }
  }

  private static Optional<Inbound> arrive(Sql sql, String shipment) throws SQLException {
    Optional<Inbound> inbound =
        sql.first(
            row -> new Inbound(row.getString(1), row.getString(2)),
            "SELECT bestellnr, nach_lager FROM lieferung WHERE liefernr = ? AND status = 2"
                + " FOR UPDATE",
            shipment);
    if (inbound.isPresent()) {
      sql.run(
          "UPDATE lieferung SET status = 3, ankunft_ist = UTC_TIMESTAMP() WHERE liefernr = ?",
          shipment);
    }
    return inbound;
  }

  private boolean receiveTransfer(Sql sql, Dice dice) throws SQLException {
    Optional<String> taken = lists.transfers.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    Optional<Inbound> inbound = arrive(sql, taken.get());
    if (inbound.isEmpty()) {
      return false;
    }
    long voucher = DistributionLedger.next(sql, "beleg");
    int position = 0;
    for (Due each :
        sql.all(
            row -> new Due(0, row.getString(1), "", row.getBigDecimal(2)),
            "SELECT artnr, menge FROM lieferposition WHERE liefernr = ? ORDER BY posnr",
            taken.get())) {
      Spot spot = new Spot(each.article(), inbound.get().site());
      book(
          sql,
          voucher,
          ++position,
          spot,
          DistributionLedger.TRANSFER,
          each.quantity(),
          taken.get());
    }
    return true;
  }

  /** Packs as many kits as the parts reach for. */
  private boolean assemble(Sql sql, Need need) throws SQLException {
    List<Part> parts =
        sql.all(
            row -> new Part(row.getString(1), row.getBigDecimal(2)),
            "SELECT p.artnr, SUM(p.menge / s.basismenge) FROM stueckliste s"
                + " JOIN stuecklistenpos p USING (setnr) WHERE s.setnr = ? AND s.aktiv = 'J'"
                + " GROUP BY p.artnr ORDER BY p.artnr",
            need.spot().article());
    BigDecimal lot = parts.isEmpty() ? BigDecimal.ZERO : need.quantity();
    for (Part part : parts) {
      Spot spot = new Spot(part.article(), DistributionLists.CENTRAL);
      BigDecimal reach =
          DistributionLedger.available(sql, spot).divide(part.each(), 0, RoundingMode.DOWN);
      if (reach.compareTo(lot) < 0) {
        lists.low.add(spot);
        lists.shortages.add(need.spot(), spot);
        lot = reach;
      }
    }
    if (lot.signum() <= 0) {
      return false;
    }
    long voucher = DistributionLedger.next(sql, "beleg");
    int position = 1;
    book(sql, voucher, position, need.spot(), DistributionLedger.RECEIPT, lot, "Setmontage");
    for (Part part : parts) {
      book(
          sql,
          voucher,
          ++position,
          new Spot(part.article(), DistributionLists.CENTRAL),
          DistributionLedger.ISSUE,
          part.each().multiply(lot).setScale(3, RoundingMode.DOWN).negate(),
          "Setmontage");
    }
    return true;
  }

  private boolean purchase(Sql sql, Need need) throws SQLException {
    record Terms(String supplier, BigDecimal minimum, BigDecimal price, int days) {}
    Optional<Terms> terms =
        sql.first(
            row ->
                new Terms(
                    row.getString(1), row.getBigDecimal(2), row.getBigDecimal(3), row.getInt(4)),
            "SELECT gpnr, mindestmenge, preis, lieferzeit FROM artikel_lieferant WHERE artnr = ?"
                + " ORDER BY rang LIMIT 1",
            need.spot().article());
    if (terms.isEmpty()) {
      return false;
    }
    BigDecimal quantity = need.quantity().max(terms.get().minimum());
    String order = DistributionLedger.number(sql, "bestellung", "B");
    sql.run(
        "INSERT INTO bestellung VALUES (?, ?, ?, 20, UTC_TIMESTAMP(),"
            + " UTC_TIMESTAMP() + INTERVAL ? DAY, ?, 'EUR')",
        order,
        terms.get().supplier(),
        need.spot().site(),
        terms.get().days(),
        quantity.multiply(terms.get().price()).setScale(2, RoundingMode.HALF_UP));
    sql.run(
        "INSERT INTO bestellposition VALUES (?, 1, ?, ?, 0, ?, ?,"
            + " UTC_TIMESTAMP() + INTERVAL ? DAY, 20)",
        order,
        need.spot().article(),
        quantity,
        need.unit(),
        terms.get().price(),
        terms.get().days());
    lists.purchases.add(order);
    return true;
  }

  /** The supplier's advice: the goods are on their way. */
  private boolean dispatch(Sql sql, Dice dice) throws SQLException {
    Optional<String> taken = lists.purchases.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    String order = taken.get();
    List<Due> due = due(sql, order);
    if (due.isEmpty()) {
      return false;
    }
    String shipment = DistributionLedger.number(sql, "lieferung", "S");
    sql.run(
        "INSERT INTO lieferung SELECT ?, 'WE', NULL, bestellnr, gpnr, NULL, lagernr, ?, ?, 2,"
            + " UTC_TIMESTAMP(), UTC_TIMESTAMP(), UTC_TIMESTAMP() + INTERVAL ? DAY, NULL"
            + " FROM bestellung WHERE bestellnr = ?",
        shipment,
        dice.pick(lists.carriers),
        "RR%09d".formatted(dice.between(0, 999_999_999)),
        dice.between(2, 6),
        order);
    int position = 0;
    for (Due each : due) {
      sql.run(
          "INSERT INTO lieferposition VALUES (?, ?, ?, ?, ?, ?)",
          shipment,
          ++position,
          each.position(),
          each.article(),
          each.quantity(),
          each.unit());
    }
    lists.inbound.add(shipment);
    return true;
  }

  private static List<Due> due(Sql sql, String order) throws SQLException {
    return sql.all(
        row -> new Due(row.getInt(1), row.getString(2), row.getString(3), row.getBigDecimal(4)),
        "SELECT posnr, artnr, einheit, menge - erhalten FROM bestellposition WHERE bestellnr = ?"
            + " AND status IN (20, 40) AND erhalten < menge ORDER BY posnr",
        order);
  }

  private boolean receive(Sql sql, Dice dice) throws SQLException {
    Optional<String> taken = lists.inbound.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    String shipment = taken.get();
    Optional<Inbound> inbound = arrive(sql, shipment);
    if (inbound.isEmpty()) {
      return false;
    }
    String order = inbound.get().order();
    boolean shortDelivery = dice.chance(0.08);
    long voucher = DistributionLedger.next(sql, "beleg");
    int position = 0;
    for (Due each : carried(sql, shipment, order)) {
      BigDecimal quantity =
          shortDelivery
              ? each.quantity().multiply(new BigDecimal("0.6")).setScale(0, RoundingMode.UP)
              : each.quantity();
      quantity = quantity.min(each.quantity());
      book(
          sql,
          voucher,
          ++position,
          new Spot(each.article(), inbound.get().site()),
          DistributionLedger.RECEIPT,
          quantity,
          shipment);
      sql.run(
          "UPDATE bestellposition SET erhalten = erhalten + ?,"
              + " status = IF(erhalten >= menge, 50, 40) WHERE bestellnr = ? AND posnr = ?",
          quantity,
          order,
          each.position());
    }
    boolean whole = due(sql, order).isEmpty();
    sql.run("UPDATE bestellung SET status = ? WHERE bestellnr = ?", whole ? 50 : 40, order);
    (whole ? lists.receivedPurchases : lists.purchases).add(order);
    return true;
  }

  private static List<Due> carried(Sql sql, String shipment, String order) throws SQLException {
    return sql.all(
        row -> new Due(row.getInt(1), row.getString(2), "", row.getBigDecimal(3)),
        "SELECT b.posnr, b.artnr, LEAST(l.menge, b.menge - b.erhalten) FROM lieferposition l"
            + " JOIN bestellposition b ON b.bestellnr = ? AND b.posnr = l.bezugspos"
            + " WHERE l.liefernr = ? AND b.erhalten < b.menge ORDER BY b.posnr",
        order,
        shipment);
  }

  /** The invoice is paid. */
  private boolean closePurchase(Sql sql, Dice dice) throws SQLException {
    Optional<String> taken = lists.receivedPurchases.take(dice);
    if (taken.isEmpty()) {
      return false;
    }
    sql.run("UPDATE bestellung SET status = 80 WHERE bestellnr = ?", taken.get());
    sql.run(
        "UPDATE bestellposition SET status = 80 WHERE bestellnr = ? AND status = 50", taken.get());
    return true;
  }

  private boolean count(Sql sql, Dice dice) throws SQLException {
    Spot spot = new Spot(dice.pick(lists.articles), dice.pick(lists.sites));
    BigDecimal onHand = DistributionLedger.onHand(sql, spot);
    if (onHand.signum() == 0) {
      return false;
    }
    boolean pieces =
        sql.first(
                row -> !row.getString(1).matches("MTR|KGM"),
                "SELECT einheit FROM artikel WHERE artnr = ?",
                spot.article())
            .orElse(true);
    BigDecimal difference =
        onHand
            .multiply(BigDecimal.valueOf(dice.between(-0.03, 0.03)))
            .setScale(pieces ? 0 : 3, RoundingMode.HALF_UP);
    if (difference.signum() == 0) {
      difference = dice.chance(0.5) ? BigDecimal.ONE : BigDecimal.ONE.negate();
    }
    difference = difference.max(DistributionLedger.available(sql, spot).negate());
    if (difference.signum() == 0) {
      return false;
    }
    book(
        sql,
        DistributionLedger.next(sql, "beleg"),
        1,
        spot,
        DistributionLedger.COUNT,
        difference,
        "Inventur");
    return true;
  }

  private boolean changePrice(Sql sql, Dice dice) throws SQLException {
    BigDecimal factor =
        BigDecimal.valueOf(dice.between(0.98, 1.025)).setScale(4, RoundingMode.HALF_UP);
    int changed = 0;
    for (int count = dice.between(1, 4); count > 0; count--) {
      String article = dice.pick(lists.articles);
      changed +=
          sql.run(
              "UPDATE artikel SET ek_preis = ROUND(ek_preis * ?, 4),"
                  + " vk_preis = ROUND(vk_preis * ?, 4), geaendert = UTC_TIMESTAMP()"
                  + " WHERE artnr = ?",
              factor,
              factor,
              article);
      sql.run(
          "UPDATE artikel_lieferant SET preis = ROUND(preis * ?, 4) WHERE artnr = ? AND rang = 1",
          factor,
          article);
    }
    return changed > 0;
  }
}
