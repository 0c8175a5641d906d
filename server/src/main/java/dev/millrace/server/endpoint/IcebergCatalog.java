package dev.millrace.server.endpoint;

import java.util.Map;

/**
 * The Iceberg REST catalog. What is asked and answered is Iceberg's own specification, so the
 * server only carries it: it knows who asks, and nothing of tables.
 */
public interface IcebergCatalog {

  /** What a caller may do. */
  enum Access {
    READ,
    WRITE
  }

  /**
   * A request.
   *
   * @param method of HTTP
   * @param path as it was sent, still encoded, from {@code /v1} on
   * @param query the parameters behind the path, decoded; of those given twice the first
   * @param body as it was sent; empty when there is none
   */
  record Request(
      String method, String path, Map<String, String> query, String body, Access access) {}

  /**
   * An answer, also when something went wrong.
   *
   * @param status of HTTP
   * @param json the body; empty when there is none
   */
  record Answer(int status, String json) {}

  /**
   * Answers a request, by a thread that may wait.
   *
   * @throws dev.millrace.api.MillraceException when there is no catalog yet
   */
  Answer answer(Request request);
}
