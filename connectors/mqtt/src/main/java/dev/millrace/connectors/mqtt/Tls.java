package dev.millrace.connectors.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientSslConfigBuilder;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.SourceConfig;
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
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * How the connection is encrypted.
 *
 * @param mode {@code disable}, {@code verify-ca} or {@code verify-full}
 * @param root file of the certificates that are trusted; empty for Java's own
 * @param certificate file of the client's certificate; empty for none
 * @param key file of its key
 */
record Tls(String mode, String root, String certificate, String key) {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final char[] NO_PASSWORD = {};

  static Tls of(SourceConfig source) {
    return new Tls(
        MqttSettings.choice(source, "sslmode", Set.of("disable", "verify-ca", "verify-full")),
        source.text("ssl-root-certificate"),
        source.text("ssl-certificate"),
        source.text("ssl-key"));
  }

  boolean isOn() {
    return !mode.equals("disable");
  }

  /**
   * What the client needs.
   *
   * @throws MillraceException SOURCE_SETTINGS when a file cannot be used
   */
  MqttClientSslConfig config() {
    MqttClientSslConfigBuilder config = MqttClientSslConfig.builder();
    if (!root.isEmpty()) {
      config = config.trustManagerFactory(read("ssl-root-certificate", root, Tls::trust));
    }
    if (!certificate.isEmpty()) {
      config = config.keyManagerFactory(read("ssl-certificate", certificate, this::identity));
    }
    if (mode.equals("verify-ca")) {
      config = config.hostnameVerifier((host, session) -> true);
    }
    return config.build();
  }

  /** Makes something of a file. */
  private interface Reader<T> {
    T read(Path file) throws IOException, GeneralSecurityException;
  }

  private static <T> T read(String option, String file, Reader<T> reader) {
    try {
      return reader.read(Path.of(file));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new MillraceException(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot read " + option + ": " + file + " (" + e + ").",
          "Name PEM files there: certificates, and a key as PKCS #8, not encrypted.",
          e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
  }

  private static TrustManagerFactory trust(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    int count = 0;
    for (Certificate one : certificates(file)) {
      store.setCertificateEntry("root-" + count++, one);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust;
  }

  private KeyManagerFactory identity(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    Certificate[] chain = certificates(file).toArray(new Certificate[0]);
    store.setKeyEntry("client", privateKey(Path.of(key)), NO_PASSWORD, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    return keys;
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    Matcher block = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    if (!block.find()) {
      throw new IOException("there is no PRIVATE KEY in " + file);
    }
    PKCS8EncodedKeySpec spec =
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(1)));
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
}
