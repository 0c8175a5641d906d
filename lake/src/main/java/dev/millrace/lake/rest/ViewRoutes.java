package dev.millrace.lake.rest;

import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTResponse;
import org.apache.iceberg.rest.requests.CreateViewRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;

/** What the catalog offers about views. */
final class ViewRoutes {
  private final ViewCatalog views;
  private final Keeping keeping;

  ViewRoutes(ViewCatalog views, Keeping keeping) {
    this.views = views;
    this.keeping = keeping;
  }

  List<Route> routes() {
    return List.of(
        Route.reading(Endpoint.V1_LIST_VIEWS, this::list),
        Route.reading(
            Endpoint.V1_LOAD_VIEW,
            call -> Optional.of(CatalogHandlers.loadView(views, call.view()))),
        Route.reading(Endpoint.V1_VIEW_EXISTS, this::exists),
        Route.writing(Endpoint.V1_CREATE_VIEW, this::create),
        Route.writing(Endpoint.V1_UPDATE_VIEW, this::update),
        Route.writing(Endpoint.V1_DELETE_VIEW, this::drop),
        Route.writing(Endpoint.V1_RENAME_VIEW, this::rename));
  }

  private Optional<RESTResponse> list(Call call) {
    Namespace namespace = call.namespace();
    return Optional.of(
        call.page()
            .map(page -> CatalogHandlers.listViews(views, namespace, page.token(), page.size()))
            .orElseGet(() -> CatalogHandlers.listViews(views, namespace)));
  }

  private Optional<RESTResponse> exists(Call call) {
    CatalogHandlers.viewExists(views, call.view());
    return Optional.empty();
  }

  private Optional<RESTResponse> create(Call call) {
    CreateViewRequest request = call.body(CreateViewRequest.class);
    keeping.checkName(TableIdentifier.of(call.namespace(), request.name()));
    keeping.checkProperties(request.properties());
    if (request.location() != null) {
      keeping.checkLocation(request.location());
    }
    return Optional.of(CatalogHandlers.createView(views, call.namespace(), request));
  }

  private Optional<RESTResponse> update(Call call) {
    UpdateTableRequest request = call.body(UpdateTableRequest.class);
    keeping.checkName(call.view());
    request.updates().forEach(keeping::checkUpdate);
    return Optional.of(CatalogHandlers.updateView(views, call.view(), request));
  }

  private Optional<RESTResponse> drop(Call call) {
    keeping.checkName(call.view());
    CatalogHandlers.dropView(views, call.view());
    return Optional.empty();
  }

  private Optional<RESTResponse> rename(Call call) {
    RenameTableRequest request = call.body(RenameTableRequest.class);
    keeping.checkName(request.source());
    keeping.checkName(request.destination());
    CatalogHandlers.renameView(views, request);
    return Optional.empty();
  }
}
