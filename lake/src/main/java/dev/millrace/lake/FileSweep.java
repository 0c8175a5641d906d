package dev.millrace.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets old snapshots of a history and its current state, and deletes the files that none of both
 * refers to any more, be they of forgotten snapshots or of a writer that was killed. Iceberg's own
 * expiry must not delete them: it does not know that the two share files.
 */
final class FileSweep {
  private static final Logger LOGGER = LoggerFactory.getLogger(FileSweep.class);

  private final List<Table> tables;

  /** For a history and its current state. */
  FileSweep(List<Table> tables) {
    this.tables = List.copyOf(tables);
  }

  /**
   * Forgets snapshots, but neither the newest nor the newest that says how far a table has come.
   *
   * @return how many
   */
  int forgetSnapshots(long olderThanMillis) {
    int forgotten = 0;
    for (Table table : tables) {
      TableOperations operations = ((HasTableOperations) table).operations();
      TableMetadata base = operations.refresh();
      Set<Long> kept = new HashSet<>();
      base.refs().values().forEach(ref -> kept.add(ref.snapshotId()));
      HistoryTable.ancestors(table).stream()
          .filter(Progress::isIn)
          .findFirst()
          .ifPresent(snapshot -> kept.add(snapshot.snapshotId()));
      Set<Long> old = new HashSet<>();
      for (Snapshot snapshot : base.snapshots()) {
        if (snapshot.timestampMillis() < olderThanMillis && !kept.contains(snapshot.snapshotId())) {
          old.add(snapshot.snapshotId());
        }
      }
      if (!old.isEmpty()) {
        try {
          TableMetadata.Builder changed = TableMetadata.buildFrom(base);
          Statistics.keep(base, old, changed);
          operations.commit(base, changed.removeSnapshots(old).build());
          forgotten += old.size();
        } catch (CommitFailedException e) {
          LOGGER.debug("{} has just moved on; its snapshots are forgotten next time", table, e);
        }
      }
    }
    return forgotten;
  }

  /**
   * Deletes files that nothing refers to.
   *
   * @param olderThanMillis spares newer ones, which may be about to be committed
   * @return how many
   */
  int deleteUnreferenced(long olderThanMillis) {
    if (!(tables.get(0).io() instanceof SupportsPrefixOperations)) {
      return 0;
    }
    // First what is there, then what is referred to: what comes between is spared.
    List<FileInfo> there = new ArrayList<>();
    for (Table table : tables) {
      SupportsPrefixOperations files = (SupportsPrefixOperations) table.io();
      String location = table.location();
      files
          .listPrefix(location.endsWith("/") ? location : location + "/")
          .forEach(
              file -> {
                if (file.createdAtMillis() < olderThanMillis) {
                  there.add(file);
                }
              });
    }
    Set<String> wanted = new HashSet<>();
    tables.forEach(table -> addReferences(table, wanted));
    int deleted = 0;
    for (FileInfo file : there) {
      if (!wanted.contains(plain(file.location()))) {
        tables.get(0).io().deleteFile(file.location());
        deleted++;
      }
    }
    return deleted;
  }

  private static void addReferences(Table table, Set<String> wanted) {
    table.refresh();
    wanted.addAll(plain(ReachableFileUtil.metadataFileLocations(table, false)));
    wanted.addAll(plain(ReachableFileUtil.manifestListLocations(table)));
    wanted.addAll(plain(ReachableFileUtil.statisticsFilesLocations(table)));
    wanted.add(plain(ReachableFileUtil.versionHintLocation(table)));
    Map<String, ManifestFile> manifests = new HashMap<>();
    for (Snapshot snapshot : table.snapshots()) {
      snapshot
          .allManifests(table.io())
          .forEach(manifest -> manifests.put(manifest.path(), manifest));
    }
    for (ManifestFile manifest : manifests.values()) {
      wanted.add(plain(manifest.path()));
      addFiles(table, manifest, wanted);
    }
  }

  private static void addFiles(Table table, ManifestFile manifest, Set<String> wanted) {
    try (CloseableIterable<? extends ContentFile<?>> files =
        manifest.content() == ManifestContent.DATA
            ? ManifestFiles.read(manifest, table.io(), table.specs())
            : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
      files.forEach(file -> wanted.add(plain(file.location())));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the lake's table: " + table.name(), e);
    }
  }

  private static List<String> plain(Iterable<String> locations) {
    List<String> plain = new ArrayList<>();
    locations.forEach(location -> plain.add(plain(location)));
    return plain;
  }

  /** Stores write the same location in several ways: {@code file:/x}, {@code file:///x}. */
  private static String plain(String location) {
    return location.replaceFirst("^([a-z0-9]+):/+", "$1:/");
  }
}
