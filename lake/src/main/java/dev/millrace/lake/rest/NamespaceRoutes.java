package dev.millrace.lake.rest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTResponse;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;

/** What the catalog offers about namespaces. */
final class NamespaceRoutes {
  private static final String LOCATION = "location";

  private final Catalog catalog;
  private final SupportsNamespaces namespaces;
  private final Keeping keeping;

  NamespaceRoutes(Catalog catalog, SupportsNamespaces namespaces, Keeping keeping) {
    this.catalog = catalog;
    this.namespaces = namespaces;
    this.keeping = keeping;
  }

  List<Route> routes() {
    return List.of(
        Route.reading(Endpoint.V1_LIST_NAMESPACES, this::list),
        Route.reading(
            Endpoint.V1_LOAD_NAMESPACE,
            call -> Optional.of(CatalogHandlers.loadNamespace(namespaces, call.namespace()))),
        Route.reading(Endpoint.V1_NAMESPACE_EXISTS, this::exists),
        Route.writing(Endpoint.V1_CREATE_NAMESPACE, this::create),
        Route.writing(Endpoint.V1_UPDATE_NAMESPACE, this::update),
        Route.writing(Endpoint.V1_DELETE_NAMESPACE, this::drop));
  }

  private Optional<RESTResponse> list(Call call) {
    Namespace parent = call.parent();
    return Optional.of(
        call.page()
            .map(
                page ->
                    CatalogHandlers.listNamespaces(namespaces, parent, page.token(), page.size()))
            .orElseGet(() -> CatalogHandlers.listNamespaces(namespaces, parent)));
  }

  private Optional<RESTResponse> exists(Call call) {
    CatalogHandlers.namespaceExists(namespaces, call.namespace());
    return Optional.empty();
  }

  private Optional<RESTResponse> create(Call call) {
    CreateNamespaceRequest request = call.body(CreateNamespaceRequest.class);
    keeping.checkNamespace(request.namespace());
    checkProperties(request.properties());
    return Optional.of(CatalogHandlers.createNamespace(namespaces, request));
  }

  private Optional<RESTResponse> update(Call call) {
    UpdateNamespacePropertiesRequest request = call.body(UpdateNamespacePropertiesRequest.class);
    keeping.checkNamespace(call.namespace());
    checkProperties(request.updates());
    return Optional.of(
        CatalogHandlers.updateNamespaceProperties(namespaces, call.namespace(), request));
  }

  /** Some catalogs put the tables of a namespace where its properties say. */
  private void checkProperties(Map<String, String> properties) {
    keeping.checkProperties(properties);
    if (properties.containsKey(LOCATION)) {
      keeping.checkLocation(properties.get(LOCATION));
    }
  }

  private Optional<RESTResponse> drop(Call call) {
    Namespace namespace = call.namespace();
    keeping.checkNamespace(namespace);
    if (namespaces.namespaceExists(namespace) && holdsAnything(namespace)) {
      throw new NamespaceNotEmptyException(
          "Cannot drop namespace %s: it is not empty. Drop what is in it first.", namespace);
    }
    CatalogHandlers.dropNamespace(namespaces, namespace);
    return Optional.empty();
  }

  private boolean holdsAnything(Namespace namespace) {
    return !catalog.listTables(namespace).isEmpty()
        || !namespaces.listNamespaces(namespace).isEmpty()
        || (catalog instanceof ViewCatalog views && !views.listViews(namespace).isEmpty());
  }
}
