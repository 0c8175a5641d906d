package dev.millrace.demo;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * What a company is and trades, before any ERP gives it its own shape. Partners, sites and articles
 * refer to one another by their place in the lists.
 */
record Company(
    List<Article> articles,
    List<Partner> suppliers,
    List<Partner> customers,
    List<Partner> carriers,
    List<Site> sites) {

  enum Kind {
    RAW,
    COMPONENT,
    FINISHED,
    TRADING
  }

  /** When an article is in demand. */
  enum Season {
    EVEN,
    SUMMER,
    WINTER;

    /** Around 1 over the year; the month counts from 1. */
    double factor(int month) {
      return switch (this) {
        case EVEN -> 1;
        case SUMMER -> 1 + 0.55 * Math.cos(2 * Math.PI * (month - 6.5) / 12);
        case WINTER -> 1 - 0.55 * Math.cos(2 * Math.PI * (month - 7) / 12);
      };
    }
  }

  /**
   * @param unit pc, kg, m, l or roll
   * @param demand relative to other articles; 0 when it is not sold
   * @param lot a usual quantity of an order line
   * @param components what it is made of; empty when it is bought
   * @param offers the preferred supplier first; empty when it is made
   */
  record Article(
      String code,
      String name,
      Kind kind,
      String unit,
      BigDecimal cost,
      BigDecimal price,
      double weight,
      String gtin,
      int leadTimeDays,
      int safetyStock,
      char abc,
      Season season,
      double demand,
      int lot,
      List<Component> components,
      List<Offer> offers) {

    boolean isMade() {
      return !components.isEmpty();
    }
  }

  record Component(int article, BigDecimal quantity, BigDecimal scrapPercent) {}

  record Offer(int supplier, String code, BigDecimal price, int minimum, int leadTimeDays) {}

  /**
   * @param weight relative business
   * @param site where a customer buys
   * @param lateness the probability that a supplier is late
   */
  record Partner(
      String name,
      String addition,
      Place place,
      String taxId,
      double weight,
      int site,
      double lateness) {}

  record Place(String street, String postalCode, City city) {}

  record City(String name, String country, double latitude, double longitude) {}

  enum SiteKind {
    FACTORY,
    WAREHOUSE,
    REGIONAL,
    SHOP
  }

  /**
   * @param feeder the site that fills this one up; itself when it buys or makes
   */
  record Site(String code, String name, SiteKind kind, Place place, boolean sells, int feeder) {

    boolean buys(int self) {
      return feeder == self;
    }
  }

  /** Whether a site holds an article at all. */
  boolean stocks(int site, int article) {
    Article one = articles.get(article);
    return switch (sites.get(site).kind()) {
      case FACTORY -> one.kind() != Kind.FINISHED || homeFactory(article) == site;
      case WAREHOUSE -> one.kind() == Kind.FINISHED || one.kind() == Kind.TRADING || !hasFactory();
      case REGIONAL -> one.demand() > 0 && one.abc() != 'C';
      case SHOP -> one.demand() > 0 && one.abc() == 'A';
    };
  }

  /** The site that fills up an article at a site. */
  int feeder(int site, int article) {
    return sites.get(site).kind() == SiteKind.WAREHOUSE && hasFactory()
        ? homeFactory(article)
        : sites.get(site).feeder();
  }

  /** Each article is made in one factory; the factories come first in the list of sites. */
  int homeFactory(int article) {
    int factories = 0;
    for (Site site : sites) {
      factories += site.kind() == SiteKind.FACTORY ? 1 : 0;
    }
    return factories == 0 ? 0 : article % factories;
  }

  private boolean hasFactory() {
    return sites.get(0).kind() == SiteKind.FACTORY;
  }

  List<Integer> sitesThatSell() {
    List<Integer> selling = new ArrayList<>();
    for (int i = 0; i < sites.size(); i++) {
      if (sites.get(i).sells()) {
        selling.add(i);
      }
    }
    return selling;
  }

  List<Integer> sitesThatBuy() {
    List<Integer> buying = new ArrayList<>();
    for (int i = 0; i < sites.size(); i++) {
      if (sites.get(i).feeder() == i) {
        buying.add(i);
      }
    }
    return buying;
  }
}
