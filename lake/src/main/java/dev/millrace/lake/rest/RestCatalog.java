package dev.millrace.lake.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTResponse;
import org.apache.iceberg.rest.responses.ConfigResponse;

/**
 * Answers requests of the Iceberg REST catalog. What Millrace keeps may be read, and changed by
 * nobody but Millrace; in namespaces of their own callers may create, write and drop tables and
 * views. Safe for use by several threads; a request may wait for the catalog and for files.
 *
 * @see <a href="https://iceberg.apache.org/rest-catalog-spec/">the specification</a>
 */
public final class RestCatalog {

  /** What a caller may do. */
  public enum Access {
    READ,
    WRITE
  }

  /**
   * A request.
   *
   * @param method of HTTP
   * @param path as it was sent, still encoded, from {@code /v1} on
   * @param query the parameters behind the path, decoded
   * @param body as it was sent; empty when there is none
   */
  public record Request(
      String method, String path, Map<String, String> query, String body, Access access) {}

  /**
   * An answer.
   *
   * @param status of HTTP
   * @param json the body; empty when there is none
   */
  public record Answer(int status, String json) {}

  private static final Endpoint CONFIG = Endpoint.create("GET", "/v1/config");

  /** Says where files are and how they are reached, but never by whom. */
  private static final Set<String> FOR_CLIENTS =
      Set.of("s3.endpoint", "s3.region", "s3.path-style-access", "client.region");

  private final List<Route> routes = new ArrayList<>();
  private final Map<String, String> catalogProperties;

  /**
   * A REST catalog over one that is open.
   *
   * @param warehouse location under which all tables lie
   * @param catalogProperties as the catalog was opened with; clients are told of them what they
   *     need to find files, never a secret
   * @param kept the first levels of the namespaces that Millrace keeps, as they are now
   */
  public RestCatalog(
      Catalog catalog,
      String warehouse,
      Map<String, String> catalogProperties,
      Supplier<Set<String>> kept) {
    this.catalogProperties = Map.copyOf(catalogProperties);
    Keeping keeping = new Keeping(catalog, warehouse, kept);
    routes.add(new Route(CONFIG, Access.READ, call -> Optional.of(config())));
    if (catalog instanceof SupportsNamespaces namespaces) {
      routes.addAll(new NamespaceRoutes(catalog, namespaces, keeping).routes());
    }
    routes.addAll(new TableRoutes(catalog, keeping).routes());
    if (catalog instanceof ViewCatalog views) {
      routes.addAll(new ViewRoutes(views, keeping).routes());
    }
  }

  /** Answers a request; what goes wrong is an answer too. */
  public Answer answer(Request request) {
    try {
      for (Route route : routes) {
        Optional<Call> call = route.match(request);
        if (call.isPresent()) {
          Optional<RESTResponse> response = route.answer(call.get());
          return response
              .map(value -> new Answer(200, Json.text(value)))
              .orElseGet(() -> new Answer(204, ""));
        }
      }
      throw new BadRequestException(
          "Cannot find %s %s. GET /iceberg/v1/config lists what there is.",
          request.method(), request.path());
    } catch (RuntimeException e) {
      return Errors.answer(request, e);
    }
  }

  private RESTResponse config() {
    ConfigResponse.Builder config =
        ConfigResponse.builder().withEndpoints(routes.stream().map(Route::endpoint).toList());
    catalogProperties.forEach(
        (name, value) -> {
          if (FOR_CLIENTS.contains(name)) {
            config.withDefault(name, value);
          }
        });
    return config.build();
  }
}
