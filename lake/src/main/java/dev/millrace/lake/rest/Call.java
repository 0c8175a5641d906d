package dev.millrace.lake.rest;

import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTRequest;
import org.apache.iceberg.rest.RESTUtil;

/** A request with the variables of its path, in Iceberg's terms. */
final class Call {
  private static final String LEVEL_END = "\u001f";

  /** A part of a long list. */
  record Page(String token, String size) {}

  private final RestCatalog.Request request;
  private final Map<String, String> variables;

  /**
   * @param variables of the path, still encoded
   */
  Call(RestCatalog.Request request, Map<String, String> variables) {
    this.request = request;
    this.variables = variables;
  }

  RestCatalog.Access access() {
    return request.access();
  }

  Namespace namespace() {
    return namespace(RESTUtil.decodeString(variables.get("namespace")));
  }

  /** The namespace whose children are asked for; the empty one when the first level is. */
  Namespace parent() {
    return namespace(request.query().getOrDefault("parent", ""));
  }

  private static Namespace namespace(String text) {
    return text.isEmpty() ? Namespace.empty() : Namespace.of(text.split(LEVEL_END, -1));
  }

  TableIdentifier table() {
    return named("table");
  }

  TableIdentifier view() {
    return named("view");
  }

  private TableIdentifier named(String variable) {
    return TableIdentifier.of(namespace(), RESTUtil.decodeString(variables.get(variable)));
  }

  boolean asks(String option) {
    return Boolean.parseBoolean(request.query().get(option));
  }

  Optional<String> option(String name) {
    return Optional.ofNullable(request.query().get(name));
  }

  /** The page asked for; empty when the whole list is. */
  Optional<Page> page() {
    Optional<String> size = option("pageSize");
    String token = option("pageToken").orElse("");
    if (size.isPresent() && (!size.get().matches("[1-9]\\d{0,8}") || !token.matches("\\d{0,9}"))) {
      throw new BadRequestException(
          "Cannot find page: pageToken %s, pageSize %s. Give a pageSize from 1, and the pageToken"
              + " of the page before.",
          token, size.get());
    }
    return size.map(text -> new Page(token, text));
  }

  <T extends RESTRequest> T body(Class<T> type) {
    T body = Json.read(request.body(), type);
    body.validate();
    return body;
  }
}
