package dev.millrace.demo;

import dev.millrace.demo.Company.Article;
import dev.millrace.demo.Company.Offer;
import dev.millrace.demo.History.Direction;
import dev.millrace.demo.History.Leg;
import dev.millrace.demo.History.Line;
import dev.millrace.demo.History.Progress;
import dev.millrace.demo.History.PurchaseOrder;
import dev.millrace.demo.History.SalesOrder;
import dev.millrace.demo.History.Shipment;
import dev.millrace.demo.History.ShipmentLine;
import dev.millrace.demo.History.Spot;
import dev.millrace.demo.History.Stock;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lets a company trade for two years. */
final class HistoryMaker {
  private static final int SALES_LINES = 40_000;
  private static final int PURCHASE_LINES = 10_000;
  private static final int TRANSFERS = 160;

  private final Company company;
  private final Dice dice;
  private final Instant reference;
  private final Map<Integer, Dice.Weighted> articlesBySite = new HashMap<>();
  private final List<List<Integer>> articlesBySupplier = new ArrayList<>();
  private final List<SalesOrder> sales = new ArrayList<>();
  private final List<PurchaseOrder> purchases = new ArrayList<>();
  private final StockHistory stock;

  private HistoryMaker(Company company, Dice dice, Instant reference) {
    this.company = company;
    this.dice = dice;
    this.reference = reference.truncatedTo(ChronoUnit.SECONDS);
    this.stock = new StockHistory(company, dice, this.reference);
  }

  static History of(Company company, Dice dice, Instant reference) {
    HistoryMaker maker = new HistoryMaker(company, dice, reference);
    maker.index();
    maker.sell();
    maker.buy();
    maker.transfer();
    maker.stock.produce();
    maker.stock.count();
    Map<Spot, Stock> stock = maker.stock.stock();
    return new History(
        maker.reference,
        maker.sales,
        maker.purchases,
        maker.stock.shipments(),
        maker.stock.movements(),
        stock);
  }

  private void index() {
    for (int site : company.sitesThatSell()) {
      double[] weights = new double[company.articles().size()];
      for (int article = 0; article < weights.length; article++) {
        weights[article] =
            company.stocks(site, article) ? company.articles().get(article).demand() : 0;
      }
      articlesBySite.put(site, new Dice.Weighted(weights));
    }
    company.suppliers().forEach(supplier -> articlesBySupplier.add(new ArrayList<>()));
    for (int article = 0; article < company.articles().size(); article++) {
      for (Offer offer : company.articles().get(article).offers()) {
        articlesBySupplier.get(offer.supplier()).add(article);
      }
    }
  }

  private List<Integer> lineCounts(int lines, double mean) {
    List<Integer> counts = new ArrayList<>();
    for (int left = lines; left > 0; ) {
      int count = Math.max(1, Math.min(12, (int) Math.round(mean * dice.skewed(0.6))));
      counts.add(Math.min(left, count));
      left -= count;
    }
    return counts;
  }

  private void sell() {
    List<Integer> counts = lineCounts(SALES_LINES, 3.1);
    List<Instant> times = new Demand(dice, reference).times(counts.size());
    Dice.Weighted customers =
        new Dice.Weighted(
            company.customers().stream().mapToDouble(Company.Partner::weight).toArray());
    for (int i = 0; i < counts.size(); i++) {
      sell(customers.pick(dice), times.get(i), counts.get(i));
    }
  }

  private void sell(int customer, Instant ordered, int lineCount) {
    int site = company.customers().get(customer).site();
    Instant requested = Demand.workdayAfter(ordered, (int) Math.ceil(9 * dice.skewed(0.6)));
    Instant promised =
        dice.chance(0.15) ? Demand.workdayAfter(requested, dice.between(1, 5)) : requested;
    double transit = dice.between(1.0, 3.0);
    double delay = dice.chance(0.1) ? dice.between(1.0, 11.0) : dice.between(-1.5, -0.1);
    Instant leaves = later(promised, delay - transit, ordered);
    double untilItLeaves = ChronoUnit.HOURS.between(reference, leaves) / 24.0;
    boolean inParts = lineCount > 1 && dice.chance(0.05);
    Instant restLeaves = inParts ? Demand.later(leaves, dice.between(2.0, 8.0)) : leaves;
    Progress progress;
    if (dice.chance(0.025)) {
      progress = Progress.CANCELLED;
    } else if (restLeaves.isBefore(reference)) {
      progress = Progress.DONE;
    } else if (leaves.isBefore(reference)) {
      progress = Progress.PARTLY;
    } else if (untilItLeaves < 4) {
      progress = Progress.ALLOCATED;
    } else {
      progress = untilItLeaves > 8 && dice.chance(0.2) ? Progress.DRAFT : Progress.OPEN;
    }
    int inFirst = inParts ? lineCount / 2 : lineCount;
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < lineCount; i++) {
      Progress own =
          progress != Progress.PARTLY ? progress : i < inFirst ? Progress.DONE : Progress.OPEN;
      lines.add(salesLine(site, ordered, own, lines));
    }
    int order = sales.size();
    List<Shipment> made = new ArrayList<>();
    outbound(order, site, lines, 0, inFirst, leaves, transit).ifPresent(made::add);
    if (inParts) {
      outbound(order, site, lines, inFirst, lineCount, restLeaves, transit).ifPresent(made::add);
    }
    if (progress == Progress.DONE
        && !restLeaves.plus((long) (transit * 24), ChronoUnit.HOURS).isAfter(reference)) {
      progress = Progress.CLOSED;
    }
    Progress whole = progress;
    sales.add(
        new SalesOrder(
            customer,
            site,
            whole,
            ordered,
            requested,
            promised,
            "PO " + dice.between(10_000, 99_999),
            lines.stream().map(line -> whole == Progress.CLOSED ? closed(line) : line).toList()));
    lines.forEach(line -> stock.reserve(site, line));
    made.forEach(stock::keep);
  }

  private static Line closed(Line line) {
    return new Line(
        line.article(),
        line.quantity(),
        0,
        line.done(),
        line.price(),
        line.discount(),
        Progress.CLOSED);
  }

  private Line salesLine(int site, Instant ordered, Progress progress, List<Line> before) {
    int month = ordered.atZone(ZoneOffset.UTC).getMonthValue();
    int article;
    boolean wanted;
    do {
      article = articlesBySite.get(site).pick(dice);
      int candidate = article;
      wanted =
          dice.chance(company.articles().get(article).season().factor(month) / 1.55)
              && before.stream().noneMatch(line -> line.article() == candidate);
    } while (!wanted);
    Article one = company.articles().get(article);
    int quantity = Math.max(1, (int) Math.round(one.lot() * dice.skewed(0.7) * 0.5));
    // Prices rose by four percent a year.
    double age = ChronoUnit.DAYS.between(ordered, reference) / 365.0;
    BigDecimal price =
        Dice.money(one.price().doubleValue() * (1 - 0.04 * age), 2)
            .setScale(4, RoundingMode.HALF_UP);
    int discount = dice.chance(0.3) ? 5 * dice.between(1, 4) : 0;
    return new Line(
        article,
        quantity,
        progress == Progress.ALLOCATED ? quantity : 0,
        progress == Progress.DONE ? quantity : 0,
        price,
        discount,
        progress);
  }

  private Optional<Shipment> outbound(
      int order, int site, List<Line> lines, int from, int to, Instant leaves, double transit) {
    List<ShipmentLine> content = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Progress progress = lines.get(i).progress();
      if (progress == Progress.DONE || progress == Progress.ALLOCATED) {
        content.add(new ShipmentLine(i, lines.get(i).article(), lines.get(i).quantity()));
      }
    }
    double untilItLeaves = ChronoUnit.HOURS.between(reference, leaves) / 24.0;
    if (content.isEmpty() || untilItLeaves > 1.5) {
      return Optional.empty();
    }
    return Optional.of(shipment(Direction.OUTBOUND, order, site, -1, leaves, transit, content));
  }

  private Shipment shipment(
      Direction direction,
      int order,
      int from,
      int to,
      Instant leaves,
      double transit,
      List<ShipmentLine> content) {
    Instant planned = leaves.truncatedTo(ChronoUnit.HOURS);
    Instant arrives =
        Demand.later(leaves, transit * (dice.chance(0.1) ? dice.between(1.2, 2.0) : 1));
    boolean gone = leaves.isBefore(reference);
    boolean there = arrives.isBefore(reference);
    boolean picked = ChronoUnit.HOURS.between(reference, leaves) < 18;
    return new Shipment(
        direction,
        order,
        from,
        to,
        dice.between(0, company.carriers().size() - 1),
        gone
            ? "%s%09d".formatted(dice.pick(List.of("1Z", "JD", "RR")), dice.between(0, 999_999_999))
            : "",
        there ? Leg.DELIVERED : gone ? Leg.UNDER_WAY : picked ? Leg.PICKED : Leg.PLANNED,
        planned,
        gone ? Optional.of(leaves) : Optional.empty(),
        Demand.later(planned, Math.ceil(transit)),
        there ? Optional.of(arrives) : Optional.empty(),
        content);
  }

  private static Instant later(Instant time, double days, Instant notBefore) {
    Instant result = Demand.later(time, days);
    Instant earliest = notBefore.plus(4, ChronoUnit.HOURS);
    return result.isBefore(earliest) ? earliest : result;
  }

  private void buy() {
    List<Integer> counts = lineCounts(PURCHASE_LINES, 3.3);
    List<Instant> times = new Demand(dice, reference).times(counts.size());
    double[] weights = new double[company.suppliers().size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = articlesBySupplier.get(i).isEmpty() ? 0 : company.suppliers().get(i).weight();
    }
    Dice.Weighted suppliers = new Dice.Weighted(weights);
    for (int i = 0; i < counts.size(); i++) {
      buy(suppliers.pick(dice), times.get(i), counts.get(i));
    }
  }

  private void buy(int supplier, Instant ordered, int lineCount) {
    int site = dice.pick(company.sitesThatBuy());
    List<Integer> offered = articlesBySupplier.get(supplier);
    int leadTime = 0;
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < lineCount; i++) {
      int article = dice.pick(offered);
      Offer offer =
          company.articles().get(article).offers().stream()
              .filter(each -> each.supplier() == supplier)
              .findFirst()
              .orElseThrow();
      leadTime = Math.max(leadTime, offer.leadTimeDays());
      lines.add(
          new Line(
              article,
              offer.minimum() * dice.between(1, 6),
              0,
              0,
              offer.price(),
              0,
              Progress.OPEN));
    }
    Instant expected = Demand.workdayAfter(ordered, leadTime);
    boolean late = dice.chance(company.suppliers().get(supplier).lateness());
    Instant arrives =
        Demand.later(expected, late ? dice.between(2.0, 20.0) : dice.between(-2.0, 0.3));
    double transit = dice.between(2.0, 6.0);
    Instant leaves = later(arrives, -transit, ordered);
    boolean cancelled = dice.chance(0.015);
    boolean received = arrives.isBefore(reference) && !cancelled;
    boolean partly = received && dice.chance(0.04) && stock.isKept(arrives);
    Progress progress =
        cancelled
            ? Progress.CANCELLED
            : partly
                ? Progress.PARTLY
                : received
                    ? (dice.chance(0.97) ? Progress.CLOSED : Progress.DONE)
                    : dice.chance(0.05) ? Progress.DRAFT : Progress.OPEN;
    int order = purchases.size();
    List<Line> booked = lines.stream().map(line -> received(line, progress)).toList();
    purchases.add(new PurchaseOrder(supplier, site, progress, ordered, expected, booked));
    if (!cancelled && progress != Progress.DRAFT && leaves.isBefore(reference)) {
      List<ShipmentLine> content = new ArrayList<>();
      for (int i = 0; i < booked.size(); i++) {
        Line line = booked.get(i);
        int quantity = received ? line.done() : line.quantity();
        content.add(new ShipmentLine(i, line.article(), quantity));
      }
      stock.keep(inbound(order, site, leaves, arrives, content));
    }
  }

  private Line received(Line line, Progress progress) {
    int done =
        switch (progress) {
          case DONE, CLOSED -> line.quantity();
          case PARTLY -> Math.max(1, line.quantity() / 2);
          default -> 0;
        };
    Progress own =
        progress == Progress.PARTLY && done == line.quantity() ? Progress.DONE : progress;
    return new Line(line.article(), line.quantity(), 0, done, line.price(), line.discount(), own);
  }

  private Shipment inbound(
      int order, int site, Instant leaves, Instant arrives, List<ShipmentLine> content) {
    Shipment made =
        shipment(
            Direction.INBOUND,
            order,
            -1,
            site,
            leaves,
            ChronoUnit.HOURS.between(leaves, arrives) / 24.0,
            content);
    boolean there = arrives.isBefore(reference);
    return new Shipment(
        made.direction(),
        order,
        -1,
        site,
        made.carrier(),
        made.tracking(),
        there ? Leg.DELIVERED : Leg.UNDER_WAY,
        made.plannedDeparture(),
        made.departed(),
        made.plannedArrival(),
        there ? Optional.of(arrives) : Optional.empty(),
        content);
  }

  private void transfer() {
    for (Instant leaves : stock.recentTimes(TRANSFERS)) {
      int to = dice.between(0, company.sites().size() - 1);
      while (company.sites().get(to).buys(to)) {
        to = dice.between(0, company.sites().size() - 1);
      }
      int article = articlesBySite.get(to).pick(dice);
      int from = company.feeder(to, article);
      List<ShipmentLine> content = new ArrayList<>();
      for (int tries = 0; content.size() < 4 && tries < 40; tries++) {
        int next = article;
        if (company.feeder(to, next) == from
            && content.stream().noneMatch(line -> line.article() == next)) {
          content.add(
              new ShipmentLine(-1, next, company.articles().get(next).lot() * dice.between(1, 4)));
        }
        article = articlesBySite.get(to).pick(dice);
      }
      stock.keep(
          shipment(Direction.TRANSFER, -1, from, to, leaves, dice.between(1.0, 3.0), content));
    }
  }
}
