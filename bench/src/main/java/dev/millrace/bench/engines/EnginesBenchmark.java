package dev.millrace.bench.engines;

import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Figure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Trino at the lake of a whole Millrace, attached through the REST catalog as the docs say. An
 * answer that Iceberg's own reader does not give, too, ends the run.
 */
public final class EnginesBenchmark implements Benchmark {
  static final String NAME = "engines";

  private static final String OWN_TABLES = "own-tables";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String text() {
    return "Trino "
        + TrinoProgram.VERSION
        + " through the Iceberg REST catalog: history and current state in each format, compared"
        + " with Iceberg's own reader; tables of its own; what is refused. Needs a JDK 25.";
  }

  @Override
  public List<String> parts() {
    return List.of("position-deletes", "copy-on-write", "deletion-vectors", OWN_TABLES);
  }

  @Override
  public void run(Effort effort, List<String> parts, Consumer<Figure> out) throws Exception {
    Path java = Jdk.java(25);
    Path program = TrinoProgram.unpacked();
    Path folder = Files.createTempDirectory("millrace-bench-engines");
    ServedLake.Address address = ServedLake.Address.free();
    try (TrinoServer trino = TrinoServer.start(java, program, folder.resolve("trino"), address)) {
      out.accept(Figure.of(NAME, "Trino, start", trino.startSeconds(), "s"));
      for (String part : parts) {
        if (part.equals(OWN_TABLES)) {
          try (ServedLake lake = ServedLake.start(folder.resolve(part), address, parts().get(0))) {
            int statements = OwnTables.run(lake, trino.sql());
            out.accept(
                Figure.of(
                    NAME,
                    "own tables: done or refused as they have to be",
                    statements,
                    "statements"));
          }
        } else {
          try (ServedLake lake = ServedLake.start(folder.resolve(part), address, part)) {
            new ReadBack(part, lake, trino, out).run(rows(effort, part));
          }
        }
      }
      out.accept(Figure.of(NAME, "Trino, resident at most", trino.peakMegabytes(), "MB"));
    } finally {
      Benchmark.delete(folder);
    }
  }

  /** Copy on write is for small tables. */
  private static long rows(Effort effort, String part) {
    long rows = effort.quick() ? 200_000 : 2_000_000;
    return part.equals("copy-on-write") ? rows / 10 : rows;
  }
}
