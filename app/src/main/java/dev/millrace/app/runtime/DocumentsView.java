package dev.millrace.app.runtime;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.documents.Asked;
import dev.millrace.documents.Documents;
import dev.millrace.documents.Found;
import dev.millrace.documents.Part;
import dev.millrace.log.rows.RowKey;
import dev.millrace.server.endpoint.AddDocumentEndpoint.DocumentAdded;
import dev.millrace.server.endpoint.AddDocumentEndpoint.NewDocument;
import dev.millrace.server.endpoint.NotFoundException;
import dev.millrace.server.endpoint.SearchDocumentsEndpoint.FoundDocument;
import dev.millrace.server.endpoint.SearchDocumentsEndpoint.FoundDocuments;
import dev.millrace.server.endpoint.SearchDocumentsEndpoint.TextPiece;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Shows documents to the HTTP server, and checks those that it hands in. */
final class DocumentsView implements dev.millrace.server.endpoint.Documents {
  /** What the keys of documents begin with that people add; no mapping makes such keys. */
  private static final String ADDED = "added/";

  private static final int LONGEST_LINE = 1_000;
  private static final int LONGEST_BODY = 200_000;
  private static final Set<String> SCHEMES = Set.of("http", "https", "s3", "gs", "abfss");
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}");

  private final Supplier<Documents> documents;
  private final Set<String> sources;
  private final BiPredicate<String, RowKey> present;

  /**
   * @param documents throws NOT_RUNNING while they are not there
   * @param sources names of the project's
   * @param present whether a table of the model has a row
   */
  DocumentsView(
      Supplier<Documents> documents, Set<String> sources, BiPredicate<String, RowKey> present) {
    this.documents = documents;
    this.sources = sources;
    this.present = present;
  }

  @Override
  public DocumentAdded add(NewDocument document) {
    Documents running = documents.get();
    if (!sources.contains(document.system())) {
      throw refused(
          "there is no source " + document.system(),
          "Give the source of what it belongs to: " + String.join(", ", sources) + ".");
    }
    Map<String, Object> row = new HashMap<>();
    row.put("kind", document.kind().name().toLowerCase(Locale.ROOT));
    put(row, "title", document.title(), LONGEST_LINE);
    put(row, "body", document.body(), LONGEST_BODY);
    put(row, "url", document.url().map(DocumentsView::address), LONGEST_LINE);
    if (!row.containsKey("title") && !row.containsKey("body") && !row.containsKey("url")) {
      throw refused("it says nothing", "Give it a title, a body or a url.");
    }
    put(row, "media_type", document.mediaType().map(DocumentsView::mediaType), LONGEST_LINE);
    put(row, "author", document.author(), LONGEST_LINE);
    put(row, "reference", document.reference(), LONGEST_LINE);
    Instant written = document.writtenAt().map(DocumentsView::time).orElseGet(Instant::now);
    row.put("written_at", ChronoUnit.MICROS.between(Instant.EPOCH, written));
    refer(row, document.system(), "shipment", document.shipmentKey());
    refer(row, document.system(), "sales_order", document.salesOrderKey());
    refer(row, document.system(), "purchase_order", document.purchaseOrderKey());
    refer(row, document.system(), "item", document.itemKey());
    refer(row, document.system(), "party", document.partyKey());
    refer(row, document.system(), "location", document.locationKey());
    refer(row, document.system(), "equipment", document.equipmentKey());
    String name = document.key().filter(key -> !key.isBlank()).orElseGet(DocumentsView::newName);
    limited("key", name, LONGEST_LINE);
    String key = name.startsWith(ADDED) ? name : ADDED + name;
    running.put(new RowKey(document.system(), key), row);
    return new DocumentAdded(document.system(), key);
  }

  private static String newName() {
    return UUID.randomUUID().toString();
  }

  private static void put(
      Map<String, Object> row, String column, Optional<String> value, int longest) {
    value
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> row.put(column, limited(column, text, longest)));
  }

  private static String limited(String column, String text, int longest) {
    if (text.length() > longest) {
      throw refused(
          "its " + column + " has " + text.length() + " characters",
          "Give at most " + longest + "; keep longer ones elsewhere and give their url.");
    }
    return text;
  }

  private static String address(String url) {
    try {
      String scheme = String.valueOf(URI.create(url.strip()).getScheme());
      if (SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw noAddress(url, e);
    }
    throw noAddress(url, new IllegalArgumentException(url));
  }

  private static MillraceException noAddress(String url, Exception cause) {
    return new MillraceException(
        ErrorCode.REQUEST_INVALID,
        "Cannot add the document: its url is none that can be opened: " + url + ".",
        "Give one with http, https, s3, gs or abfss.",
        cause);
  }

  private static String mediaType(String type) {
    String lower = type.strip().toLowerCase(Locale.ROOT);
    if (!MEDIA_TYPE.matcher(lower).matches()) {
      throw refused("its media_type is none: " + type, "Give one such as image/jpeg.");
    }
    return lower;
  }

  private static Instant time(String written) {
    try {
      return OffsetDateTime.parse(written.strip()).toInstant();
    } catch (DateTimeException e) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot add the document: its written_at is no time: " + written + ".",
          "Give it in ISO 8601 with a zone, such as 2026-01-31T12:00:00Z.",
          e);
    }
  }

  private void refer(Map<String, Object> row, String system, String table, Optional<String> key) {
    if (key.isEmpty()) {
      return;
    }
    if (!present.test(table, new RowKey(system, key.get()))) {
      throw refused(
          "model." + table + " has no row " + system + ", " + key.get(),
          "Give the source_system and the source_key of a row that is there.");
    }
    row.put(table + "_key", key.get());
  }

  private static MillraceException refused(String why, String remedy) {
    return new MillraceException(
        ErrorCode.REQUEST_INVALID, "Cannot add the document: " + why + ".", remedy);
  }

  @Override
  public void remove(String system, String key) {
    Documents running = documents.get();
    RowKey row = new RowKey(system, key);
    if (!key.startsWith(ADDED)) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot remove document " + key + " of " + system + ": it was not added here.",
          "Remove it in its source. The keys of those that were added begin with " + ADDED + ".");
    }
    if (!present.test(Documents.TABLE.table(), row)) {
      throw new NotFoundException(
          "Cannot find document " + key + " of " + system + ".",
          "Give the system and the key that adding it has answered.");
    }
    running.remove(row);
  }

  @Override
  public FoundDocuments search(
      String words, Optional<String> system, Optional<String> shipment, int limit) {
    if (shipment.isPresent() && system.isEmpty()) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot search a shipment's texts: parameter system is missing.",
          "Give the shipment's source as well.");
    }
    Documents running = documents.get();
    Optional<RowKey> of = shipment.map(key -> new RowKey(system.orElseThrow(), key));
    Found found = running.search(new Asked(words, of, limit));
    return new FoundDocuments(
        found.count(),
        running.isCaughtUp(),
        found.texts().stream().map(DocumentsView::document).toList());
  }

  private static FoundDocument document(Found.One one) {
    return new FoundDocument(
        one.text().table().toString(),
        one.text().row().system(),
        one.text().row().key(),
        one.text().part(Part.KIND),
        pieces(one.title()),
        pieces(one.snippet()),
        one.text().part(Part.URL),
        one.text().part(Part.MEDIA_TYPE),
        one.text().part(Part.AUTHOR),
        one.text().writtenAt(),
        one.text().part(Part.SHIPMENT),
        one.text().part(Part.SALES_ORDER),
        one.text().part(Part.PURCHASE_ORDER),
        one.text().part(Part.ITEM),
        one.text().part(Part.PARTY),
        one.text().part(Part.LOCATION),
        one.text().part(Part.EQUIPMENT),
        one.text().part(Part.REFERENCE),
        one.score());
  }

  private static List<TextPiece> pieces(List<Found.Piece> pieces) {
    return pieces.stream().map(piece -> new TextPiece(piece.text(), piece.found())).toList();
  }
}
