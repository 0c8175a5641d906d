package dev.millrace.demo;

import dev.millrace.demo.DistributionLists.Spot;
import java.math.BigDecimal;
import java.sql.SQLException;

/** The distribution ERP's ledger and number ranges. Stock is what the ledger sums up to. */
final class DistributionLedger {
  static final int RECEIPT = 101;
  static final int ISSUE = 201;
  static final int TRANSFER = 301;
  static final int COUNT = 701;

  private DistributionLedger() {}

  /** The next number of a range; two transactions never get the same. */
  static long next(Sql sql, String range) throws SQLException {
    sql.run("UPDATE nummernkreis SET letzte = LAST_INSERT_ID(letzte + 1) WHERE kreis = ?", range);
    return sql.number("SELECT LAST_INSERT_ID()");
  }

  static String number(Sql sql, String range, String prefix) throws SQLException {
    return "%s%d-%06d"
        .formatted(prefix, sql.number("SELECT YEAR(UTC_TIMESTAMP())"), next(sql, range));
  }

  static BigDecimal onHand(Sql sql, Spot spot) throws SQLException {
    return sql.amount(
        "SELECT COALESCE(SUM(menge), 0) FROM lagerbewegung WHERE artnr = ? AND lagernr = ?",
        spot.article(),
        spot.site());
  }

  static BigDecimal available(Sql sql, Spot spot) throws SQLException {
    return onHand(sql, spot)
        .subtract(
            sql.amount(
                "SELECT COALESCE(SUM(menge), 0) FROM reservierung WHERE artnr = ? AND lagernr = ?",
                spot.article(),
                spot.site()));
  }

  static boolean isLow(Sql sql, Spot spot) throws SQLException {
    return available(sql, spot)
            .compareTo(
                sql.amount("SELECT mindestbestand FROM artikel WHERE artnr = ?", spot.article()))
        < 0;
  }

  static void book(
      Sql sql,
      long voucher,
      int position,
      Spot spot,
      int kind,
      BigDecimal quantity,
      String reference)
      throws SQLException {
    sql.run(
        "INSERT INTO lagerbewegung SELECT YEAR(UTC_TIMESTAMP()), ?, ?, artnr, ?, ?, ?, einheit, ?,"
            + " UTC_TIMESTAMP(6) FROM artikel WHERE artnr = ?",
        voucher,
        position,
        spot.site(),
        kind,
        quantity,
        reference,
        spot.article());
  }
}
