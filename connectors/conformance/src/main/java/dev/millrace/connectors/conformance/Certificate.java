package dev.millrace.connectors.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A certificate signed by itself, and its key, as files.
 *
 * @param certificate in PEM
 * @param key PKCS-8 in PEM, as the server takes it
 * @param keyDer PKCS-8 in DER, as PostgreSQL's driver takes it
 */
public record Certificate(Path certificate, Path key, Path keyDer) {
  private static final String PASSWORD = "secret";

  /**
   * Makes one with the JDK's keytool.
   *
   * @param name its common name, and the host it is for
   */
  public static Certificate make(Path folder, String name)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = folder.resolve(name + ".p12");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keyalg",
            "EC",
            "-alias",
            name,
            "-dname",
            "CN=" + name,
            "-ext",
            "san=dns:" + name,
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + Files.readString(folder.resolve(name + ".log")));
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    byte[] key = keys.getKey(name, PASSWORD.toCharArray()).getEncoded();
    Certificate made =
        new Certificate(
            folder.resolve(name + ".crt"),
            folder.resolve(name + ".key"),
            folder.resolve(name + ".der"));
    Files.writeString(made.certificate, pem("CERTIFICATE", keys.getCertificate(name).getEncoded()));
    Files.writeString(made.key, pem("PRIVATE KEY", key));
    Files.write(made.keyDer, key);
    // The server takes no key that others may read.
    Files.setPosixFilePermissions(made.key, PosixFilePermissions.fromString("rw-------"));
    return made;
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(der), what);
  }
}
