package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import java.util.Optional;

/** {@code POST /api/documents}: adds a text, or a document or image by reference. */
public final class AddDocumentEndpoint implements Endpoint {

  /** What a document is. */
  public enum DocumentKind {
    /** An entry of a shipment's log. */
    LOG,
    NOTE,
    MESSAGE,
    /** A waybill, a certificate and the like. */
    DOCUMENT,
    IMAGE,
    OTHER
  }

  /** A document as it is added: a row of {@code model.document}. */
  public record NewDocument(
      @Description("The source of what it belongs to: it becomes the row's source_system.")
          String system,
      @Description(
              "A name for it. One that was added under the same name is replaced. When it is left"
                  + " out, one is made.")
          Optional<String> key,
      DocumentKind kind,
      Optional<String> title,
      @Description("Its text; up to 200,000 characters.") Optional<String> body,
      @Description("Where the document or image itself is: http, https, s3, gs or abfss.")
          Optional<String> url,
      @Description("Such as image/jpeg.") Optional<String> mediaType,
      Optional<String> author,
      @Description("ISO 8601, with a zone; when it is left out, it is now.")
          Optional<String> writtenAt,
      @Description("Of a row of model.shipment of the same source, which must be there.")
          Optional<String> shipmentKey,
      @Description("Of a row of model.sales_order.") Optional<String> salesOrderKey,
      @Description("Of a row of model.purchase_order.") Optional<String> purchaseOrderKey,
      @Description("Of a row of model.item.") Optional<String> itemKey,
      @Description("Of a row of model.party.") Optional<String> partyKey,
      @Description("Of a row of model.location.") Optional<String> locationKey,
      @Description("Of a row of model.equipment.") Optional<String> equipmentKey,
      Optional<String> reference) {}

  /** Which row it became. */
  public record DocumentAdded(
      @Description("Its source_system.") String system,
      @Description("Its source_key: `added/` and the name.") String key) {}

  private final Platform platform;

  public AddDocumentEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.of(
            Route.Method.POST,
            "/api/documents",
            "addDocument",
            "Adds a text about something, or a document or image by reference.",
            new Route.Answer.Json(201, DocumentAdded.class))
        .saying(
            "It is a row of `model.document` then, in SQL, the lake and the search like those that"
                + " come from sources. It must have a title, a body or a url. It is answered when"
                + " the row is durable in the log, and found a moment later.")
        .costing(Route.Effort.SLOW)
        .taking(NewDocument.class)
        .refusing(ErrorCode.REQUEST_INVALID, ErrorCode.NOT_RUNNING);
  }

  @Override
  public Reply handle(Request request) {
    return new Reply.Json(201, platform.documents().add(request.body(NewDocument.class)));
  }
}
