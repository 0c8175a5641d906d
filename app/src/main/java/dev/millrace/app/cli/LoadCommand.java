package dev.millrace.app.cli;

import dev.millrace.api.MillraceException;
import dev.millrace.app.config.Project;
import dev.millrace.lake.LakeOptions;
import dev.millrace.lake.load.Load;
import dev.millrace.lake.load.LoadFormat;
import dev.millrace.lake.load.LoadPlan;
import dev.millrace.lake.load.LoadReport;
import dev.millrace.lake.load.LoadRequest;
import dev.millrace.lake.load.LoadRequest.Wish;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Makes tables of the lake from folders of files. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = {
      "Make tables of the lake from a folder or bucket of Parquet, ORC, Avro, CSV or JSON.",
      "Each folder that holds files becomes a table, and folders key=value become columns, as in a"
          + " warehouse of Hive. Parquet and ORC stay where they are if the lake can read them"
          + " there.",
      "Run again, it goes on where it was and adds what is new. Millrace may run meanwhile or not.",
      "Exit status 1 when a file could not be loaded; the others are."
    },
    footer = {
      "",
      "Examples: millrace load /exports/orders --into archive --project acme",
      "          millrace load hdfs://old:8020/user/hive/warehouse --into hive --max-mbps 800",
      "          millrace load s3://bucket/csv --into archive --type zip=string --dry-run"
    })
public final class LoadCommand implements Callable<Integer> {
  private static final long BYTES_A_MEGABIT = 125_000;

  @Parameters(
      paramLabel = "<from>",
      description = "Folder or file: a path, or an address such as hdfs://… or s3://….")
  private String from;

  @Option(
      names = "--into",
      required = true,
      paramLabel = "<namespace>",
      description = "Namespace of the tables, such as archive: SQL finds lake.archive.<table>.")
  private String into;

  @Option(
      names = "--table",
      paramLabel = "<name>",
      description = "Name of the table. Default: its folder's name.")
  private String table;

  @Option(
      names = "--table-per-file",
      description = "Make each file a table of its own, named by the file.")
  private boolean tablePerFile;

  @Option(
      names = "--copy",
      description =
          "Register nothing in place: the lake gets files of its own, all Parquet, so that the"
              + " source may go.")
  private boolean copy;

  @Option(
      names = "--max-mbps",
      paramLabel = "<number>",
      converter = MegabitConverter.class,
      description = "Read at most so many megabits a second; 800 is 100 MB/s.")
  private Integer megabits;

  @Option(
      names = "--format",
      paramLabel = "<format>",
      description =
          "What all files hold: ${COMPLETION-CANDIDATES} (any case). Default: as each file says.")
  private LoadFormat format;

  @Option(
      names = "--delimiter",
      paramLabel = "<character>",
      converter = DelimiterConverter.class,
      description = "Between the values of a line of CSV; \\t is a tab. Default: found out.")
  private Character delimiter;

  @Option(
      names = "--columns",
      paramLabel = "<name>",
      split = ",",
      description =
          "Names of the columns in order, for CSV without a line of headings and for Hive's ORC"
              + " with _col0, _col1 and so on.")
  private List<String> columns = new ArrayList<>();

  @Option(
      names = "--type",
      paramLabel = "<column>=<type>",
      description =
          "Type of a column of CSV, JSON or folders, for a new table: string, int, long, double,"
              + " decimal(P, S), boolean, date, timestamp, timestamptz. Default: the narrowest that"
              + " takes every value as it is written.")
  private Map<String, String> types = new LinkedHashMap<>();

  @Option(
      names = "--project",
      paramLabel = "<folder>",
      description = "Project whose lake it is. Default: the demo's.")
  private Path project;

  @Option(
      names = "--data",
      paramLabel = "<folder>",
      description = "Data folder of that project. Default: data/ in it; the demo's for the demo.")
  private Path data;

  @Option(names = "--dry-run", description = "Only show what would be done.")
  private boolean dryRun;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Override
  public Integer call() {
    Path folder =
        project != null
            ? project
            : Path.of(System.getenv().getOrDefault("MILLRACE_HOME", "."), "demo", "project");
    Path state =
        data != null
            ? data
            : project != null ? project.resolve("data") : DataOption.standard("demo");
    System.setProperty("millrace.log", state.resolve("load.log").toString());
    Project read = Project.read(folder, System.getenv());
    read.problems().stream()
        .filter(problem -> problem.place().file().equals("millrace.yaml"))
        .findFirst()
        .ifPresent(
            problem -> {
              throw new MillraceException(problem);
            });
    LakeOptions options =
        LakeOptions.of(state.toAbsolutePath().normalize().resolve("lake"), read.settings().lake());
    System.out.println("Lake in " + options.warehouse());
    try (Load load = Load.open(options)) {
      LoadPlan plan = load.plan(request(read));
      if (dryRun) {
        return LoadText.print(plan);
      }
      LoadReport report = load.run(plan, new LoadText.Progress(quiet));
      return LoadText.print(report);
    }
  }

  private LoadRequest request(Project read) {
    Set<Wish> wishes = new HashSet<>();
    if (copy) {
      wishes.add(Wish.COPY);
    }
    if (tablePerFile) {
      wishes.add(Wish.TABLE_PER_FILE);
    }
    return new LoadRequest(
        from,
        List.of(into.split("\\.", -1)),
        Optional.ofNullable(table),
        wishes,
        megabits == null ? OptionalLong.empty() : OptionalLong.of(megabits * BYTES_A_MEGABIT),
        Optional.ofNullable(format),
        Optional.ofNullable(delimiter),
        columns,
        types,
        kept(read));
  }

  /** The namespaces of the model and of the sources, those with a wrong file too. */
  private static Set<String> kept(Project read) {
    Set<String> kept = new HashSet<>(Set.of("model"));
    read.sources().forEach(source -> kept.add(source.config().name()));
    for (var problem : read.problems()) {
      String file = problem.place().file();
      if (file.startsWith("sources/") && file.endsWith(".yaml")) {
        kept.add(file.substring("sources/".length(), file.length() - ".yaml".length()));
      }
    }
    return kept;
  }

  /** Reads a number of megabits. */
  static final class MegabitConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      if (value.matches("[1-9][0-9]{0,7}")) {
        return Integer.valueOf(value);
      }
      throw new TypeConversionException(
          "Cannot read so many megabits a second: " + value + ". Give a whole number above 0.");
    }
  }

  /** Reads one character. */
  static final class DelimiterConverter implements ITypeConverter<Character> {
    @Override
    public Character convert(String value) {
      String plain = value.toLowerCase(Locale.ROOT).equals("\\t") ? "\t" : value;
      if (plain.length() == 1) {
        return plain.charAt(0);
      }
      throw new TypeConversionException(
          "Cannot separate values by: " + value + ". Give one character, or \\t for a tab.");
    }
  }
}
