package dev.millrace.demo;

import dev.millrace.demo.Company.Component;
import dev.millrace.demo.History.Direction;
import dev.millrace.demo.History.Leg;
import dev.millrace.demo.History.Line;
import dev.millrace.demo.History.Movement;
import dev.millrace.demo.History.MovementKind;
import dev.millrace.demo.History.Shipment;
import dev.millrace.demo.History.ShipmentLine;
import dev.millrace.demo.History.Spot;
import dev.millrace.demo.History.Stock;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the last months' shipments, production and counts did to a company's stock. */
final class StockHistory {
  private static final int PRODUCTIONS = 400;
  private static final int COUNTS = 300;

  private final Company company;
  private final Dice dice;
  private final Instant reference;
  private final Instant keptSince;
  private final List<Shipment> shipments = new ArrayList<>();
  private final List<Movement> movements = new ArrayList<>();
  private final Map<Spot, BigDecimal> reserved = new HashMap<>();

  StockHistory(Company company, Dice dice, Instant reference) {
    this.company = company;
    this.dice = dice;
    this.reference = reference;
    this.keptSince = reference.minus(History.KEPT_DAYS, ChronoUnit.DAYS);
  }

  List<Shipment> shipments() {
    return shipments;
  }

  /** In the order of time, once {@link #stock()} was asked. */
  List<Movement> movements() {
    return movements;
  }

  /** Whether something of that time is still in the ERP. */
  boolean isKept(Instant time) {
    return !time.isBefore(keptSince);
  }

  void reserve(int site, Line line) {
    if (line.allocated() > 0) {
      reserved.merge(
          new Spot(line.article(), site), BigDecimal.valueOf(line.allocated()), BigDecimal::add);
    }
  }

  /** Keeps a shipment that is not archived yet, with the stock movements it made. */
  void keep(Shipment shipment) {
    boolean archived = shipment.leg() == Leg.DELIVERED && !isKept(shipment.arrived().orElseThrow());
    if (archived || shipment.lines().isEmpty()) {
      return;
    }
    int subject = shipments.size();
    shipments.add(shipment);
    boolean transfer = shipment.direction() == Direction.TRANSFER;
    for (ShipmentLine line : shipment.lines()) {
      BigDecimal quantity = BigDecimal.valueOf(line.quantity());
      if (shipment.from() >= 0 && shipment.departed().isPresent()) {
        move(
            line.article(),
            shipment.from(),
            transfer ? MovementKind.TRANSFER : MovementKind.ISSUE,
            quantity.negate(),
            subject,
            shipment.departed().orElseThrow());
      }
      if (shipment.to() >= 0 && shipment.arrived().isPresent()) {
        move(
            line.article(),
            shipment.to(),
            transfer ? MovementKind.TRANSFER : MovementKind.RECEIPT,
            quantity,
            subject,
            shipment.arrived().orElseThrow());
      }
    }
  }

  void produce() {
    List<Integer> made = new ArrayList<>();
    for (int i = 0; i < company.articles().size(); i++) {
      if (company.articles().get(i).isMade()) {
        made.add(i);
      }
    }
    for (Instant time : recentTimes(PRODUCTIONS)) {
      int article = dice.pick(made);
      int site = company.homeFactory(article);
      int lot = Math.max(1, company.articles().get(article).lot() * dice.between(1, 3));
      move(article, site, MovementKind.RECEIPT, BigDecimal.valueOf(lot), -1, time);
      for (Component component : company.articles().get(article).components()) {
        BigDecimal used =
            component
                .quantity()
                .multiply(BigDecimal.valueOf(lot))
                .setScale(3, RoundingMode.HALF_UP);
        int from =
            company.stocks(site, component.article())
                ? site
                : company.homeFactory(component.article());
        move(component.article(), from, MovementKind.ISSUE, used.negate(), -1, time);
      }
    }
  }

  void count() {
    List<Spot> spots = spots();
    for (Instant time : recentTimes(COUNTS)) {
      Spot spot = dice.pick(spots);
      int difference = dice.between(-3, 2);
      if (difference != 0) {
        move(
            spot.article(),
            spot.site(),
            MovementKind.COUNT,
            BigDecimal.valueOf(difference),
            -2,
            time);
      }
    }
  }

  /** Times of the kept months, in order. */
  List<Instant> recentTimes(int count) {
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      times.add(Demand.later(reference, -dice.between(0.02, History.KEPT_DAYS - 1.0)));
    }
    times.sort(Comparator.naturalOrder());
    return times.stream().map(time -> time.truncatedTo(ChronoUnit.SECONDS)).toList();
  }

  private void move(
      int article, int site, MovementKind kind, BigDecimal quantity, int subject, Instant time) {
    movements.add(new Movement(article, site, kind, quantity, subject, time));
  }

  private List<Spot> spots() {
    List<Spot> spots = new ArrayList<>();
    for (int site = 0; site < company.sites().size(); site++) {
      for (int article = 0; article < company.articles().size(); article++) {
        if (company.stocks(site, article)) {
          spots.add(new Spot(article, site));
        }
      }
    }
    return spots;
  }

  /** Openings such that no stock was ever below zero, and what is reserved now is there. */
  Map<Spot, Stock> stock() {
    movements.sort(Comparator.comparing(Movement::occurred));
    Map<Spot, BigDecimal> sums = new HashMap<>();
    Map<Spot, BigDecimal> lowest = new HashMap<>();
    for (Movement movement : movements) {
      Spot spot = new Spot(movement.article(), movement.site());
      BigDecimal sum = sums.merge(spot, movement.quantity(), BigDecimal::add);
      lowest.merge(spot, sum, BigDecimal::min);
    }
    Map<Spot, Stock> stock = new LinkedHashMap<>();
    List<Spot> all = spots();
    sums.keySet().stream()
        .filter(spot -> !company.stocks(spot.site(), spot.article()))
        .sorted(Comparator.comparingInt(Spot::site).thenComparingInt(Spot::article))
        .forEach(all::add);
    for (Spot spot : all) {
      int safety = company.articles().get(spot.article()).safetyStock();
      BigDecimal sum = sums.getOrDefault(spot, BigDecimal.ZERO);
      BigDecimal promised = reserved.getOrDefault(spot, BigDecimal.ZERO);
      BigDecimal wanted =
          BigDecimal.valueOf(Math.round(safety * dice.between(0.7, 3.5))).add(promised);
      BigDecimal opening =
          wanted
              .subtract(sum)
              .max(lowest.getOrDefault(spot, BigDecimal.ZERO).negate())
              .max(promised.subtract(sum))
              .max(BigDecimal.ZERO);
      stock.put(spot, new Stock(opening, opening.add(sum), promised));
    }
    return stock;
  }
}
