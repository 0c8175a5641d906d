package dev.millrace.demo;

import dev.millrace.demo.Company.Article;
import dev.millrace.demo.Company.Component;
import dev.millrace.demo.Company.Offer;
import dev.millrace.demo.Company.Partner;
import dev.millrace.demo.Company.Site;
import dev.millrace.demo.Company.SiteKind;
import dev.millrace.demo.History.Direction;
import dev.millrace.demo.History.Line;
import dev.millrace.demo.History.Movement;
import dev.millrace.demo.History.Progress;
import dev.millrace.demo.History.PurchaseOrder;
import dev.millrace.demo.History.SalesOrder;
import dev.millrace.demo.History.Shipment;
import dev.millrace.demo.History.ShipmentLine;
import dev.millrace.demo.ShipmentNotes.Moment;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The wholesaler's company and history in the shape of the distribution ERP. */
final class DistributionSeed {
  private static final String CURRENCY = "EUR";

  private final Company company;
  private final History history;
  private final TextRows rows = new TextRows();
  private int lastVoucher;

  private DistributionSeed(Company company, History history) {
    this.company = company;
    this.history = history;
  }

  static TextRows of(Company company, History history) {
    DistributionSeed seed = new DistributionSeed(company, history);
    seed.partners();
    seed.sites();
    seed.articles();
    seed.sales();
    seed.purchases();
    seed.shipments();
    seed.ledger();
    seed.numberRanges();
    return seed.rows;
  }

  static String supplierNumber(int supplier) {
    return "L" + (70_001 + supplier);
  }

  static String customerNumber(int customer) {
    return "K" + (10_001 + customer);
  }

  private static String carrierNumber(int carrier) {
    return "S" + (90_001 + carrier);
  }

  private void partners() {
    Instant changed = history.reference().minus(History.DAYS, ChronoUnit.DAYS);
    for (int i = 0; i < company.suppliers().size(); i++) {
      // Some suppliers buy here too: one partner, two roles.
      boolean buysToo = i > 0 && i % 12 == 0;
      partner(
          supplierNumber(i), company.suppliers().get(i), "J", buysToo ? "J" : "N", "N", changed);
    }
    for (int i = 0; i < company.customers().size(); i++) {
      partner(customerNumber(i), company.customers().get(i), "N", "J", "N", changed);
    }
    for (int i = 0; i < company.carriers().size(); i++) {
      partner(carrierNumber(i), company.carriers().get(i), "N", "N", "J", changed);
    }
  }

  private void partner(
      String number,
      Partner one,
      String supplier,
      String customer,
      String carrier,
      Instant changed) {
    rows.add(
        "geschaeftspartner",
        number,
        one.name(),
        one.addition().isEmpty() ? Optional.empty() : one.addition(),
        supplier,
        customer,
        carrier,
        one.taxId(),
        one.place().street(),
        one.place().postalCode(),
        one.place().city().name(),
        one.place().city().country(),
        "N",
        changed);
  }

  private void sites() {
    for (Site site : company.sites()) {
      site(site.code(), site.name(), kind(site), Optional.empty(), site);
    }
    Site central = company.sites().get(0);
    site("L190", "Sperrlager Hamburg", 9, Optional.of(central.code()), central);
  }

  private void site(String code, String name, int kind, Optional<String> parent, Site where) {
    rows.add(
        "lager",
        code,
        name,
        kind,
        parent,
        where.place().city().name(),
        where.place().city().country(),
        Dice.money(where.place().city().latitude(), 6),
        Dice.money(where.place().city().longitude(), 6),
        "N");
  }

  private static int kind(Site site) {
    return site.kind() == SiteKind.SHOP ? 3 : site.kind() == SiteKind.REGIONAL ? 2 : 1;
  }

  static String unit(Article article) {
    return switch (article.unit()) {
      case "pc" -> article.isMade() ? "SET" : "STK";
      case "m" -> "MTR";
      case "kg" -> "KGM";
      default -> "ROL";
    };
  }

  private void articles() {
    Instant changed = history.reference().minus(History.DAYS, ChronoUnit.DAYS);
    for (Article one : company.articles()) {
      rows.add(
          "artikel",
          one.code(),
          one.name(),
          switch (one.kind()) {
            case FINISHED -> 2;
            case RAW -> 3;
            default -> 1;
          },
          unit(one),
          one.cost(),
          one.price(),
          CURRENCY,
          Dice.money(one.weight(), 4),
          one.gtin().isEmpty() ? Optional.empty() : one.gtin(),
          one.leadTimeDays(),
          one.safetyStock(),
          "N",
          changed);
      int rank = 0;
      for (Offer offer : one.offers()) {
        rows.add(
            "artikel_lieferant",
            one.code(),
            supplierNumber(offer.supplier()),
            offer.code(),
            offer.price(),
            CURRENCY,
            offer.minimum(),
            offer.leadTimeDays(),
            ++rank);
      }
      if (one.isMade()) {
        kit(one);
      }
    }
  }

  private void kit(Article one) {
    rows.add("stueckliste", one.code(), one.name(), 1, "SET", "J");
    int line = 0;
    for (Component component : one.components()) {
      Article part = company.articles().get(component.article());
      rows.add(
          "stuecklistenpos",
          one.code(),
          ++line,
          part.code(),
          component.quantity(),
          unit(part),
          component.scrapPercent());
    }
  }

  private String number(String prefix, Instant time, int order) {
    return "%s%d-%06d".formatted(prefix, time.atZone(ZoneOffset.UTC).getYear(), order + 1);
  }

  private String salesNumber(int order) {
    return number("A", history.sales().get(order).ordered(), order);
  }

  private String purchaseNumber(int order) {
    return number("B", history.purchases().get(order).ordered(), order);
  }

  private String shipmentNumber(int shipment) {
    return number("S", history.shipments().get(shipment).plannedDeparture(), shipment);
  }

  private static int status(Progress progress) {
    return switch (progress) {
      case DRAFT -> 10;
      case OPEN -> 20;
      case ALLOCATED -> 30;
      case PARTLY -> 40;
      case DONE -> 50;
      case CLOSED -> 80;
      case CANCELLED -> 90;
    };
  }

  private void sales() {
    for (int i = 0; i < history.sales().size(); i++) {
      SalesOrder order = history.sales().get(i);
      String number = salesNumber(i);
      String site = company.sites().get(order.site()).code();
      rows.add(
          "auftrag",
          number,
          customerNumber(order.customer()),
          site,
          status(order.progress()),
          order.ordered(),
          order.requested(),
          order.promised(),
          History.total(order.lines()),
          CURRENCY,
          order.reference());
      int position = 0;
      for (Line line : order.lines()) {
        position++;
        Article article = company.articles().get(line.article());
        rows.add(
            "auftragposition",
            number,
            position,
            article.code(),
            line.quantity(),
            line.done(),
            unit(article),
            line.price(),
            line.discount(),
            order.requested(),
            status(line.progress()));
        if (line.allocated() > 0) {
          rows.add("reservierung", number, position, article.code(), site, line.allocated());
        }
      }
    }
  }

  private void purchases() {
    for (int i = 0; i < history.purchases().size(); i++) {
      PurchaseOrder order = history.purchases().get(i);
      String number = purchaseNumber(i);
      rows.add(
          "bestellung",
          number,
          supplierNumber(order.supplier()),
          company.sites().get(order.site()).code(),
          status(order.progress()),
          order.ordered(),
          order.expected(),
          History.total(order.lines()),
          CURRENCY);
      int position = 0;
      for (Line line : order.lines()) {
        Article article = company.articles().get(line.article());
        rows.add(
            "bestellposition",
            number,
            ++position,
            article.code(),
            line.quantity(),
            line.done(),
            unit(article),
            line.price(),
            order.expected(),
            status(line.progress()));
      }
    }
  }

  private void shipments() {
    for (int i = 0; i < history.shipments().size(); i++) {
      Shipment one = history.shipments().get(i);
      boolean sale = one.direction() == Direction.OUTBOUND;
      boolean purchase = one.direction() == Direction.INBOUND;
      String number = shipmentNumber(i);
      rows.add(
          "lieferung",
          number,
          sale ? "WA" : purchase ? "WE" : "UM",
          sale ? salesNumber(one.order()) : Optional.empty(),
          purchase ? purchaseNumber(one.order()) : Optional.empty(),
          sale
              ? customerNumber(history.sales().get(one.order()).customer())
              : purchase
                  ? supplierNumber(history.purchases().get(one.order()).supplier())
                  : Optional.empty(),
          one.from() < 0 ? Optional.empty() : company.sites().get(one.from()).code(),
          one.to() < 0 ? Optional.empty() : company.sites().get(one.to()).code(),
          carrierNumber(one.carrier()),
          one.tracking().isEmpty() ? Optional.empty() : one.tracking(),
          switch (one.leg()) {
            case PLANNED -> 0;
            case PICKED -> 1;
            case UNDER_WAY -> 2;
            case DELIVERED -> 3;
          },
          one.plannedDeparture(),
          one.departed(),
          one.plannedArrival(),
          one.arrived());
      notes(one, number);
      int position = 0;
      for (ShipmentLine line : one.lines()) {
        Article article = company.articles().get(line.article());
        rows.add(
            "lieferposition",
            number,
            ++position,
            line.orderLine() < 0 ? Optional.empty() : line.orderLine() + 1,
            article.code(),
            line.quantity(),
            unit(article));
      }
    }
  }

  private void notes(Shipment one, String number) {
    if (one.direction() != Direction.OUTBOUND) {
      return;
    }
    one.departed().ifPresent(at -> note(number, Moment.LOADED, at));
    one.arrived().ifPresent(at -> note(number, Moment.DELIVERED, at));
  }

  private void note(String shipment, Moment moment, Instant at) {
    ShipmentNotes.of(shipment, moment)
        .ifPresent(
            note ->
                rows.add("lieferhinweis", shipment, moment.note(), note.author(), at, note.text()));
  }

  /** First what was carried forward, then what moved since. */
  private void ledger() {
    Instant opened = history.reference().minus(History.KEPT_DAYS, ChronoUnit.DAYS);
    for (var each : history.stock().entrySet()) {
      if (each.getValue().opening().signum() > 0) {
        book(
            each.getKey().article(),
            each.getKey().site(),
            561,
            each.getValue().opening(),
            "Saldovortrag",
            opened);
      }
    }
    for (Movement one : history.movements()) {
      book(
          one.article(),
          one.site(),
          switch (one.kind()) {
            case RECEIPT -> 101;
            case ISSUE -> 201;
            case TRANSFER -> 301;
            case COUNT -> 701;
          },
          one.quantity(),
          switch (one.subject()) {
            case -1 -> "Setmontage";
            case -2 -> "Inventur";
            default -> shipmentNumber(one.subject());
          },
          one.occurred());
    }
  }

  private void book(
      int article, int site, int kind, BigDecimal quantity, String subject, Instant time) {
    Article one = company.articles().get(article);
    rows.add(
        "lagerbewegung",
        time.atZone(ZoneOffset.UTC).getYear(),
        ++lastVoucher,
        1,
        one.code(),
        company.sites().get(site).code(),
        kind,
        quantity,
        unit(one),
        subject,
        time);
  }

  private void numberRanges() {
    rows.add("nummernkreis", "auftrag", history.sales().size());
    rows.add("nummernkreis", "bestellung", history.purchases().size());
    rows.add("nummernkreis", "lieferung", history.shipments().size());
    rows.add("nummernkreis", "beleg", lastVoucher);
  }
}
