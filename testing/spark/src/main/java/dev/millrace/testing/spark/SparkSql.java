package dev.millrace.testing.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.SparkSession;

/**
 * Spark in local mode at an Iceberg REST catalog, which it calls {@code millrace}. Reads a
 * statement a line from its standard input; answers each with its rows as JSON, a line each, or
 * with {@code !} and what is wrong, and then an empty line.
 */
public final class SparkSql {
  private static final String CATALOG = "spark.sql.catalog.millrace";

  private SparkSql() {}

  /**
   * Runs until its input ends.
   *
   * @param arguments the catalog's address and a token
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (SparkSession spark = session(arguments[0], arguments[1]);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String sql = in.readLine(); sql != null; sql = in.readLine()) {
        out.print(answer(spark, sql) + "\n");
      }
    }
  }

  private static String answer(SparkSession spark, String sql) {
    StringBuilder answer = new StringBuilder();
    try {
      spark.sql(sql).toJSON().collectAsList().forEach(row -> answer.append(row).append('\n'));
    } catch (Exception e) {
      answer.setLength(0);
      answer.append("! ").append(String.valueOf(e).replaceAll("\\s+", " ")).append('\n');
    }
    return answer.toString();
  }

  private static SparkSession session(String address, String token) {
    return SparkSession.builder()
        .master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        .config(
            "spark.sql.extensions",
            "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
        .config(CATALOG, "org.apache.iceberg.spark.SparkCatalog")
        .config(CATALOG + ".type", "rest")
        .config(CATALOG + ".uri", address)
        .config(CATALOG + ".token", token)
        .config(CATALOG + ".cache-enabled", "false")
        .getOrCreate();
  }
}
