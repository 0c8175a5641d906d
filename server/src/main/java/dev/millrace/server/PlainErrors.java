package dev.millrace.server;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers requests that are so wrong that they never reach an endpoint. */
final class PlainErrors implements Request.Handler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Problem problem =
        Problem.of(
            response.getStatus() >= 500 ? ErrorCode.INTERNAL : ErrorCode.REQUEST_INVALID,
            "Cannot read the request: HTTP status " + response.getStatus() + ".",
            "Correct its first line and headers; together they may have 64 kB.");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.write(true, ByteBuffer.wrap(Json.problem(problem)), callback);
    return true;
  }
}
