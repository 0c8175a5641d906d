package dev.millrace.server;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.server.endpoint.AddDocumentEndpoint.DocumentAdded;
import dev.millrace.server.endpoint.AddDocumentEndpoint.NewDocument;
import dev.millrace.server.endpoint.Documents;
import dev.millrace.server.endpoint.NotFoundException;
import dev.millrace.server.endpoint.SearchDocumentsEndpoint.FoundDocument;
import dev.millrace.server.endpoint.SearchDocumentsEndpoint.FoundDocuments;
import dev.millrace.server.endpoint.SearchDocumentsEndpoint.TextPiece;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Documents in memory, of which the titles are compared. */
final class FakeDocuments implements Documents {
  private final Map<String, NewDocument> added = new TreeMap<>();

  @Override
  public DocumentAdded add(NewDocument document) {
    if (document.title().isEmpty()) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID, "Cannot add the document: it says nothing.", "Say something.");
    }
    String key = "added/" + document.key().orElse("1");
    added.put(key, document);
    return new DocumentAdded(document.system(), key);
  }

  @Override
  public void remove(String system, String key) {
    if (added.remove(key) == null) {
      throw new NotFoundException("Cannot find document " + key + ".", "Add it.");
    }
  }

  @Override
  public FoundDocuments search(
      String words, Optional<String> system, Optional<String> shipment, int limit) {
    List<FoundDocument> found =
        added.entrySet().stream()
            .filter(entry -> entry.getValue().title().orElseThrow().contains(words))
            .limit(limit)
            .map(entry -> found(entry.getKey(), entry.getValue()))
            .toList();
    return new FoundDocuments(found.size(), true, found);
  }

  private static FoundDocument found(String key, NewDocument document) {
    return new FoundDocument(
        "model.document",
        document.system(),
        key,
        Optional.of("note"),
        List.of(new TextPiece(document.title().orElseThrow(), true)),
        List.of(),
        document.url(),
        document.mediaType(),
        document.author(),
        Optional.empty(),
        document.shipmentKey(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        document.reference(),
        1);
  }
}
