package dev.millrace.app.runtime;

import dev.millrace.testing.DatabaseServer;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small database in which orders come, change and go while its tables are altered.
 *
 * @param connector that captures it
 * @param schema of its tables
 */
record Shop(DatabaseServer server, String connector, String schema) {
  private static final int ITEMS = 40;
  private static final int ORDERS = 500;
  private static final Logger LOGGER = LoggerFactory.getLogger(Shop.class);

  boolean isPostgres() {
    return connector.equals("postgres");
  }

  /** A table's name in Millrace's SQL. */
  String table(String name) {
    return "shop." + schema + "." + name;
  }

  /** The statement that gives a column another type. */
  String type(String table, String column, String type) {
    return "ALTER TABLE "
        + table
        + (isPostgres() ? " ALTER " + column + " TYPE " : " MODIFY " + column + " ")
        + type;
  }

  void sql(String... statements) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  void create() throws SQLException {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, code varchar(9), name varchar(40),"
            + " weight decimal(8,2))",
        "CREATE TABLE orders (id int PRIMARY KEY, item_id int, quantity int, note varchar(40))",
        "CREATE TABLE price (item_id int PRIMARY KEY, currency varchar(3) NOT NULL, amount int)");
    try (Connection connection = server.connect()) {
      connection.setAutoCommit(false);
      try (PreparedStatement item =
              connection.prepareStatement("INSERT INTO item VALUES (?, ?, ?, ?)");
          PreparedStatement price =
              connection.prepareStatement("INSERT INTO price VALUES (?, 'EUR', ?)")) {
        for (int id = 1; id <= ITEMS; id++) {
          item.setInt(1, id);
          item.setString(2, "P-" + id);
          item.setString(3, "Pump " + id);
          item.setBigDecimal(4, BigDecimal.valueOf(id * 37L, 2));
          item.execute();
          price.setInt(1, id);
          price.setInt(2, id * 10);
          price.execute();
        }
      }
      connection.commit();
    }
  }

  /** Opens for business, until it is closed. */
  Business open() {
    return new Business(this);
  }

  /** Writes orders in a thread of its own, and touches the first half of the items. */
  static final class Business implements AutoCloseable {
    private static final long PAUSE_NANOS = 10_000_000;

    private final Shop shop;
    private final Thread thread = new Thread(this::run, "shop");
    private volatile boolean closed;
    private final AtomicInteger done = new AtomicInteger();

    private Business(Shop shop) {
      this.shop = shop;
      thread.start();
    }

    private void run() {
      Random random = new Random(1);
      try (Connection connection = shop.server.connect();
          Statement statement = connection.createStatement()) {
        while (!closed) {
          work(statement, random.nextInt(ORDERS), random.nextInt(ITEMS), random.nextInt(100));
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private void work(Statement statement, int order, int item, int quantity) {
      try {
        statement.execute("DELETE FROM orders WHERE id = " + order);
        statement.execute(
            "INSERT INTO orders (id, item_id, quantity) VALUES (%d, %d, %d)"
                .formatted(order, 1 + item, quantity));
        statement.execute(
            "UPDATE item SET weight = %d WHERE id = %d".formatted(quantity, 1 + item / 2));
        done.incrementAndGet();
      } catch (SQLException e) {
        // A table that is being altered; the next order may be taken.
        LOGGER.debug("An order was refused", e);
      }
    }

    /** How many orders have been written. */
    int done() {
      return done.get();
    }

    @Override
    public void close() {
      closed = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
