package dev.millrace.testing;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How a server's program is called so that it runs as root too, and outlives Ctrl-C until Millrace
 * stops it in order.
 *
 * <p>PostgreSQL refuses to run as root. A user namespace of its own makes root look like an
 * ordinary user there while the files stay root's; where namespaces are forbidden, as in many
 * containers, the program runs as {@code nobody} who may still read every folder.
 */
record Launch(List<String> prefix, boolean asNobody) {

  private static final String NOBODY = "65534";

  /** For a server that takes root as it is. */
  static Launch plain() {
    return new Launch(ownSession(), false);
  }

  /** For a server that refuses root. */
  static Launch unprivileged(Path program, Path folder) {
    List<String> session = ownSession();
    if (!isRoot()) {
      return new Launch(session, false);
    }
    List<String> namespace = List.of("unshare", "-U");
    if (canUse(namespace, program, folder)) {
      return new Launch(concatenate(session, namespace), false);
    }
    List<String> nobody =
        List.of(
            "setpriv",
            "--reuid",
            NOBODY,
            "--regid",
            NOBODY,
            "--clear-groups",
            // Keeps the capability in access(2) too, by which the programs look for one another.
            "--securebits",
            "+no_setuid_fixup",
            "--inh-caps",
            "+dac_override",
            "--ambient-caps",
            "+dac_override");
    return new Launch(concatenate(session, nobody), true);
  }

  static boolean isRoot() {
    return !System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows")
        && new UnixSystem().getUid() == 0;
  }

  List<String> command(List<String> command) {
    return concatenate(prefix, command);
  }

  /** Gives the folder to the user the program will run as. */
  void own(Path folder) throws IOException {
    if (!isRoot()) {
      return;
    }
    UserPrincipal owner =
        folder
            .getFileSystem()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(asNobody ? NOBODY : "0");
    if (Files.getOwner(folder).equals(owner)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.setOwner(file, owner);
      }
    }
  }

  /** Ctrl-C reaches a terminal's whole process group; a session of its own is not part of it. */
  private static List<String> ownSession() {
    return run(List.of("setsid", "true")) ? List.of("setsid") : List.of();
  }

  private static boolean canUse(List<String> prefix, Path program, Path folder) {
    return run(concatenate(prefix, List.of("test", "-x", program.toString())))
        && run(concatenate(prefix, List.of("test", "-w", folder.toString())));
  }

  private static boolean run(List<String> command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static List<String> concatenate(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
