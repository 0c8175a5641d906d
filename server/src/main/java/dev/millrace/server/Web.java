package dev.millrace.server;

import dev.millrace.api.ErrorCode;
import dev.millrace.server.endpoint.Endpoint;
import dev.millrace.server.endpoint.IcebergCatalog;
import dev.millrace.server.endpoint.Reply;
import dev.millrace.server.endpoint.Route;
import dev.millrace.server.endpoint.Telemetry;
import dev.millrace.server.endpoint.TelemetryEndpoint;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins the endpoints to the web framework: the only place that knows Javalin's routes. */
final class Web implements AutoCloseable {
  static final int MOST_BODY_BYTES = 1_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(Web.class);
  private static final int MOST_HEADER_BYTES = 64 * 1024;
  private static final int PING_SECONDS = 5;
  private static final int MOST_STREAMS = 500;

  /** Longer than the longest query, during which a connection is silent. */
  private static final int IDLE_MILLIS = 90_000;

  private final Guard guard;
  private final UiPages pages;
  private final CatalogGate catalog;
  private final CatalogTokenGrant grant;
  private final Telemetry telemetry;
  private final BodyGate bodies = new BodyGate();
  private final Workers workers = new Workers();
  private final Departures departures = new Departures();
  private final Map<EventStream, Route> streams = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "millrace-ping");
            thread.setDaemon(true);
            return thread;
          });
  private final Javalin javalin;
  private volatile boolean closed;

  /**
   * Begins to answer.
   *
   * @param listening a socket that listens already
   */
  Web(
      ServerSocketChannel listening,
      Guard guard,
      UiFiles ui,
      List<Endpoint> endpoints,
      IcebergCatalog catalog,
      Telemetry telemetry) {
    this.guard = guard;
    this.telemetry = telemetry;
    this.pages = new UiPages(ui, guard);
    this.catalog = new CatalogGate(guard, catalog);
    this.grant = new CatalogTokenGrant(guard);
    this.javalin = Javalin.create(config -> configure(config, listening, endpoints));
    javalin.start();
    var unused =
        timer.scheduleAtFixedRate(this::ping, PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
  }

  private void configure(
      JavalinConfig config, ServerSocketChannel listening, List<Endpoint> endpoints) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.maxRequestSize = MOST_BODY_BYTES;
    config.http.asyncTimeout = 0;
    config.http.compressionStrategy = io.javalin.compression.CompressionStrategy.NONE;
    config.router.ignoreTrailingSlashes = false;

    QueuedThreadPool threads = new QueuedThreadPool(32, 4);
    threads.setName("millrace-web");
    threads.setDaemon(true);
    threads.setStopTimeout(500);
    config.jetty.threadPool = threads;
    config.jetty.addConnector((server, http) -> connector(server, http, listening));
    config.jetty.modifyServer(
        server -> {
          server.setStopTimeout(0);
          server.setErrorHandler(new PlainErrors());
        });

    config.routes.before(this::admit);
    Map<String, Set<String>> methods = new TreeMap<>();
    for (Endpoint endpoint : endpoints) {
      Route route = endpoint.route();
      String path = path(route);
      methods.computeIfAbsent(path, none -> new TreeSet<>()).add(route.method().name());
      config.routes.addHttpHandler(
          HandlerType.findOrCreate(route.method().name()),
          path,
          context -> answer(new Call(context), endpoint));
    }
    methods.forEach((path, allowed) -> refuseOthers(config, path, allowed));
    carryCatalog(config);
    config.routes.get("/*", context -> pages.answer(new Call(context)));
    config.routes.exception(Exception.class, (e, context) -> new Call(context).fail(e));
    // The framework's own answer to its own exceptions would win over the one above.
    config.routes.exception(HttpResponseException.class, (e, context) -> new Call(context).fail(e));
    config.router.javaLangErrorHandler(
        (response, error) -> LOG.error("Cannot answer a request.", error));
  }

  private void carryCatalog(JavalinConfig config) {
    config.routes.addHttpHandler(
        HandlerType.POST, CatalogTokenGrant.PATH, context -> grant.answer(new Call(context)));
    String all = CatalogGate.ROOT + "/*";
    Set<String> allowed = new TreeSet<>(Set.of("GET", "HEAD", "POST", "DELETE"));
    for (String method : allowed) {
      config.routes.addHttpHandler(
          HandlerType.findOrCreate(method), all, context -> answerCatalog(new Call(context)));
    }
    refuseOthers(config, all, allowed);
  }

  /** A name in a path may hold slashes. */
  private static String path(Route route) {
    return route.path().replace('{', '<').replace('}', '>');
  }

  private static void refuseOthers(JavalinConfig config, String path, Set<String> allowed) {
    for (HandlerType method : HandlerType.commonHttp()) {
      boolean head = method.equals(HandlerType.HEAD) && allowed.contains("GET");
      if (!allowed.contains(method.name()) && !head) {
        config.routes.addHttpHandler(
            method,
            path,
            context -> {
              context.header("Allow", String.join(", ", allowed));
              throw new HttpResponseException(405);
            });
      }
    }
  }

  private static ServerConnector connector(
      Server server, HttpConfiguration http, ServerSocketChannel listening) {
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(MOST_HEADER_BYTES);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setIdleTimeout(IDLE_MILLIS);
    try {
      connector.open(listening);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen.", e);
    }
    return connector;
  }

  private void admit(Context context) {
    Guard.protect(context.res());
    if (closed) {
      throw stopping();
    }
    guard.checkOrigin(context.req());
    String path = context.path();
    if (path.startsWith(TelemetryEndpoint.ROOT)) {
      String source = path.substring(TelemetryEndpoint.ROOT.length()).replaceAll("/.*", "");
      guard.checkDevice(context.req(), token -> telemetry.opens(source, token));
    } else if (path.startsWith("/api/")) {
      guard.checkToken(context.req());
    }
  }

  private void answer(Call call, Endpoint endpoint) throws IOException {
    Route route = endpoint.route();
    if (route.body().isPresent()) {
      call.readBody();
    }
    if (route.effort() == Route.Effort.INTAKE) {
      takeIn(call, endpoint);
      return;
    }
    if (route.effort() != Route.Effort.QUICK) {
      Executor executor = workers.of(route.effort());
      call.later(done -> executor.execute(() -> work(call, endpoint, done)));
      return;
    }
    Reply reply = endpoint.handle(call);
    if (reply instanceof Reply.Events events) {
      call.later(done -> stream(call, route, events, done));
    } else {
      write(call, reply, call.response().getOutputStream());
    }
  }

  /** What has begun to be written is brought to its end, also when its sender goes meanwhile. */
  private void takeIn(Call call, Endpoint endpoint) throws IOException {
    BodyGate.Body body = call.readBody(bodies);
    Executor executor = workers.of(Route.Effort.INTAKE);
    call.later(
        done -> {
          try {
            executor.execute(
                () -> {
                  try (body) {
                    write(call, endpoint.handle(call), call.response().getOutputStream());
                  } catch (IOException | RuntimeException | Error e) {
                    call.fail(closed ? stopping() : e);
                  } finally {
                    done.run();
                  }
                });
          } catch (RuntimeException e) {
            body.close();
            throw e;
          }
        });
  }

  /** A commit that has begun is brought to its end, also when its client goes meanwhile. */
  private void answerCatalog(Call call) throws IOException {
    IcebergCatalog.Request request = catalog.read(call);
    Executor executor = workers.of(Route.Effort.SLOW);
    call.later(
        done ->
            executor.execute(
                () -> {
                  try {
                    catalog.answer(call, request);
                  } catch (RuntimeException | Error e) {
                    call.fail(closed ? stopping() : e);
                  } finally {
                    done.run();
                  }
                }));
  }

  /** Makes an answer on a thread that may wait, unless its client goes meanwhile. */
  private void work(Call call, Endpoint endpoint, Runnable done) {
    Job job = new Job();
    Departures.Watch watch = call.watch(departures, job::cancel);
    boolean streaming = false;
    try {
      Reply reply = endpoint.handle(call);
      if (reply instanceof Reply.Events events) {
        stream(call, endpoint.route(), events, done);
        streaming = true;
      } else {
        write(call, reply, job.output(call.response().getOutputStream()));
      }
    } catch (IOException | RuntimeException | Error e) {
      if (job.clientIsGone()) {
        call.fail(new ClientGone(e));
      } else {
        call.fail(closed ? stopping() : e);
      }
    } finally {
      watch.close();
      job.end();
      if (!streaming) {
        done.run();
      }
    }
  }

  private static Refusal stopping() {
    return new Refusal(
        503,
        ErrorCode.NOT_RUNNING,
        "Cannot answer: Millrace is stopping.",
        "Start it again with `millrace up <project>` or `millrace demo`.");
  }

  private static void write(Call call, Reply reply, OutputStream out) throws IOException {
    if (reply instanceof Reply.Json json) {
      call.reply(json.status(), "application/json", Json.bytes(json.value()));
    } else if (reply instanceof Reply.Text text) {
      call.reply(200, text.contentType(), text.text().getBytes(StandardCharsets.UTF_8));
    } else if (reply instanceof Reply.Body body) {
      call.response().setContentType(body.contentType());
      body.headers().forEach(call.response()::setHeader);
      body.writer().write(out);
    } else {
      throw new IllegalStateException("Cannot write " + reply.getClass() + " as a body.");
    }
  }

  private void stream(Call call, Route route, Reply.Events events, Runnable done) {
    if (streams.size() >= MOST_STREAMS) {
      throw new Refusal(
          503,
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot open another event stream: " + MOST_STREAMS + " are open.",
          "Close a page of Millrace, or put several queries into one POST /api/live.");
    }
    EventStream stream = new EventStream(call.response(), call::drop);
    AutoCloseable source = events.start().apply(stream);
    streams.put(stream, route);
    Departures.Watch watch = call.watch(departures, stream::abort);
    stream.open(
        () ->
            workers
                .farewells()
                .execute(
                    () -> {
                      streams.remove(stream);
                      watch.close();
                      end(source);
                      done.run();
                    }));
    if (closed) {
      stream.shut();
    }
  }

  private static void end(AutoCloseable source) {
    try {
      source.close();
    } catch (Exception e) {
      LOG.warn("Cannot end what fed a stream of events.", e);
    }
  }

  private void ping() {
    streams.forEach(
        (stream, route) -> {
          Route.Answer.Events events = (Route.Answer.Events) route.answer();
          if (events.events().containsKey("ping")) {
            stream.sendIfIdle("ping", Map.of());
          }
        });
  }

  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
    streams
        .keySet()
        .forEach(
            stream -> {
              stream.shut();
              stream.abort();
            });
    workers.close();
    javalin.stop();
    departures.close();
  }
}
