package dev.millrace.connectors.mysql;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.export.ExceptionFactory;
import org.mariadb.jdbc.plugin.tls.main.DefaultTlsSocketPlugin;

/**
 * Lets the driver show a client certificate from PEM files, as the servers' own tools make them; it
 * reads Java's key stores only. Public because the driver makes it as a service.
 */
public final class PemKeys extends DefaultTlsSocketPlugin {
  static final String TYPE = "millrace-pem";

  /** The driver's property that names the file of the certificate and those that lead to it. */
  static final String CERTIFICATE = "millraceCertificate";

  /** The driver's property that names the file of the key. */
  static final String KEY = "millraceKey";

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN (RSA )?PRIVATE KEY-----([^-]+)-----END");

  /** Says that an RSA key follows. */
  private static final byte[] RSA = Base64.getDecoder().decode("AgEAMA0GCSqGSIb3DQEBAQUA");

  private static final char[] NO_PASSWORD = {};

  /** For the driver. */
  public PemKeys() {}

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public KeyManager[] getKeyManager(Configuration conf, ExceptionFactory failures)
      throws SQLException {
    Path certificate = Path.of(conf.nonMappedOptions().getProperty(CERTIFICATE));
    Path key = Path.of(conf.nonMappedOptions().getProperty(KEY));
    try (InputStream in = Files.newInputStream(certificate)) {
      Collection<? extends Certificate> chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("client", read(key), NO_PASSWORD, chain.toArray(new Certificate[0]));
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, NO_PASSWORD);
      return managers.getKeyManagers();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      MillraceException problem =
          new MillraceException(
              ErrorCode.SOURCE_SETTINGS,
              "Cannot read ssl-certificate "
                  + certificate
                  + " with ssl-key "
                  + key
                  + ": "
                  + e
                  + ".",
              "Name PEM files there: the certificate, and its key, not encrypted, as PKCS #8 or RSA.",
              e);
      throw failures.create(problem.getMessage(), "08000", problem);
    }
  }

  private static PrivateKey read(Path file) throws IOException, GeneralSecurityException {
    Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    if (!block.find()) {
      throw new IOException("it has no such key");
    }
    byte[] bytes = Base64.getMimeDecoder().decode(block.group(2));
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(block.group(1) == null ? bytes : rsa(bytes));
    InvalidKeySpecException refusal = null;
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        refusal = e;
      }
    }
    throw refusal;
  }

  /** The key in the form that names its algorithm. */
  private static byte[] rsa(byte[] key) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(RSA);
    tagged(4, key, content);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    tagged(0x30, content.toByteArray(), whole);
    return whole.toByteArray();
  }

  private static void tagged(int tag, byte[] content, ByteArrayOutputStream out) {
    out.write(tag);
    out.write(0x82);
    out.write(content.length >> 8);
    out.write(content.length);
    out.writeBytes(content);
  }
}
