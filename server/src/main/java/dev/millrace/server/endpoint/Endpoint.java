package dev.millrace.server.endpoint;

/** One thing the HTTP API offers. */
public interface Endpoint {

  Route route();

  /**
   * Answers a request.
   *
   * @throws dev.millrace.api.MillraceException which becomes the answer
   */
  Reply handle(Request request);
}
