package dev.millrace.demo;

import dev.millrace.demo.Company.Article;
import dev.millrace.demo.Company.Offer;
import dev.millrace.demo.Company.Partner;
import dev.millrace.demo.Company.Place;
import dev.millrace.demo.Company.Site;
import dev.millrace.demo.Company.SiteKind;
import dev.millrace.demo.History.Line;
import dev.millrace.demo.History.Movement;
import dev.millrace.demo.History.Progress;
import dev.millrace.demo.History.PurchaseOrder;
import dev.millrace.demo.History.SalesOrder;
import dev.millrace.demo.History.Shipment;
import dev.millrace.demo.History.ShipmentLine;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The plant's company and history in the shape of the Plant ERP. */
final class PlantSeed {
  static final int ORDER_NUMBERS_FROM = 100_000;
  private static final List<String> UNITS = List.of("pc", "kg", "m", "l", "roll");
  private static final List<String> UNIT_NAMES =
      List.of("Piece", "Kilogram", "Metre", "Litre", "Roll");

  private final Company company;
  private final History history;
  private final Instant since;
  private final TextRows rows = new TextRows();
  private long addresses;
  private long offers;
  private long bomLines;
  private final long[] firstSalesLine;
  private final long[] firstPurchaseLine;

  private PlantSeed(Company company, History history) {
    this.company = company;
    this.history = history;
    this.since = history.reference().minus(History.DAYS + 30, ChronoUnit.DAYS);
    this.firstSalesLine = new long[history.sales().size()];
    this.firstPurchaseLine = new long[history.purchases().size()];
  }

  static TextRows of(Company company, History history) {
    PlantSeed seed = new PlantSeed(company, history);
    seed.units();
    seed.partners();
    seed.locations();
    seed.items();
    seed.stock();
    seed.sales();
    seed.purchases();
    seed.shipments();
    seed.movements();
    return seed.rows;
  }

  private void units() {
    for (int i = 0; i < UNITS.size(); i++) {
      rows.add("unit_of_measure", i + 1, UNITS.get(i), UNIT_NAMES.get(i));
    }
  }

  private long address(Place place) {
    addresses++;
    rows.add(
        "address",
        addresses,
        place.street(),
        place.postalCode(),
        place.city().name(),
        place.city().country(),
        place.city().latitude(),
        place.city().longitude());
    return addresses;
  }

  private void partners() {
    for (int i = 0; i < company.suppliers().size(); i++) {
      Partner one = company.suppliers().get(i);
      rows.add(
          "supplier",
          i + 1,
          "S%05d".formatted(i + 1),
          name(one),
          one.taxId(),
          address(one.place()),
          one.lateness() > 0.2 ? 60 : 30,
          since,
          since,
          Optional.empty());
    }
    for (int i = 0; i < company.customers().size(); i++) {
      Partner one = company.customers().get(i);
      rows.add(
          "customer",
          i + 1,
          "C%05d".formatted(i + 1),
          name(one),
          one.taxId(),
          address(one.place()),
          Dice.money(5000 * Math.ceil(4 * one.weight()), 2),
          since,
          since,
          Optional.empty());
    }
    for (int i = 0; i < company.carriers().size(); i++) {
      Partner one = company.carriers().get(i);
      rows.add(
          "carrier",
          i + 1,
          "T%03d".formatted(i + 1),
          name(one),
          address(one.place()),
          Optional.empty());
    }
  }

  private static String name(Partner partner) {
    return partner.addition().isEmpty()
        ? partner.name()
        : partner.name() + ", " + partner.addition();
  }

  private void locations() {
    int count = company.sites().size();
    for (int i = 0; i < count; i++) {
      Site site = company.sites().get(i);
      rows.add(
          "location",
          i + 1,
          Optional.empty(),
          site.code(),
          site.name(),
          site.kind() == SiteKind.FACTORY ? "factory" : "warehouse",
          address(site.place()),
          Optional.empty());
    }
    for (int i = 0; i < count; i++) {
      zone(count + 1 + 2 * i, i, "-BULK", "Bulk store");
      zone(count + 2 + 2 * i, i, "-PICK", "Picking area");
    }
  }

  private void zone(int id, int site, String suffix, String name) {
    Site parent = company.sites().get(site);
    rows.add(
        "location",
        id,
        site + 1,
        parent.code() + suffix,
        parent.name() + " " + name.toLowerCase(java.util.Locale.ROOT),
        "zone",
        Optional.empty(),
        Optional.empty());
  }

  /** Pumps lie where they are picked, everything else in bulk. */
  private int zoneOf(int site, int article) {
    boolean picked = company.articles().get(article).kind() == Company.Kind.FINISHED;
    return company.sites().size() + 1 + 2 * site + (picked ? 1 : 0);
  }

  private static int unit(Article article) {
    return UNITS.indexOf(article.unit()) + 1;
  }

  private void items() {
    for (int i = 0; i < company.articles().size(); i++) {
      Article one = company.articles().get(i);
      rows.add(
          "item",
          i + 1,
          one.code(),
          one.name(),
          switch (one.kind()) {
            case RAW -> "raw_material";
            case FINISHED -> "finished_good";
            default -> "component";
          },
          unit(one),
          one.cost(),
          one.price(),
          "EUR",
          Dice.money(one.weight(), 4),
          one.gtin().isEmpty() ? Optional.empty() : one.gtin(),
          one.leadTimeDays(),
          one.safetyStock(),
          one.abc(),
          "t",
          since,
          since,
          Optional.empty());
    }
    for (int i = 0; i < company.articles().size(); i++) {
      offers(i);
      bom(i);
    }
  }

  private void offers(int article) {
    List<Offer> all = company.articles().get(article).offers();
    for (int i = 0; i < all.size(); i++) {
      Offer offer = all.get(i);
      rows.add(
          "item_supplier",
          ++offers,
          article + 1,
          offer.supplier() + 1,
          offer.code(),
          offer.price(),
          "EUR",
          offer.minimum(),
          offer.leadTimeDays(),
          i == 0 ? "t" : "f",
          since,
          Optional.empty());
    }
  }

  private void bom(int article) {
    Article one = company.articles().get(article);
    if (!one.isMade()) {
      return;
    }
    // A bill of materials has the number of what it makes.
    rows.add("bom", article + 1, article + 1, one.name(), 1, "t", since, Optional.empty());
    int line = 0;
    for (Company.Component component : one.components()) {
      line += 10;
      rows.add(
          "bom_line",
          ++bomLines,
          article + 1,
          line,
          component.article() + 1,
          component.quantity(),
          unit(company.articles().get(component.article())),
          component.scrapPercent(),
          Optional.empty());
    }
  }

  private void stock() {
    long id = 0;
    for (var each : history.stock().entrySet()) {
      rows.add(
          "stock",
          ++id,
          each.getKey().article() + 1,
          zoneOf(each.getKey().site(), each.getKey().article()),
          each.getValue().onHand(),
          each.getValue().reserved(),
          history.reference());
    }
  }

  private void sales() {
    long lineId = 0;
    for (int i = 0; i < history.sales().size(); i++) {
      SalesOrder order = history.sales().get(i);
      rows.add(
          "sales_order",
          i + 1,
          salesNumber(i + 1),
          order.customer() + 1,
          order.site() + 1,
          salesStatus(order.progress()),
          order.ordered(),
          order.requested(),
          order.promised(),
          History.total(order.lines()),
          "EUR",
          order.reference(),
          order.ordered(),
          Optional.empty());
      firstSalesLine[i] = lineId + 1;
      int number = 0;
      for (Line line : order.lines()) {
        number += 10;
        rows.add(
            "sales_order_line",
            ++lineId,
            i + 1,
            number,
            line.article() + 1,
            line.quantity(),
            line.allocated(),
            line.done(),
            unit(company.articles().get(line.article())),
            // This ERP knows no discount; the agreed price stands in the line.
            line.price()
                .multiply(BigDecimal.valueOf(100L - line.discount()))
                .movePointLeft(2)
                .setScale(4, java.math.RoundingMode.HALF_UP),
            order.requested(),
            salesStatus(line.progress()),
            Optional.empty());
      }
    }
  }

  static String salesNumber(long id) {
    return "SO-" + (ORDER_NUMBERS_FROM + id);
  }

  private static String salesStatus(Progress progress) {
    return switch (progress) {
      case DRAFT -> "draft";
      case OPEN -> "confirmed";
      case ALLOCATED -> "allocated";
      case PARTLY -> "partially_shipped";
      case DONE -> "shipped";
      case CLOSED -> "closed";
      case CANCELLED -> "cancelled";
    };
  }

  private void purchases() {
    long lineId = 0;
    for (int i = 0; i < history.purchases().size(); i++) {
      PurchaseOrder order = history.purchases().get(i);
      rows.add(
          "purchase_order",
          i + 1,
          purchaseNumber(i + 1),
          order.supplier() + 1,
          order.site() + 1,
          purchaseStatus(order.progress()),
          order.ordered(),
          order.expected(),
          History.total(order.lines()),
          "EUR",
          order.ordered(),
          Optional.empty());
      firstPurchaseLine[i] = lineId + 1;
      int number = 0;
      for (Line line : order.lines()) {
        number += 10;
        rows.add(
            "purchase_order_line",
            ++lineId,
            i + 1,
            number,
            line.article() + 1,
            line.quantity(),
            line.done(),
            unit(company.articles().get(line.article())),
            line.price(),
            order.expected(),
            purchaseStatus(line.progress()),
            Optional.empty());
      }
    }
  }

  static String purchaseNumber(long id) {
    return "PO-" + (ORDER_NUMBERS_FROM + id);
  }

  private static String purchaseStatus(Progress progress) {
    return switch (progress) {
      case DRAFT -> "draft";
      case OPEN, ALLOCATED -> "released";
      case PARTLY -> "partially_received";
      case DONE -> "received";
      case CLOSED -> "closed";
      case CANCELLED -> "cancelled";
    };
  }

  private void shipments() {
    long lineId = 0;
    for (int i = 0; i < history.shipments().size(); i++) {
      Shipment one = history.shipments().get(i);
      boolean sale = one.direction() == History.Direction.OUTBOUND;
      boolean purchase = one.direction() == History.Direction.INBOUND;
      rows.add(
          "shipment",
          i + 1,
          shipmentNumber(i + 1),
          one.direction().name().toLowerCase(java.util.Locale.ROOT),
          sale ? one.order() + 1 : Optional.empty(),
          purchase ? one.order() + 1 : Optional.empty(),
          one.from() < 0 ? Optional.empty() : one.from() + 1,
          one.to() < 0 ? Optional.empty() : one.to() + 1,
          one.carrier() + 1,
          one.tracking().isEmpty() ? Optional.empty() : one.tracking(),
          switch (one.leg()) {
            case PLANNED -> "planned";
            case PICKED -> "picked";
            case UNDER_WAY -> "dispatched";
            case DELIVERED -> "delivered";
          },
          one.plannedDeparture(),
          one.departed(),
          one.plannedArrival(),
          one.arrived(),
          one.arrived().or(one::departed).orElse(one.plannedDeparture()),
          Optional.empty());
      int number = 0;
      for (ShipmentLine line : one.lines()) {
        number += 10;
        rows.add(
            "shipment_line",
            ++lineId,
            i + 1,
            number,
            sale ? firstSalesLine[one.order()] + line.orderLine() : Optional.empty(),
            purchase ? firstPurchaseLine[one.order()] + line.orderLine() : Optional.empty(),
            line.article() + 1,
            line.quantity(),
            unit(company.articles().get(line.article())));
      }
    }
  }

  static String shipmentNumber(long id) {
    return "SH-" + (ORDER_NUMBERS_FROM + id);
  }

  private void movements() {
    long id = 0;
    for (Movement one : history.movements()) {
      rows.add(
          "stock_movement",
          ++id,
          one.article() + 1,
          zoneOf(one.site(), one.article()),
          switch (one.kind()) {
            case RECEIPT -> "goods_receipt";
            case ISSUE -> "goods_issue";
            case TRANSFER -> "transfer";
            case COUNT -> "cycle_count";
          },
          one.quantity(),
          switch (one.subject()) {
            case -1 -> "Production";
            case -2 -> "Cycle count";
            default -> shipmentNumber(one.subject() + 1);
          },
          one.occurred());
    }
  }
}
