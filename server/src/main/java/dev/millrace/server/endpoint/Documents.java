package dev.millrace.server.endpoint;

import dev.millrace.server.endpoint.AddDocumentEndpoint.DocumentAdded;
import dev.millrace.server.endpoint.AddDocumentEndpoint.NewDocument;
import dev.millrace.server.endpoint.SearchDocumentsEndpoint.FoundDocuments;
import java.util.Optional;

/** What is written about things. Any thread may call any method, several at once. */
public interface Documents {
  /**
   * Adds a document, or replaces one that was added; returns when it is durable.
   *
   * @throws dev.millrace.api.MillraceException with REQUEST_INVALID when it says nothing or belongs
   *     to what is not there, NOT_RUNNING while it cannot be written
   */
  DocumentAdded add(NewDocument document);

  /**
   * Removes a document that was added; returns when that is durable.
   *
   * @throws dev.millrace.api.MillraceException with REQUEST_INVALID when it was not added, but
   *     comes from a source
   * @throws NotFoundException when there is none
   */
  void remove(String system, String key);

  /**
   * The texts that fit best.
   *
   * @param words as a person types them; empty for all, the newest first
   * @param system of the shipment
   * @param shipment that they belong to
   */
  FoundDocuments search(
      String words, Optional<String> system, Optional<String> shipment, int limit);
}
