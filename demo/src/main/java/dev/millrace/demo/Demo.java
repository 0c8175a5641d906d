package dev.millrace.demo;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.demo.fleet.Fleet;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The two ERPs of the demo on their databases, and their business.
 *
 * <p>The databases are children of this process and are stopped by {@link #close()}. Their data
 * stay: started again on the same folder, everything goes on where it was.
 */
public final class Demo implements AutoCloseable {
  private static final String PLANT = "plant";
  private static final String DISTRIBUTION = "distribution";

  private final PostgresServer plant;
  private final MariaDbServer distribution;
  private final String capturePassword;
  private final Business business;
  private final long seed;
  private final String fleetToken = newPassword();

  private Demo(
      PostgresServer plant,
      MariaDbServer distribution,
      String capturePassword,
      Business business,
      long seed) {
    this.plant = plant;
    this.distribution = distribution;
    this.capturePassword = capturePassword;
    this.business = business;
    this.seed = seed;
  }

  /**
   * Starts both databases, makes their data if the folder has none, and begins the business.
   *
   * @param dataFolder holds all of the demo's data; made if it is not there
   */
  public static Demo start(Path dataFolder, DemoOptions options, DemoListener listener) {
    long began = System.nanoTime();
    Properties passwords = passwords(dataFolder);
    String admin = passwords.getProperty("administrator");
    String capture = passwords.getProperty("capture");
    DemoListener timed =
        (part, detail, took) ->
            listener.done(part, detail, Duration.ofNanos(System.nanoTime() - began));
    CompletableFuture<PostgresServer> plant =
        inBackground(() -> plant(dataFolder.resolve(PLANT), options, admin, capture, timed));
    CompletableFuture<MariaDbServer> distribution =
        inBackground(
            () -> distribution(dataFolder.resolve(DISTRIBUTION), options, admin, capture, timed));
    try {
      CompletableFuture.allOf(plant, distribution).join();
    } catch (CompletionException e) {
      closeIfStarted(plant);
      closeIfStarted(distribution);
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
    Business business =
        Business.start(plant.join(), distribution.join(), options.seed(), options.ratePerMinute());
    return new Demo(plant.join(), distribution.join(), capture, business, options.seed());
  }

  /** The Plant ERP's database: {@code plant}, schema {@code public}. */
  public PostgresServer plant() {
    return plant;
  }

  /** The distribution ERP's database: {@code distribution}. */
  public MariaDbServer distribution() {
    return distribution;
  }

  /** The user that may capture changes, in both databases. */
  public String captureUser() {
    return ErpDatabase.CAPTURE_USER;
  }

  public String capturePassword() {
    return capturePassword;
  }

  /** The variables that the demo project's sources refer to. */
  public Map<String, String> environment() {
    return Map.of(
        "MILLRACE_DEMO_PLANT_PORT",
        Integer.toString(plant.port()),
        "MILLRACE_DEMO_PLANT_PASSWORD",
        capturePassword,
        "MILLRACE_DEMO_DISTRIBUTION_PORT",
        Integer.toString(distribution.port()),
        "MILLRACE_DEMO_DISTRIBUTION_PASSWORD",
        capturePassword,
        "MILLRACE_DEMO_FLEET_TOKEN",
        fleetToken);
  }

  public Business business() {
    return business;
  }

  /**
   * Lets the sensors report that travel with what is under way, with the token that the project's
   * source knows.
   *
   * @param telemetry where telemetry is taken
   */
  public Fleet fleet(URI telemetry) {
    return Fleet.start(plant, distribution, Partners.cities(), telemetry, fleetToken, seed);
  }

  /** Ends the business, then the databases, in order. */
  @Override
  public void close() {
    business.close();
    CompletableFuture<Void> one = inBackground(closing(plant));
    CompletableFuture<Void> other = inBackground(closing(distribution));
    CompletableFuture.allOf(one, other).join();
  }

  private static Supplier<Void> closing(DatabaseServer server) {
    return () -> {
      server.close();
      return null;
    };
  }

  private static PostgresServer plant(
      Path folder, DemoOptions options, String admin, String capture, DemoListener listener) {
    PostgresServer server =
        PostgresServer.start(folder, serverOptions(options.plantPort(), PLANT, admin));
    Supplier<TextRows> rows =
        () -> {
          Company company = PlantCompany.of(options.seed());
          Dice dice = new Dice(options.seed()).forPurpose("plant history");
          return PlantSeed.of(company, HistoryMaker.of(company, dice, options.reference()));
        };
    fill("Plant ERP", server, server.jdbcUrl(), new PlantDatabase(), rows, capture, listener);
    return server;
  }

  private static MariaDbServer distribution(
      Path folder, DemoOptions options, String admin, String capture, DemoListener listener) {
    MariaDbServer server =
        MariaDbServer.start(folder, serverOptions(options.distributionPort(), DISTRIBUTION, admin));
    Supplier<TextRows> rows =
        () -> {
          Company company = DistributionCompany.of(options.seed());
          Dice dice = new Dice(options.seed()).forPurpose("distribution history");
          return DistributionSeed.of(company, HistoryMaker.of(company, dice, options.reference()));
        };
    String url = server.jdbcUrl() + DistributionDatabase.CREATING;
    fill("Distribution ERP", server, url, new DistributionDatabase(), rows, capture, listener);
    return server;
  }

  private static void fill(
      String part,
      DatabaseServer server,
      String url,
      ErpDatabase database,
      Supplier<TextRows> rows,
      String capture,
      DemoListener listener) {
    String where = part.startsWith("Plant") ? "PostgreSQL" : "MariaDB";
    listener.done(
        part, "%s listens on %s:%d".formatted(where, server.host(), server.port()), Duration.ZERO);
    Path marker = server.folder().resolve("seeded");
    if (Files.exists(marker)) {
      return;
    }
    try (Connection connection =
        DriverManager.getConnection(url, server.user(), server.password())) {
      database.create(connection, rows.get(), capture);
      Files.createFile(marker);
      listener.done(part, "data made", Duration.ZERO);
    } catch (SQLException | IOException e) {
      server.close();
      throw new MillraceException(
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot make the data of the " + part + ": " + e.getMessage() + ".",
          "Make room on the disk, delete " + server.folder() + " and start again.",
          e);
    }
  }

  private static ServerOptions serverOptions(int port, String database, String password) {
    return ServerOptions.defaults().port(port).database(database).password(password);
  }

  private static <T> CompletableFuture<T> inBackground(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(work.get());
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            },
            "demo-start");
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private static void closeIfStarted(CompletableFuture<? extends DatabaseServer> server) {
    server
        .exceptionally(e -> null)
        .thenAccept(
            started -> {
              if (started != null) {
                started.close();
              }
            })
        .join();
  }

  /** The databases listen on this machine only, yet other users of it need not read them. */
  private static Properties passwords(Path dataFolder) {
    Path file = dataFolder.resolve("passwords.properties");
    Properties passwords = new Properties();
    try {
      Files.createDirectories(dataFolder);
      if (!Files.exists(file)) {
        passwords.setProperty("administrator", newPassword());
        passwords.setProperty("capture", newPassword());
        Path fresh =
            Files.createTempFile(
                dataFolder,
                "passwords",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var writer = Files.newBufferedWriter(fresh)) {
          passwords.store(writer, "The demo's databases: users postgres, root and millrace_cdc");
        }
        Files.move(fresh, file);
      }
      try (var reader = Files.newBufferedReader(file)) {
        passwords.load(reader);
      }
      return passwords;
    } catch (IOException e) {
      throw new MillraceException(
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot use the demo's data folder: " + dataFolder + ": " + e.getMessage() + ".",
          "Make it writable, or name another data folder.",
          e);
    }
  }

  private static String newPassword() {
    String letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    SecureRandom random = new SecureRandom();
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < 24; i++) {
      password.append(letters.charAt(random.nextInt(letters.length())));
    }
    return password.toString();
  }
}
