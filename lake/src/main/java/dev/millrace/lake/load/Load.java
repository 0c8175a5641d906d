package dev.millrace.lake.load;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.lake.LakeCatalog;
import dev.millrace.lake.LakeOptions;
import dev.millrace.lake.LocalFiles;
import dev.millrace.lake.load.LoadPlan.Work;
import dev.millrace.lake.load.LoadRequest.Wish;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Loads folders of files into the lake: each folder that holds data files becomes a table. Parquet
 * and ORC files are registered where they are if that is possible, and are never changed or
 * deleted; all others are written anew.
 *
 * <p>It can be killed and run again at any time: what was committed is not loaded twice. Millrace
 * may run meanwhile or not. Not for use by several threads.
 */
public final class Load implements AutoCloseable {
  private static final int READERS = 8;
  private static final int MAGIC_BYTES = 4;

  private final LakeOptions options;
  private final Catalog catalog;
  private final Steps steps;

  private Load(LakeOptions options, Catalog catalog, Steps steps) {
    this.options = options;
    this.catalog = catalog;
    this.steps = steps;
  }

  /**
   * Opens the lake's catalog.
   *
   * @throws MillraceException when it cannot be reached
   */
  public static Load open(LakeOptions options) {
    return open(options, Steps.NONE);
  }

  /** As {@link #open(LakeOptions)}, with the places where tests make things fail. */
  static Load open(LakeOptions options, Steps steps) {
    try {
      return new Load(options, LakeCatalog.open(options), steps);
    } catch (RuntimeException e) {
      throw new MillraceException(
          ErrorCode.LAKE_FAILED,
          "Cannot open the lake's catalog: " + options.catalog() + ".",
          "Check that it can be reached and written.",
          e);
    }
  }

  /** Looks at what is there and says what would be done. */
  public LoadPlan plan(LoadRequest request) {
    checkNamespace(request);
    checkTypes(request);
    String root = root(request.from());
    try (FileIO files = LakeCatalog.files(options, root)) {
      Tree tree = tree(request, root, files);
      List<Problem> problems = new ArrayList<>(tree.problems());
      Map<TableIdentifier, Tree.Found> named = named(request, tree, problems);
      List<Work> work = new ArrayList<>();
      boolean inPlace = !request.wants(Wish.COPY) && isSameStore(root, options.warehouse());
      named.forEach((name, found) -> work.add(work(request, root, name, found, inPlace, problems)));
      if (work.isEmpty() && problems.isEmpty()) {
        throw new MillraceException(
            ErrorCode.REQUEST_INVALID,
            "Cannot find files to load: " + root + " has none.",
            "Check the address; hidden and empty files do not count.");
      }
      return new LoadPlan(request, work, problems);
    }
  }

  /**
   * Does what was planned. What cannot be loaded is in the report; the rest is loaded.
   *
   * @throws MillraceException when the lake cannot be written
   */
  public LoadReport run(LoadPlan plan, LoadProgress.Listener listener) {
    LoadRequest request = plan.request();
    Meter meter = new Meter(request.bytesPerSecond());
    List<Problem> problems = new ArrayList<>(plan.problems());
    List<LoadReport.Table> tables = new ArrayList<>();
    ExecutorService readers = Executors.newFixedThreadPool(READERS, Load::daemon);
    try (FileIO files = LakeCatalog.files(options, root(request.from()))) {
      TableLoad.Loading loading =
          new TableLoad.Loading(request, files, meter, readers, options.fileBytes(), steps);
      List<TableLoad> loads = new ArrayList<>();
      for (Work work : plan.work()) {
        loads.add(new TableLoad(loading, work, new Columns(catalog, work, request.columns())));
      }
      List<SourceFile> all = plan.work().stream().flatMap(w -> w.files().stream()).toList();
      List<SourceFile> text =
          all.stream().filter(file -> file.format().orElseThrow().isText()).toList();
      Tally surveying = tally(listener, meter, LoadProgress.Step.SURVEYING, text);
      Tally doing = tally(listener, meter, LoadProgress.Step.LOADING, all);
      for (TableLoad load : loads) {
        load.survey(surveying);
      }
      for (TableLoad load : loads) {
        load.run(doing);
        tables.add(load.report());
        problems.addAll(load.problems());
      }
    } finally {
      readers.shutdownNow();
    }
    return new LoadReport(tables, problems);
  }

  private static Tally tally(
      LoadProgress.Listener listener, Meter meter, LoadProgress.Step step, List<SourceFile> files) {
    return new Tally(listener, meter, step, files.size(), LoadPlan.bytes(files));
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "millrace-load");
    thread.setDaemon(true);
    return thread;
  }

  private static void checkTypes(LoadRequest request) {
    request
        .types()
        .forEach(
            (column, type) -> {
              try {
                Types.fromPrimitiveString(type.toLowerCase(Locale.ROOT));
              } catch (IllegalArgumentException e) {
                throw new MillraceException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot give column " + column + " a type: " + type + ".",
                    "Write boolean, int, long, float, double, decimal(P, S), date, time, timestamp,"
                        + " timestamptz, uuid or string.",
                    e);
              }
            });
  }

  /** Millrace's own tables are in these namespaces; rows of others would be lost among them. */
  private void checkNamespace(LoadRequest request) {
    String first = request.into().get(0);
    boolean ours = request.kept().contains(first);
    if (!ours && catalog instanceof SupportsNamespaces namespaces) {
      ours = hasOurs(namespaces, Namespace.of(catalogName(first)));
    }
    if (request.into().stream().anyMatch(String::isBlank) || ours) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot load into namespace: "
              + String.join(".", request.into())
              + "."
              + (ours ? " Millrace writes the tables in it." : ""),
          "Give one of your own with --into, such as archive.");
    }
  }

  private boolean hasOurs(SupportsNamespaces namespaces, Namespace namespace) {
    if (!namespaces.namespaceExists(namespace)) {
      return false;
    }
    for (TableIdentifier table : catalog.listTables(namespace)) {
      if (table.name().endsWith("_history")
          && Columns.load(catalog, table).stream()
              .anyMatch(
                  t -> t.properties().keySet().stream().anyMatch(p -> p.startsWith("millrace.")))) {
        return true;
      }
    }
    return namespaces.listNamespaces(namespace).stream()
        .anyMatch(child -> hasOurs(namespaces, child));
  }

  /** The location of what a person has named: a path, or an address. */
  private static String root(String from) {
    if (!LocalFiles.isLocal(from) && from.matches("[A-Za-z][A-Za-z0-9+.-]+:/.*")) {
      return from;
    }
    Path path = from.startsWith("file:") ? LocalFiles.path(from) : Path.of(from);
    try {
      // Listings do not follow a link.
      return LocalFiles.location(path.toRealPath());
    } catch (IOException e) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot find what to load: " + path + ".",
          "Give a folder or file that is there, or an address such as hdfs://… or s3://….",
          e);
    }
  }

  private static Tree tree(LoadRequest request, String root, FileIO files) {
    Tree tree = new Tree(request, root);
    if (!(files instanceof SupportsPrefixOperations listing)) {
      throw new MillraceException(
          ErrorCode.TABLE_UNSUPPORTED,
          "Cannot list what is at " + root + ".",
          "Copy it to local disk, HDFS, S3, GCS or Azure first.");
    }
    try {
      String folder = root.endsWith("/") ? root : root + "/";
      Iterable<FileInfo> all =
          LocalFiles.isLocal(root) && LocalFiles.path(root).toFile().isFile()
              ? single(files, root)
              : listing.listPrefix(folder);
      if (!LocalFiles.isLocal(root) && !all.iterator().hasNext()) {
        all = single(files, root);
      }
      tree.add(all, file -> sniff(files, file));
      return tree;
    } catch (MillraceException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot list the files to load: " + root + ": " + e.getMessage() + ".",
          "Check the address and the rights to read it.",
          e);
    }
  }

  /** The file itself, if it is one; object stores do not say when it was written. */
  private static List<FileInfo> single(FileIO files, String location) {
    InputFile file = files.newInputFile(location);
    long modified =
        LocalFiles.isLocal(location) ? LocalFiles.path(location).toFile().lastModified() : 0;
    return file.exists() ? List.of(new FileInfo(location, file.getLength(), modified)) : List.of();
  }

  private static Optional<LoadFormat> sniff(FileIO files, FileInfo file) {
    InputFile input = files.newInputFile(file.location(), file.size());
    try (InputStream stream = input.newStream()) {
      return LoadFormat.ofStart(stream.readNBytes(MAGIC_BYTES));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Map<TableIdentifier, Tree.Found> named(
      LoadRequest request, Tree tree, List<Problem> problems) {
    List<Tree.Found> found = tree.tables();
    if (request.table().isPresent() && found.size() > 1) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot call " + found.size() + " tables by one name: " + request.table().get() + ".",
          "Leave --table out, or give the folder of one table.");
    }
    Map<TableIdentifier, Tree.Found> named =
        new TreeMap<>(java.util.Comparator.comparing(TableIdentifier::toString));
    for (Tree.Found one : found) {
      TableIdentifier name = name(request, tree, one);
      Tree.Found other = named.putIfAbsent(name, one);
      if (other != null) {
        problems.add(
            Problem.of(
                ErrorCode.REQUEST_INVALID,
                "Cannot load "
                    + String.join("/", one.folders())
                    + one.stem().map(stem -> " " + one.files().get(0).name()).orElse("")
                    + ": another would be called "
                    + name
                    + ", too.",
                "Load it by itself, with another --table or --into."));
      }
    }
    return named;
  }

  /** Folders above the table's own are levels of the namespace; Hive's end in {@code .db}. */
  private static TableIdentifier name(LoadRequest request, Tree tree, Tree.Found found) {
    List<String> levels = new ArrayList<>();
    request.into().forEach(level -> levels.add(catalogName(level)));
    List<String> folders = found.folders();
    int above = found.stem().isPresent() ? folders.size() : Math.max(0, folders.size() - 1);
    for (String folder : folders.subList(0, above)) {
      levels.add(catalogName(folder.replaceFirst("\\.db$", "")));
    }
    String own =
        request
            .table()
            .or(found::stem)
            .orElseGet(() -> folders.isEmpty() ? tree.rootName() : folders.get(folders.size() - 1));
    return TableIdentifier.of(Namespace.of(levels.toArray(String[]::new)), catalogName(own));
  }

  private static String catalogName(String name) {
    return LakeCatalog.name(TableName.model(name));
  }

  private Work work(
      LoadRequest request,
      String root,
      TableIdentifier name,
      Tree.Found found,
      boolean inPlace,
      List<Problem> problems) {
    String folder = folder(root, found);
    Optional<Table> table = Columns.load(catalog, name);
    List<Partitions.Key> keys = keys(request, found, table);
    Work whole = new Work(name, folder, keys, found.files(), 0, inPlace);
    if (table.isEmpty()) {
      return whole;
    }
    Columns.checkSame(table.get(), whole);
    Ledger ledger = Ledger.of(table.get());
    List<SourceFile> fresh = new ArrayList<>();
    Set<String> there = new HashSet<>();
    for (SourceFile file : found.files()) {
      there.add(file.path());
      Optional<Ledger.Entry> before = ledger.find(file);
      if (before.isEmpty()) {
        fresh.add(file);
      } else if (!before.get().is(file)) {
        problems.add(changed(name, file, before.get()));
      }
    }
    ledger.entries().values().stream()
        .filter(entry -> entry.inPlace() && !there.contains(entry.path()))
        .findFirst()
        .ifPresent(entry -> problems.add(gone(name, folder, entry)));
    return new Work(name, folder, keys, fresh, ledger.entries().size(), inPlace);
  }

  private static String folder(String root, Tree.Found found) {
    String folder = root.replaceFirst("/+$", "");
    if (!found.folders().isEmpty()) {
      folder += "/" + String.join("/", found.folders());
    }
    // A single file is its own root.
    boolean below = found.stem().isPresent() && !found.files().get(0).location().endsWith(folder);
    return below ? folder + "/" + found.files().get(0).name() : folder;
  }

  private static List<Partitions.Key> keys(
      LoadRequest request, Tree.Found found, Optional<Table> table) {
    List<Partitions.Key> keys = new ArrayList<>();
    for (int i = 0; i < found.keys().size(); i++) {
      int at = i;
      String key = found.keys().get(i);
      Optional<Type> wanted =
          Optional.ofNullable(request.types().get(key))
              .map(type -> Types.fromPrimitiveString(type.toLowerCase(Locale.ROOT)));
      Optional<Type> there =
          table
              .flatMap(t -> Optional.ofNullable(t.schema().caseInsensitiveFindField(key)))
              .map(Types.NestedField::type);
      keys.add(
          new Partitions.Key(
              key,
              there
                  .or(() -> wanted)
                  .orElseGet(
                      () ->
                          Partitions.type(
                              found.files().stream()
                                  .map(file -> file.partitions().get(at))
                                  .toList()))));
    }
    return keys;
  }

  private static Problem changed(TableIdentifier name, SourceFile file, Ledger.Entry before) {
    return Problem.of(
        ErrorCode.TABLE_UNSUPPORTED,
        "Cannot load file "
            + file.location()
            + " again: it has changed since it was loaded into "
            + name
            + ".",
        before.inPlace()
            ? "The table refers to it and may not be readable. Put the file back as it was, or drop"
                + " the table without its files and load it anew."
            : "The table has its former rows. Drop the table and load it anew if it should have"
                + " these.");
  }

  private static Problem gone(TableIdentifier name, String folder, Ledger.Entry entry) {
    return Problem.of(
        ErrorCode.TABLE_UNSUPPORTED,
        "Cannot find file " + folder + "/" + entry.path() + ", to which table " + name + " refers.",
        "Put it back: the table cannot be read without it. Load with --copy what may go.");
  }

  /** Whether the lake's engines can read a file where it is. */
  private static boolean isSameStore(String location, String warehouse) {
    return kind(location).equals(kind(warehouse));
  }

  private static String kind(String location) {
    if (LocalFiles.isLocal(location)) {
      return "file";
    }
    String scheme = location.substring(0, Math.max(0, location.indexOf(':')));
    return switch (scheme) {
      case "s3a", "s3n" -> "s3";
      case "abfs", "wasb", "wasbs" -> "abfss";
      default -> scheme;
    };
  }

  @Override
  public void close() {
    LakeCatalog.close(catalog);
  }
}
