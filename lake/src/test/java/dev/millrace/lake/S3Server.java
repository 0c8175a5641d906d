package dev.millrace.lake;

import java.net.URI;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** An object store that speaks S3, with a bucket called {@code warehouse}. */
final class S3Server implements AutoCloseable {
  private static final String IDENTITY = "lake";
  private static final String SECRET = "a secret";

  private final S3Proxy proxy;

  private S3Server(S3Proxy proxy) {
    this.proxy = proxy;
  }

  static S3Server start() throws Exception {
    BlobStore store = new TransientNio2BlobStore();
    store.createContainer("warehouse");
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, IDENTITY, SECRET)
            .build();
    proxy.start();
    return new S3Server(proxy);
  }

  int port() {
    return proxy.getPort();
  }

  /** What a lake must be told to use it through a port. */
  static Map<String, String> options(int port) {
    return Map.of(
        "warehouse",
        "s3://warehouse/lake",
        "catalog.s3.endpoint",
        "http://127.0.0.1:" + port,
        "catalog.s3.path-style-access",
        "true",
        "catalog.s3.access-key-id",
        IDENTITY,
        "catalog.s3.secret-access-key",
        SECRET,
        "catalog.client.region",
        "eu-central-1");
  }

  @Override
  public void close() {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot stop the object store", e);
    }
  }
}
