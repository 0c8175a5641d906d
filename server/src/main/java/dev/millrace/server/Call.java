package dev.millrace.server;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.server.endpoint.BusyException;
import dev.millrace.server.endpoint.NotFoundException;
import dev.millrace.server.endpoint.Parameter;
import dev.millrace.server.endpoint.Request;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request and the response to it, in the terms of the endpoints. */
final class Call implements Request {
  private static final Logger LOG = LoggerFactory.getLogger(Call.class);

  private final Context context;
  private byte[] body = {};

  Call(Context context) {
    this.context = context;
  }

  @Override
  public <T> T value(Parameter<T> parameter) {
    return switch (parameter.place()) {
      case PATH -> parameter.read(Optional.of(context.pathParam(parameter.name())));
      case QUERY -> parameter.read(Optional.ofNullable(query(parameter.name())));
    };
  }

  private String query(String name) {
    try {
      return context.queryParam(name);
    } catch (IllegalArgumentException e) {
      throw new BadRequestResponse();
    }
  }

  @Override
  public <T extends Record> T body(Class<T> type) {
    return Json.read(body, type);
  }

  @Override
  public Map<String, String> query() {
    Map<String, String> query = new HashMap<>();
    try {
      context.queryParamMap().forEach((name, values) -> query.put(name, values.get(0)));
    } catch (IllegalArgumentException e) {
      throw new BadRequestResponse();
    }
    return query;
  }

  @Override
  public String header(String name) {
    String value = context.header(name);
    return value == null ? "" : value;
  }

  @Override
  public byte[] bytes() {
    return body;
  }

  /** Reads a body of any type now, and unpacks it; it counts until what is returned is closed. */
  BodyGate.Body readBody(BodyGate gate) throws IOException {
    String encoding = header("Content-Encoding").toLowerCase(java.util.Locale.ROOT);
    if (!encoding.isEmpty() && !encoding.equals("identity") && !encoding.equals("gzip")) {
      throw new Refusal(
          415,
          ErrorCode.REQUEST_INVALID,
          "Cannot unpack the request's body: " + encoding + ".",
          "Send it with `Content-Encoding: gzip`, or as it is.");
    }
    InputStream in = request().getInputStream();
    try {
      BodyGate.Body read = gate.read(encoding.equals("gzip") ? new GZIPInputStream(in) : in);
      body = read.bytes();
      return read;
    } catch (ZipException | EOFException e) {
      throw new Refusal(
          400,
          ErrorCode.REQUEST_INVALID,
          "Cannot unpack the request's body: it is no gzip.",
          "Pack it again, or send it without `Content-Encoding`.");
    }
  }

  /** Reads a body of JSON now, so that no thread of the few waits for the client to send it. */
  void readBody() throws IOException {
    String type = context.contentType();
    if (type == null || !type.toLowerCase(java.util.Locale.ROOT).startsWith("application/json")) {
      throw new Refusal(
          415,
          ErrorCode.REQUEST_INVALID,
          "Cannot read the request's body: it is not declared as JSON.",
          "Send it with `Content-Type: application/json`.");
    }
    body = readBody(Web.MOST_BODY_BYTES);
  }

  /** Reads a body of any type now. */
  byte[] readBody(int mostBytes) throws IOException {
    byte[] read = request().getInputStream().readNBytes(mostBytes + 1);
    if (read.length > mostBytes) {
      throw new Refusal(
          413,
          ErrorCode.REQUEST_INVALID,
          "Cannot take a body this large: " + name() + ".",
          "Send at most " + mostBytes + " bytes.");
    }
    return read;
  }

  /**
   * Answers later; until then no thread is kept.
   *
   * @param work begins the answer and runs what it is given when the answer is complete
   */
  void later(Consumer<Runnable> work) {
    context.future(
        () -> {
          AsyncContext async = context.req().getAsyncContext();
          work.accept(() -> complete(async));
          // The framework's own end of an answer does not bear that its connection is gone, so it
          // never comes to that.
          return new CompletableFuture<>();
        });
  }

  private static void complete(AsyncContext async) {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      LOG.debug("The answer is complete already: its connection has gone.", e);
    }
  }

  HttpServletRequest request() {
    return context.req();
  }

  HttpServletResponse response() {
    return context.res();
  }

  String path() {
    return context.path();
  }

  void reply(int status, String contentType, byte[] body) {
    reply(status, contentType, Map.of(), body);
  }

  void reply(int status, String contentType, Map<String, String> headers, byte[] body) {
    HttpServletResponse response = response();
    response.setStatus(status);
    response.setContentType(contentType);
    headers.forEach(response::setHeader);
    response.setContentLength(body.length);
    if (!request().getMethod().equals("HEAD")) {
      try {
        response.getOutputStream().write(body);
      } catch (IOException e) {
        throw new ClientGone(e);
      }
    }
  }

  /** Answers with what went wrong; a failure that is not the caller's is logged, once, here. */
  void fail(Throwable failure) {
    int status;
    Problem problem;
    if (failure instanceof ClientGone) {
      LOG.debug("Cannot answer a client that has gone.", failure);
      drop();
      return;
    }
    if (failure instanceof Refusal refusal) {
      status = refusal.status();
      problem = refusal.problem();
    } else if (failure instanceof BusyException busy) {
      status = 429;
      problem = busy.problem();
      response().setHeader("Retry-After", Integer.toString(BusyException.RETRY_AFTER_SECONDS));
    } else if (failure instanceof NotFoundException missing) {
      status = 404;
      problem = missing.problem();
    } else if (failure instanceof MillraceException known) {
      problem = known.problem();
      status = Statuses.of(problem.code());
    } else if (failure instanceof HttpResponseException framework) {
      status = framework.getStatus();
      problem = ofStatus(status);
    } else if (failure instanceof HttpException unreadable) {
      status = unreadable.getCode();
      problem = ofStatus(status);
    } else {
      status = 500;
      problem =
          Problem.of(
              ErrorCode.INTERNAL,
              "Cannot answer " + name() + ".",
              "Look for the cause in the log of Millrace.");
    }
    if (problem.code().kind() == ErrorCode.Kind.INTERNAL) {
      LOG.error("Cannot answer {} {}.", request().getMethod(), path(), failure);
    }
    send(status, problem);
  }

  private Problem ofStatus(int status) {
    String list = CatalogGate.concerns(path()) ? "/iceberg/v1/config" : "/api/openapi.json";
    return switch (status) {
      case 404 ->
          Problem.of(
              ErrorCode.REQUEST_INVALID,
              "Cannot find " + name() + ".",
              "GET " + list + " lists what there is.");
      case 405 ->
          Problem.of(
              ErrorCode.REQUEST_INVALID,
              "Cannot use this method here: " + name() + ".",
              "GET " + list + " lists what there is.");
      default ->
          Problem.of(
              ErrorCode.REQUEST_INVALID,
              "Cannot read the request: " + name() + ".",
              "Correct it as " + list + " describes.");
    };
  }

  private String name() {
    return request().getMethod() + " " + path();
  }

  private void send(int status, Problem problem) {
    HttpServletResponse response = response();
    if (response.isCommitted()) {
      drop();
      return;
    }
    try {
      response.resetBuffer();
      response.setHeader("Content-Disposition", null);
      reply(
          status,
          "application/json",
          CatalogGate.concerns(path())
              ? CatalogGate.error(status, problem)
              : Json.problem(problem));
    } catch (ClientGone e) {
      LOG.debug("Cannot tell a client that has gone.", e);
    }
  }

  /** Closes the connection, so that the client cannot take a part for the whole. */
  void drop() {
    endPoint().close();
  }

  Departures.Watch watch(Departures departures, Runnable gone) {
    return endPoint().getTransport() instanceof SocketChannel channel
        ? departures.watch(channel, gone)
        : () -> {};
  }

  private EndPoint endPoint() {
    return ServletContextRequest.getServletContextRequest(request())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint();
  }
}
