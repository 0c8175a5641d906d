package dev.millrace.lake.rest;

import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/**
 * What callers may not change, because Millrace keeps it: the namespaces of sources and of the
 * model with all that is in them, wherever it was moved to, and their files.
 */
final class Keeping {
  /** Tables with such a property are Millrace's. */
  private static final String PREFIX = "millrace.";

  /** Names become folders; a dot would make two levels of one. */
  private static final Pattern NAME = Pattern.compile("[^./\\\\\\p{Cntrl}][^/\\\\\\p{Cntrl}]*");

  private final Catalog catalog;
  private final String warehouse;
  private final Supplier<Set<String>> kept;

  /**
   * @param kept the first levels of the namespaces that Millrace keeps, as they are now
   */
  Keeping(Catalog catalog, String warehouse, Supplier<Set<String>> kept) {
    this.catalog = catalog;
    this.warehouse = Locations.plain(warehouse);
    this.kept = kept;
  }

  /**
   * Lets pass a namespace that a caller may change or create something in.
   *
   * @throws ForbiddenException when Millrace keeps it
   * @throws BadRequestException when it cannot have this name
   */
  void checkNamespace(Namespace namespace) {
    if (namespace.isEmpty()) {
      throw new BadRequestException("Cannot use an empty namespace. Give one of at least a level.");
    }
    // The catalog joins levels with dots, so "plant.public" as one level is plant's too.
    String first = namespace.level(0).split("\\.", -1)[0];
    if (kept.get().contains(first)) {
      throw refused("namespace " + namespace);
    }
    for (String level : namespace.levels()) {
      checkName(level);
      if (level.contains(".")) {
        throw new BadRequestException(
            "Cannot use namespace %s: a level has a dot. Write each level by itself.", namespace);
      }
    }
  }

  /** The same for a table or view that may not be there yet. */
  void checkName(TableIdentifier name) {
    if (!name.hasNamespace()) {
      throw new BadRequestException("Cannot use %s without a namespace. Give one.", name);
    }
    checkNamespace(name.namespace());
    checkName(name.name());
  }

  private static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new BadRequestException(
          "Cannot use name: %s. Leave out slashes, control characters and a dot at its beginning.",
          name);
    }
  }

  /** The same for a table that may have been moved out of its namespace. */
  void checkTable(TableIdentifier name) {
    checkName(name);
    try {
      if (catalog.loadTable(name).properties().keySet().stream().anyMatch(Keeping::isOurs)) {
        throw refused("table " + name);
      }
    } catch (NoSuchTableException e) {
      // What is about to be created, or an error of the caller's that shows soon.
      return;
    }
  }

  /** Lets pass properties that a caller may give. */
  void checkProperties(Map<String, String> properties) {
    for (String name : properties.keySet()) {
      if (isOurs(name)) {
        throw new ForbiddenException(
            "Cannot set property %s: Millrace marks with it what it keeps. Leave it out.", name);
      }
    }
    String metadata = properties.get(TableProperties.WRITE_METADATA_LOCATION);
    if (metadata != null) {
      checkLocation(metadata);
    }
  }

  /**
   * Lets pass a location where the server may write, read and delete files on a caller's behalf: in
   * the warehouse, and not where kept tables lie.
   */
  void checkLocation(String location) {
    String rest = Locations.below(warehouse, location).orElse("");
    if (rest.isEmpty()) {
      throw new ForbiddenException(
          "Cannot use location %s: it is not in the warehouse. Leave it out, or give one below %s.",
          location, warehouse);
    }
    String folder = rest.split("/", -1)[0];
    if (kept.get().stream().anyMatch(first -> isFolderOf(first, folder))) {
      throw refused("location " + location);
    }
  }

  /** Catalogs make folders of a namespace in several ways: plant, plant.public, plant_public.db. */
  private static boolean isFolderOf(String first, String folder) {
    return folder.startsWith(first)
        && (folder.length() == first.length()
            || !Character.isLetterOrDigit(folder.charAt(first.length())));
  }

  /** Lets pass a change of a table's or view's metadata. */
  void checkUpdate(MetadataUpdate update) {
    if (update instanceof MetadataUpdate.SetLocation moved) {
      checkLocation(moved.location());
    } else if (update instanceof MetadataUpdate.SetProperties set) {
      checkProperties(set.updated());
    }
  }

  private static boolean isOurs(String property) {
    return property.startsWith(PREFIX);
  }

  private static ForbiddenException refused(String what) {
    return new ForbiddenException(
        "Cannot change %s: Millrace keeps it. Write to a namespace of your own; what Millrace"
            + " keeps follows its sources.",
        what);
  }
}
