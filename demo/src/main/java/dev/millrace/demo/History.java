package dev.millrace.demo;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two years of trading up to a moment, with what is open at that moment, before any ERP gives it
 * its own shape. Numbers of orders and shipments are their places in the lists.
 *
 * <p>Orders are kept for the whole time; shipments and stock movements, as ERPs archive them, for
 * the last {@link #KEPT_DAYS} days.
 */
record History(
    Instant reference,
    List<SalesOrder> sales,
    List<PurchaseOrder> purchases,
    List<Shipment> shipments,
    List<Movement> movements,
    Map<Spot, Stock> stock) {

  static final int DAYS = 730;
  static final int KEPT_DAYS = 90;

  /** How far an order or one of its lines has come. DONE is shipped, or received. */
  enum Progress {
    DRAFT,
    OPEN,
    ALLOCATED,
    PARTLY,
    DONE,
    CLOSED,
    CANCELLED
  }

  record SalesOrder(
      int customer,
      int site,
      Progress progress,
      Instant ordered,
      Instant requested,
      Instant promised,
      String reference,
      List<Line> lines) {}

  record PurchaseOrder(
      int supplier,
      int site,
      Progress progress,
      Instant ordered,
      Instant expected,
      List<Line> lines) {}

  /**
   * @param allocated for sales orders: promised out of the stock, not yet shipped
   * @param done shipped, or received
   * @param discount percent off the price
   */
  record Line(
      int article,
      int quantity,
      int allocated,
      int done,
      BigDecimal price,
      int discount,
      Progress progress) {

    BigDecimal amount() {
      return price
          .multiply(BigDecimal.valueOf(100L - discount))
          .multiply(BigDecimal.valueOf(quantity))
          .movePointLeft(2);
    }
  }

  enum Direction {
    INBOUND,
    OUTBOUND,
    TRANSFER
  }

  enum Leg {
    PLANNED,
    PICKED,
    UNDER_WAY,
    DELIVERED
  }

  /**
   * @param order place of the sales or purchase order; -1 for a transfer
   * @param from site, -1 when it comes from outside
   * @param to site, -1 when it goes outside
   */
  record Shipment(
      Direction direction,
      int order,
      int from,
      int to,
      int carrier,
      String tracking,
      Leg leg,
      Instant plannedDeparture,
      Optional<Instant> departed,
      Instant plannedArrival,
      Optional<Instant> arrived,
      List<ShipmentLine> lines) {}

  /**
   * @param orderLine place of the line in its order; -1 for a transfer
   */
  record ShipmentLine(int orderLine, int article, int quantity) {}

  enum MovementKind {
    RECEIPT,
    ISSUE,
    TRANSFER,
    COUNT
  }

  /**
   * @param subject what caused it: a shipment's place; -1 for production, -2 for counting
   */
  record Movement(
      int article,
      int site,
      MovementKind kind,
      BigDecimal quantity,
      int subject,
      Instant occurred) {}

  record Spot(int article, int site) {}

  /**
   * @param opening what was there before the first kept movement
   */
  record Stock(BigDecimal opening, BigDecimal onHand, BigDecimal reserved) {}

  static BigDecimal total(List<Line> lines) {
    return lines.stream()
        .filter(line -> line.progress() != Progress.CANCELLED)
        .map(Line::amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .setScale(2, java.math.RoundingMode.HALF_UP);
  }
}
