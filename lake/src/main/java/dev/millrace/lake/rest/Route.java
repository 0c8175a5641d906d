package dev.millrace.lake.rest;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTResponse;

/**
 * One thing that the catalog offers.
 *
 * @param endpoint as the specification has it
 * @param needed what a caller must be allowed to do
 */
record Route(Endpoint endpoint, RestCatalog.Access needed, Handler handler) {

  /** Makes the answer; empty when it has no body. */
  interface Handler {
    Optional<RESTResponse> answer(Call call);
  }

  static Route reading(Endpoint endpoint, Handler handler) {
    return new Route(endpoint, RestCatalog.Access.READ, handler);
  }

  static Route writing(Endpoint endpoint, Handler handler) {
    return new Route(endpoint, RestCatalog.Access.WRITE, handler);
  }

  /** The request as a call of this route; empty when it is meant for another. */
  Optional<Call> match(RestCatalog.Request request) {
    // There is one catalog, so paths have no prefix.
    List<String> pattern = segments(endpoint.path().replace("/{prefix}", ""));
    List<String> path = segments(request.path());
    if (!endpoint.httpMethod().equals(request.method()) || pattern.size() != path.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String part = pattern.get(i);
      if (part.startsWith("{")) {
        variables.put(part.substring(1, part.length() - 1), path.get(i));
      } else if (!part.equals(path.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(new Call(request, variables));
  }

  Optional<RESTResponse> answer(Call call) {
    if (needed == RestCatalog.Access.WRITE && call.access() == RestCatalog.Access.READ) {
      throw new ForbiddenException(
          "Cannot change anything with a token that may only read. Use one of lake.write-tokens.");
    }
    return handler.answer(call);
  }

  private static List<String> segments(String path) {
    return Arrays.asList(path.split("/", -1));
  }
}
