package dev.millrace.demo;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The users of the distribution ERP. */
final class DistributionErp implements Erp {
  private final DistributionLists lists = new DistributionLists();
  private final List<Activity> activities = new ArrayList<>();

  DistributionErp() {
    activities.addAll(new DistributionSales(lists).activities());
    activities.addAll(new DistributionSupply(lists).activities());
  }

  @Override
  public String name() {
    return "Distribution ERP";
  }

  @Override
  public void open(Sql sql) throws SQLException {
    lists.read(sql);
  }

  @Override
  public List<Activity> activities() {
    return activities;
  }
}
