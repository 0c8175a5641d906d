package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code GET /api/documents/search}: finds texts by their words. */
public final class SearchDocumentsEndpoint implements Endpoint {

  /** What was found. */
  public record FoundDocuments(
      @Description("How many texts fit; when there are more than 1,000, at least so many.")
          long count,
      @Description("Whether all texts have been read since the start; until then some may lack.")
          boolean complete,
      @Description("The best first; without words the newest first.")
          List<FoundDocument> documents) {}

  /** A text that fits, and what it belongs to. */
  public record FoundDocument(
      @Description("Its table: model.document, model.tracking_event or model.exception.")
          String table,
      @Description("The row's source_system.") String system,
      @Description("The row's source_key.") String key,
      Optional<String> kind,
      @Description("Empty when it has none.") List<TextPiece> title,
      @Description("The part of the text that fits best, or its beginning.")
          List<TextPiece> snippet,
      Optional<String> url,
      Optional<String> mediaType,
      Optional<String> author,
      Optional<Instant> writtenAt,
      Optional<String> shipmentKey,
      Optional<String> salesOrderKey,
      Optional<String> purchaseOrderKey,
      Optional<String> itemKey,
      Optional<String> partyKey,
      Optional<String> locationKey,
      Optional<String> equipmentKey,
      Optional<String> reference,
      @Description("To compare with others of the same search.") double score) {}

  /** A piece of a text. */
  public record TextPiece(
      String text, @Description("Whether it is what was looked for.") boolean found) {}

  private static final Parameter<Optional<String>> WORDS =
      Parameter.optional(
          "q",
          "string",
          List.of(),
          "Words that must all be there, or others that begin so; \"…\" is a phrase, -word must not"
              + " be there. Umlauts and accents are the same as without, and as ae, oe, ue.",
          Function.identity());
  private static final Parameter<Optional<String>> SYSTEM =
      Parameter.optional(
          "system", "string", List.of(), "Source of the shipment.", Function.identity());
  private static final Parameter<Optional<String>> SHIPMENT =
      Parameter.optional(
          "shipment",
          "string",
          List.of(),
          "Only what belongs to the shipment with this source_key.",
          Function.identity());
  private static final Parameter<Integer> LIMIT =
      Parameter.integer("limit", 1, 200, 20, "How many at most.");

  private final Platform platform;

  public SearchDocumentsEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.get(
            "/api/documents/search",
            "searchDocuments",
            "Finds texts by their words: documents, what was told of shipments, exceptions.",
            Route.Effort.SLOW,
            FoundDocuments.class)
        .saying("`shipment` needs `system`. In SQL the same is `search_documents('words')`.")
        .with(WORDS, SYSTEM, SHIPMENT, LIMIT)
        .refusing(ErrorCode.REQUEST_INVALID, ErrorCode.NOT_RUNNING);
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(
        platform
            .documents()
            .search(
                request.value(WORDS).orElse(""),
                request.value(SYSTEM),
                request.value(SHIPMENT),
                request.value(LIMIT)));
  }
}
