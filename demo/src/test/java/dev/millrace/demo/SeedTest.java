package dev.millrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.demo.History.Direction;
import dev.millrace.demo.History.Leg;
import dev.millrace.demo.History.Progress;
import dev.millrace.demo.History.PurchaseOrder;
import dev.millrace.demo.History.SalesOrder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeedTest {
  private static final long SEED = 1;
  private static final Instant REFERENCE = Instant.parse("2026-03-18T09:00:00Z");

  private static final Map<Side, History> HISTORIES = new ConcurrentHashMap<>();

  enum Side {
    PLANT {
      @Override
      Company company(long seed) {
        return PlantCompany.of(seed);
      }

      @Override
      TextRows rows(Company company, History history) {
        return PlantSeed.of(company, history);
      }
    },
    DISTRIBUTION {
      @Override
      Company company(long seed) {
        return DistributionCompany.of(seed);
      }

      @Override
      TextRows rows(Company company, History history) {
        return DistributionSeed.of(company, history);
      }
    };

    abstract Company company(long seed);

    abstract TextRows rows(Company company, History history);

    History history(long seed) {
      return HistoryMaker.of(company(seed), new Dice(seed), REFERENCE);
    }

    /** The history of the usual seed, made once: nothing changes it. */
    History history() {
      return HISTORIES.computeIfAbsent(this, side -> side.history(SEED));
    }

    Map<String, String> text(long seed) throws IOException {
      TextRows rows = rows(company(seed), history(seed));
      Map<String, String> text = new TreeMap<>();
      for (String table : rows.tables()) {
        text.put(table, new String(rows.content(table).readAllBytes(), StandardCharsets.UTF_8));
      }
      return text;
    }
  }

  @ParameterizedTest
  @EnumSource
  void makesTheSameDataFromTheSameSeed(Side side) throws IOException {
    Map<String, String> first = side.text(SEED);
    assertThat(side.text(SEED)).isEqualTo(first);
    assertThat(side.text(SEED + 1)).isNotEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource
  void hasTheSizeOfAMediumCompany(Side side) {
    Company company = side.company(SEED);
    History history = side.history();
    assertThat(company.articles()).hasSize(2000);
    assertThat(company.suppliers()).hasSize(100);
    assertThat(company.customers()).hasSize(500);
    assertThat(company.sites()).hasSize(6);
    int lines =
        history.sales().stream().mapToInt(order -> order.lines().size()).sum()
            + history.purchases().stream().mapToInt(order -> order.lines().size()).sum();
    assertThat(lines).isEqualTo(50_000);
  }

  @ParameterizedTest
  @EnumSource
  void givesEveryArticleAndPartnerANameOfItsOwn(Side side) {
    Company company = side.company(SEED);
    assertThat(company.articles()).extracting(Company.Article::code).doesNotHaveDuplicates();
    assertThat(company.articles()).extracting(Company.Article::name).doesNotHaveDuplicates();
    assertThat(company.customers()).extracting(Company.Partner::name).doesNotHaveDuplicates();
    assertThat(company.articles())
        .allSatisfy(
            article -> {
              assertThat(article.cost()).isPositive();
              assertThat(article.price()).isGreaterThan(article.cost());
              assertThat(article.weight()).isPositive();
              assertThat(article.isMade()).isEqualTo(article.offers().isEmpty());
            });
  }

  @ParameterizedTest
  @EnumSource
  void makesBillsOfMaterialsOfSeveralLevelsWithoutCircles(Side side) {
    Company company = side.company(SEED);
    int deepest = 0;
    for (int i = 0; i < company.articles().size(); i++) {
      deepest = Math.max(deepest, levels(company, i, 0));
    }
    assertThat(deepest).isBetween(2, 6);
  }

  private static int levels(Company company, int article, int depth) {
    assertThat(depth).as("a circle through " + article).isLessThan(10);
    int deepest = 0;
    for (Company.Component component : company.articles().get(article).components()) {
      deepest = Math.max(deepest, 1 + levels(company, component.article(), depth + 1));
    }
    return deepest;
  }

  @ParameterizedTest
  @EnumSource
  void sellsMoreInSpringThanInWinterAndLittleOnSundays(Side side) {
    List<SalesOrder> sales = side.history().sales();
    Map<Integer, Long> byMonth =
        sales.stream()
            .collect(Collectors.groupingBy(order -> month(order.ordered()), Collectors.counting()));
    assertThat(byMonth.get(5)).isGreaterThan(byMonth.get(12) * 5 / 4);
    Map<DayOfWeek, Long> byDay =
        sales.stream()
            .collect(
                Collectors.groupingBy(
                    order -> order.ordered().atZone(ZoneOffset.UTC).getDayOfWeek(),
                    Collectors.counting()));
    assertThat(byDay.get(DayOfWeek.SUNDAY)).isLessThan(byDay.get(DayOfWeek.TUESDAY) / 10);
  }

  @ParameterizedTest
  @EnumSource
  void sellsSummerGoodsInSummer(Side side) {
    Company company = side.company(SEED);
    Map<Boolean, Long> summerGoods =
        side.history().sales().stream()
            .filter(order -> List.of(6, 7, 12, 1).contains(month(order.ordered())))
            .flatMap(order -> order.lines().stream().map(line -> Map.entry(order, line)))
            .filter(
                entry ->
                    company.articles().get(entry.getValue().article()).season()
                        == Company.Season.SUMMER)
            .collect(
                Collectors.partitioningBy(
                    entry -> List.of(6, 7).contains(month(entry.getKey().ordered())),
                    Collectors.counting()));
    assertThat(summerGoods.get(true)).isGreaterThan(2 * summerGoods.get(false));
  }

  private static int month(Instant time) {
    return time.atZone(ZoneOffset.UTC).getMonthValue();
  }

  @ParameterizedTest
  @EnumSource
  void sellsMostOfFewArticles(Side side) {
    Map<Integer, Long> lines =
        side.history().sales().stream()
            .flatMap(order -> order.lines().stream())
            .collect(Collectors.groupingBy(History.Line::article, Collectors.counting()));
    List<Long> sorted = lines.values().stream().sorted((a, b) -> Long.compare(b, a)).toList();
    long best = sorted.stream().limit(sorted.size() / 5).mapToLong(each -> each).sum();
    assertThat(best).isBetween(20_000L, 34_000L);
  }

  @ParameterizedTest
  @EnumSource
  void leavesOrdersOpenLateAndUnderWay(Side side) {
    History history = side.history();
    Map<Progress, Long> sales =
        history.sales().stream()
            .collect(Collectors.groupingBy(SalesOrder::progress, Collectors.counting()));
    assertThat(sales.keySet()).contains(Progress.values());
    assertThat(sales.get(Progress.OPEN) + sales.get(Progress.ALLOCATED)).isBetween(60L, 400L);
    assertThat(history.sales())
        .anyMatch(
            order ->
                order.promised().isBefore(REFERENCE)
                    && List.of(Progress.OPEN, Progress.ALLOCATED, Progress.PARTLY)
                        .contains(order.progress()));
    assertThat(history.purchases())
        .anyMatch(
            order -> order.expected().isBefore(REFERENCE) && order.progress() == Progress.OPEN);
    for (Direction direction : Direction.values()) {
      assertThat(history.shipments())
          .anyMatch(each -> each.direction() == direction && each.leg() == Leg.UNDER_WAY);
    }
  }

  @ParameterizedTest
  @EnumSource
  void hasSuppliersThatAreOftenLate(Side side) {
    Company company = side.company(SEED);
    assertThat(company.suppliers()).filteredOn(each -> each.lateness() > 0.2).hasSizeBetween(8, 35);
    // Late by name is late in the history: inbound shipments arrive after the promised day.
    History history = side.history();
    Map<Boolean, List<Boolean>> late =
        history.shipments().stream()
            .filter(each -> each.direction() == Direction.INBOUND && each.arrived().isPresent())
            .collect(
                Collectors.partitioningBy(
                    each -> {
                      PurchaseOrder order = history.purchases().get(each.order());
                      return company.suppliers().get(order.supplier()).lateness() > 0.2;
                    },
                    Collectors.mapping(
                        each ->
                            each.arrived()
                                .orElseThrow()
                                .minusSeconds(24 * 3600)
                                .isAfter(history.purchases().get(each.order()).expected()),
                        Collectors.toList())));
    assertThat(share(late.get(true))).isGreaterThan(2 * share(late.get(false)));
  }

  private static double share(List<Boolean> all) {
    return all.stream().mapToInt(each -> each ? 1 : 0).average().orElse(0);
  }

  @ParameterizedTest
  @EnumSource
  void neverHadNegativeStock(Side side) {
    History history = side.history();
    Map<History.Spot, BigDecimal> sums = new HashMap<>();
    history.stock().forEach((spot, stock) -> sums.put(spot, stock.opening()));
    for (History.Movement movement : history.movements()) {
      BigDecimal sum =
          sums.merge(
              new History.Spot(movement.article(), movement.site()),
              movement.quantity(),
              BigDecimal::add);
      assertThat(sum).isNotNegative();
    }
    history
        .stock()
        .forEach(
            (spot, stock) -> {
              assertThat(stock.onHand()).isEqualByComparingTo(sums.get(spot));
              assertThat(stock.reserved()).isLessThanOrEqualTo(stock.onHand());
            });
  }

  @Test
  void sellsThePlantsPumpsInTheDistribution() {
    HashSet<String> made = new HashSet<>();
    for (Company.Article article : PlantCompany.of(SEED).articles()) {
      if (!article.gtin().isEmpty()) {
        made.add(article.gtin());
      }
    }
    assertThat(DistributionCompany.of(SEED).articles())
        .filteredOn(article -> made.contains(article.gtin()))
        .as("all but a sixteenth of 320")
        .hasSize(300)
        .allMatch(
            article -> article.offers().get(0).supplier() == DistributionCompany.PLANT_AS_SUPPLIER);
  }
}
