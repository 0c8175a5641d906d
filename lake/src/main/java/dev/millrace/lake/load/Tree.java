package dev.millrace.lake.load;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.lake.load.LoadRequest.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.iceberg.io.FileInfo;

/**
 * Finds the tables in a tree of files: each folder that holds data files, with the folders {@code
 * key=value} below it as its partitions.
 */
final class Tree {
  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*:(//[^/]*)?");

  /** Parts of one folder that Hive makes for a UNION ALL. */
  private static final Pattern UNION = Pattern.compile("HIVE_UNION_SUBDIR_[0-9]+");

  private static final Pattern TRANSACTIONAL =
      Pattern.compile("(base|delta|delete_delta)_[0-9]{7,}(_.*)?");

  private final LoadRequest request;
  private final String root;
  private final Map<String, Found> tables = new TreeMap<>();
  private final Map<String, Problem> refused = new TreeMap<>();
  private final List<String> unknown = new ArrayList<>();

  /**
   * A table's files.
   *
   * @param folders on the way from the root; none when the root itself is the table
   * @param stem the table's own name when its folder does not give it
   * @param keys of the partitions
   */
  record Found(
      List<String> folders, Optional<String> stem, List<String> keys, List<SourceFile> files) {}

  /** Tells what a file without a telling name holds. */
  @FunctionalInterface
  interface Sniffer {
    Optional<LoadFormat> look(FileInfo file);
  }

  Tree(LoadRequest request, String root) {
    this.request = request;
    this.root = path(root);
  }

  /** A location without scheme and host, which stores write in several ways. */
  private static String path(String location) {
    String path = SCHEME.matcher(location).replaceFirst("");
    return path.replaceAll("/+$", "");
  }

  /** Takes in what is below the root; the format of nameless files is looked at once a folder. */
  void add(Iterable<FileInfo> files, Sniffer sniffer) {
    Map<String, Optional<LoadFormat>> sniffed = new TreeMap<>();
    for (FileInfo file : files) {
      String path = path(file.location());
      if (!path.startsWith(root)) {
        throw new IllegalStateException(
            "Cannot use listing: " + file.location() + " is not below " + root);
      }
      String below = path.substring(root.length()).replaceFirst("^/+", "");
      String[] parts = below.isEmpty() ? new String[] {last(root)} : below.split("/", -1);
      if (!isHidden(parts, path) && file.size() > 0) {
        add(file, parts, sniffer, sniffed);
      }
    }
  }

  private void add(
      FileInfo file, String[] parts, Sniffer sniffer, Map<String, Optional<LoadFormat>> sniffed) {
    String name = parts[parts.length - 1];
    List<String> folders = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    List<Optional<String>> values = new ArrayList<>();
    for (int i = 0; i < parts.length - 1; i++) {
      if (Partitions.isPartition(parts[i])) {
        keys.add(Partitions.key(parts[i]));
        values.add(Partitions.value(parts[i]));
      } else if (TRANSACTIONAL.matcher(parts[i]).matches()) {
        refuse(
            folders,
            "it is a transactional table of Hive",
            "Write it to a plain table in Hive (CREATE TABLE … STORED AS ORC AS SELECT …), and load"
                + " that one.");
      } else if (keys.isEmpty() && !UNION.matcher(parts[i]).matches()) {
        folders.add(parts[i]);
      }
    }
    Optional<LoadFormat> format =
        request
            .format()
            .or(() -> LoadFormat.ofName(name))
            .or(
                () ->
                    sniffed.computeIfAbsent(
                        file.location().replaceAll("[^/]*$", ""), any -> sniffer.look(file)));
    if (format.isEmpty()) {
      unknown.add(file.location());
      return;
    }
    boolean alone = parts.length == 1 && file.location().endsWith(root);
    boolean own = alone || (request.wants(Wish.TABLE_PER_FILE) && keys.isEmpty());
    Optional<String> stem = own ? Optional.of(LoadFormat.stem(name)) : Optional.empty();
    String table = String.join("/", folders) + (own ? "/" + name : "");
    Found found =
        tables.computeIfAbsent(
            table, any -> new Found(List.copyOf(folders), stem, keys, new ArrayList<>()));
    if (!found.keys().equals(keys)) {
      refuse(
          folders,
          "its folders disagree about the partitions: "
              + found.files().get(0).location()
              + " has "
              + found.keys()
              + ", "
              + file.location()
              + " has "
              + keys,
          "Move the files that do not belong to it elsewhere, then load again.");
      return;
    }
    List<String> kept =
        List.of(parts).subList(own ? parts.length - 1 : folders.size(), parts.length);
    found
        .files()
        .add(
            new SourceFile(
                file.location(),
                String.join("/", kept),
                file.size(),
                file.createdAtMillis(),
                format,
                List.copyOf(values)));
  }

  /** Files of other table formats are told by what lies beside them; some are dead already. */
  private boolean isHidden(String[] parts, String path) {
    for (int i = 0; i < parts.length; i++) {
      List<String> before = List.of(parts).subList(0, i);
      if (parts[i].equals("_delta_log")) {
        refuse(before, "it is a Delta table", otherFormat("Delta"));
      } else if (parts[i].equals(".hoodie")) {
        refuse(before, "it is a Hudi table", otherFormat("Hudi"));
      } else if (parts[i].equals("metadata") && path.endsWith(".metadata.json")) {
        refuse(before, "it is an Iceberg table", otherFormat("Iceberg"));
      }
    }
    for (String part : parts) {
      boolean hidden = part.startsWith(".") || (part.startsWith("_") && part.indexOf('=') < 0);
      if (hidden || part.endsWith(".crc") || part.endsWith(".tmp") || part.endsWith("_$folder$")) {
        return true;
      }
    }
    return false;
  }

  private static String otherFormat(String format) {
    return "Some of its files may hold rows that are deleted. Write it to a folder of plain Parquet"
        + " with an engine that knows "
        + format
        + ", and load that one.";
  }

  private void refuse(List<String> folders, String why, String remedy) {
    String table = String.join("/", folders);
    refused.putIfAbsent(
        table,
        Problem.of(
            ErrorCode.TABLE_UNSUPPORTED,
            "Cannot load folder "
                + (table.isEmpty() ? root : root + "/" + table)
                + ": "
                + why
                + ".",
            remedy));
  }

  /** The tables that can be loaded, sorted by name; their files sorted by path. */
  List<Found> tables() {
    List<Found> good = new ArrayList<>();
    tables.forEach(
        (name, found) -> {
          String folder = String.join("/", found.folders());
          if (refused.keySet().stream().noneMatch(bad -> isBelow(folder, bad))) {
            found.files().sort(java.util.Comparator.comparing(SourceFile::path));
            good.add(found);
          }
        });
    return good;
  }

  private static boolean isBelow(String folder, String other) {
    return other.isEmpty() || folder.equals(other) || folder.startsWith(other + "/");
  }

  /** The folders that cannot be loaded. */
  List<Problem> problems() {
    List<Problem> all = new ArrayList<>(refused.values());
    if (!unknown.isEmpty()) {
      all.add(
          Problem.of(
              ErrorCode.TABLE_UNSUPPORTED,
              "Cannot tell what "
                  + (unknown.size() == 1
                      ? "1 file holds: "
                      : unknown.size() + " files hold, such as ")
                  + new TreeSet<>(unknown).first()
                  + ".",
              "They are left out. Give --format (csv, for instance) if they hold rows."));
    }
    return all;
  }

  /** What the root itself is called. */
  String rootName() {
    return last(root);
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
