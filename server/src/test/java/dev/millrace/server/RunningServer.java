package dev.millrace.server;

import java.time.Duration;
import java.util.function.UnaryOperator;

/** A server on a free port before a fake platform. */
final class RunningServer implements AutoCloseable {
  final FakePlatform platform = new FakePlatform();
  final FakeQueries queries = new FakeQueries();
  final String token = ServerOptions.newToken();
  final Server server;
  final Client client;

  RunningServer() {
    this(UnaryOperator.identity());
  }

  RunningServer(UnaryOperator<ServerOptions> more) {
    UiFiles ui = UiFiles.ofClassPath(RunningServer.class.getClassLoader(), "ui");
    ServerOptions options = ServerOptions.of(token, ui).withPort(0);
    server = Server.start(more.apply(options), platform, queries, Duration.ofMillis(500));
    client = new Client(server.port(), token);
  }

  @Override
  public void close() {
    server.close();
  }
}
