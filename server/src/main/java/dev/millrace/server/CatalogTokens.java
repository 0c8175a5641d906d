package dev.millrace.server;

import java.util.List;

/**
 * The tokens that open the Iceberg catalog, and nothing else. The server's own token reads it too.
 *
 * @param read callers with one of these may read
 * @param write callers with one of these may also create and change tables of their own
 */
public record CatalogTokens(List<String> read, List<String> write) {
  /** Only the server's own token opens the catalog, and nobody writes. */
  public static final CatalogTokens NONE = new CatalogTokens(List.of(), List.of());

  public CatalogTokens {
    read = List.copyOf(read);
    write = List.copyOf(write);
    read.forEach(ServerOptions::checkToken);
    write.forEach(ServerOptions::checkToken);
  }

  /** Never shows a token. */
  @Override
  public String toString() {
    return read.size() + " tokens to read, " + write.size() + " to write";
  }
}
