package dev.millrace.demo.fleet;

import dev.millrace.testing.DatabaseServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one ERP has under way, as its carriers know it. */
final class Consignments {
  /** Tracker, departure and due time; then latitude, longitude and city of both ends. */
  private static final String PLANT =
      """
      SELECT s.tracking_number,
        EXTRACT(EPOCH FROM s.departed_at), EXTRACT(EPOCH FROM s.planned_arrival_at),
        f.latitude, f.longitude, f.city, t.latitude, t.longitude, t.city
      FROM shipment AS s
      LEFT JOIN sales_order AS so ON so.id = s.sales_order_id
      LEFT JOIN customer AS c ON c.id = so.customer_id
      LEFT JOIN purchase_order AS po ON po.id = s.purchase_order_id
      LEFT JOIN supplier AS v ON v.id = po.supplier_id
      LEFT JOIN location AS fl ON fl.id = s.from_location_id
      LEFT JOIN location AS fp ON fp.id = fl.parent_id
      LEFT JOIN location AS tl ON tl.id = s.to_location_id
      LEFT JOIN location AS tp ON tp.id = tl.parent_id
      JOIN address AS f ON f.id = COALESCE(fl.address_id, fp.address_id, v.address_id)
      JOIN address AS t ON t.id = COALESCE(tl.address_id, tp.address_id, c.address_id)
      WHERE s.status = 'dispatched' AND s.deleted_at IS NULL
        AND s.tracking_number IS NOT NULL AND s.departed_at IS NOT NULL
      """;

  private static final String DISTRIBUTION =
      """
      SELECT l.sendungsnr,
        TIMESTAMPDIFF(SECOND, '1970-01-01', l.abgang_ist),
        TIMESTAMPDIFF(SECOND, '1970-01-01', l.ankunft_soll),
        f.breite, f.laenge, COALESCE(f.ort, p.ort), t.breite, t.laenge, COALESCE(t.ort, p.ort)
      FROM lieferung AS l
      LEFT JOIN lager AS f ON f.lagernr = l.von_lager
      LEFT JOIN lager AS t ON t.lagernr = l.nach_lager
      LEFT JOIN geschaeftspartner AS p ON p.gpnr = l.gpnr
      WHERE l.status = 2 AND l.sendungsnr IS NOT NULL AND l.abgang_ist IS NOT NULL
      """;

  private final String system;
  private final DatabaseServer server;
  private final String query;
  private final Map<String, Point> cities;

  private Consignments(
      String system, DatabaseServer server, String query, Map<String, Point> cities) {
    this.system = system;
    this.server = server;
    this.query = query;
    this.cities = cities;
  }

  static Consignments ofPlant(DatabaseServer server, Map<String, Point> cities) {
    return new Consignments("plant", server, PLANT, cities);
  }

  static Consignments ofDistribution(DatabaseServer server, Map<String, Point> cities) {
    return new Consignments("distribution", server, DISTRIBUTION, cities);
  }

  /** What is under way now; without what comes from, or goes to, a place nobody knows. */
  List<Consignment> underWay() throws SQLException {
    List<Consignment> all = new ArrayList<>();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        Optional<Point> from = point(row, 4);
        Optional<Point> to = point(row, 7);
        if (from.isPresent() && to.isPresent()) {
          all.add(
              new Consignment(
                  system,
                  row.getString(1),
                  from.get(),
                  to.get(),
                  1000 * row.getLong(2),
                  1000 * row.getLong(3)));
        }
      }
    }
    return all;
  }

  private Optional<Point> point(ResultSet row, int column) throws SQLException {
    double latitude = row.getDouble(column);
    if (!row.wasNull()) {
      return Optional.of(new Point(latitude, row.getDouble(column + 1)));
    }
    return Optional.ofNullable(cities.get(row.getString(column + 2)));
  }
}
