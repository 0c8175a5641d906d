package dev.millrace.lake.rest;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTResponse;
import org.apache.iceberg.rest.requests.CommitTransactionRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.ReportMetricsRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.LoadTableResponse;

/** What the catalog offers about tables. */
final class TableRoutes {
  private final Catalog catalog;
  private final Keeping keeping;

  TableRoutes(Catalog catalog, Keeping keeping) {
    this.catalog = catalog;
    this.keeping = keeping;
  }

  List<Route> routes() {
    return List.of(
        Route.reading(Endpoint.V1_LIST_TABLES, this::list),
        Route.reading(Endpoint.V1_LOAD_TABLE, this::load),
        Route.reading(Endpoint.V1_TABLE_EXISTS, this::exists),
        Route.reading(Endpoint.V1_REPORT_METRICS, TableRoutes::takeMetrics),
        Route.writing(Endpoint.V1_CREATE_TABLE, this::create),
        Route.writing(Endpoint.V1_UPDATE_TABLE, this::update),
        Route.writing(Endpoint.V1_DELETE_TABLE, this::drop),
        Route.writing(Endpoint.V1_RENAME_TABLE, this::rename),
        Route.writing(Endpoint.V1_REGISTER_TABLE, this::register),
        Route.writing(Endpoint.V1_COMMIT_TRANSACTION, this::commitTransaction));
  }

  private Optional<RESTResponse> list(Call call) {
    Namespace namespace = call.namespace();
    return Optional.of(
        call.page()
            .map(page -> CatalogHandlers.listTables(catalog, namespace, page.token(), page.size()))
            .orElseGet(() -> CatalogHandlers.listTables(catalog, namespace)));
  }

  private Optional<RESTResponse> load(Call call) {
    String snapshots = call.option("snapshots").orElse("all").toUpperCase(Locale.ROOT);
    return Optional.of(
        CatalogHandlers.loadTable(catalog, call.table(), SnapshotMode.valueOf(snapshots)));
  }

  private Optional<RESTResponse> exists(Call call) {
    CatalogHandlers.tableExists(catalog, call.table());
    return Optional.empty();
  }

  /** Clients report how long a scan took and ask for nothing. */
  private static Optional<RESTResponse> takeMetrics(Call call) {
    call.body(ReportMetricsRequest.class);
    return Optional.empty();
  }

  private Optional<RESTResponse> create(Call call) {
    CreateTableRequest request = call.body(CreateTableRequest.class);
    keeping.checkName(TableIdentifier.of(call.namespace(), request.name()));
    keeping.checkProperties(request.properties());
    if (request.location() != null) {
      keeping.checkLocation(request.location());
    }
    return Optional.of(
        request.stageCreate()
            ? CatalogHandlers.stageTableCreate(catalog, call.namespace(), request)
            : CatalogHandlers.createTable(catalog, call.namespace(), request));
  }

  private Optional<RESTResponse> update(Call call) {
    return Optional.of(commit(call.table(), call.body(UpdateTableRequest.class)));
  }

  private LoadTableResponse commit(TableIdentifier table, UpdateTableRequest request) {
    keeping.checkTable(table);
    request.updates().forEach(keeping::checkUpdate);
    return CatalogHandlers.updateTable(catalog, table, request);
  }

  /** A catalog cannot change several tables at once, so more than one is refused as a whole. */
  private Optional<RESTResponse> commitTransaction(Call call) {
    List<UpdateTableRequest> changes = call.body(CommitTransactionRequest.class).tableChanges();
    if (changes.size() > 1) {
      throw new UnsupportedOperationException(
          "Cannot change "
              + changes.size()
              + " tables in one transaction. Commit each by itself; nothing was changed.");
    }
    changes.forEach(change -> commit(change.identifier(), change));
    return Optional.empty();
  }

  private Optional<RESTResponse> drop(Call call) {
    TableIdentifier table = call.table();
    keeping.checkTable(table);
    if (call.asks("purgeRequested")) {
      purge(table);
    } else {
      CatalogHandlers.dropTable(catalog, table);
    }
    return Optional.empty();
  }

  private void purge(TableIdentifier name) {
    BaseTable table = (BaseTable) catalog.loadTable(name);
    TableMetadata last = table.operations().current();
    keeping.checkLocation(last.location());
    CatalogHandlers.dropTable(catalog, name);
    CatalogUtil.dropTableData(new OwnFiles(table.io(), last.location()), last);
  }

  private Optional<RESTResponse> rename(Call call) {
    RenameTableRequest request = call.body(RenameTableRequest.class);
    keeping.checkTable(request.source());
    keeping.checkName(request.destination());
    CatalogHandlers.renameTable(catalog, request);
    return Optional.empty();
  }

  private Optional<RESTResponse> register(Call call) {
    RegisterTableRequest request = call.body(RegisterTableRequest.class);
    TableIdentifier name = TableIdentifier.of(call.namespace(), request.name());
    keeping.checkName(name);
    keeping.checkLocation(request.metadataLocation());
    if (request.overwrite()) {
      throw new UnsupportedOperationException(
          "Cannot register over table " + name + ". Drop it first.");
    }
    LoadTableResponse registered;
    try {
      registered = CatalogHandlers.registerTable(catalog, call.namespace(), request);
    } catch (NotFoundException e) {
      throw new BadRequestException(
          e, "Cannot find metadata file: %s. Check its name.", request.metadataLocation());
    }
    try {
      checkForeign(registered.tableMetadata());
    } catch (ForbiddenException e) {
      catalog.dropTable(name, false);
      throw e;
    }
    return Optional.of(registered);
  }

  /** The server will write below what the metadata says, and delete old metadata files it names. */
  private void checkForeign(TableMetadata metadata) {
    keeping.checkLocation(metadata.location());
    keeping.checkProperties(metadata.properties());
    metadata.previousFiles().forEach(old -> keeping.checkLocation(old.file()));
  }
}
