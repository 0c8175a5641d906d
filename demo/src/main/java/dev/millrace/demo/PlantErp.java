package dev.millrace.demo;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The users of the Plant ERP. */
final class PlantErp implements Erp {
  private final PlantLists lists = new PlantLists();
  private final List<Activity> activities = new ArrayList<>();

  PlantErp() {
    activities.addAll(new PlantSales(lists).activities());
    activities.addAll(new PlantSupply(lists).activities());
  }

  @Override
  public String name() {
    return "Plant ERP";
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
