package dev.millrace.server;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.server.endpoint.Beat;
import dev.millrace.server.endpoint.LakeUpkeeps;
import dev.millrace.server.endpoint.Lookout;
import dev.millrace.server.endpoint.Platform;
import dev.millrace.server.endpoint.Queries;
import dev.millrace.server.endpoint.Verifications;
import dev.millrace.server.endpoint.WorkbenchRuns;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;

/** The running HTTP server: API, event streams and UI. */
public final class Server implements AutoCloseable {
  /** How long a client may take for one answer of a live query. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final int port;
  private final Beat beat;
  private final Lookout lookout;
  private final Verifications verifications;
  private final LakeUpkeeps upkeeps;
  private final WorkbenchRuns workbench;
  private final Web web;

  private Server(
      int port,
      Beat beat,
      Lookout lookout,
      Verifications verifications,
      LakeUpkeeps upkeeps,
      WorkbenchRuns workbench,
      Web web) {
    this.port = port;
    this.beat = beat;
    this.lookout = lookout;
    this.verifications = verifications;
    this.upkeeps = upkeeps;
    this.workbench = workbench;
    this.web = web;
  }

  /**
   * Listens and answers. It may be started before the rest of Millrace: what is not ready yet says
   * so by throwing NOT_RUNNING.
   *
   * @throws MillraceException PORT_TAKEN, or CONFIGURATION_INVALID when the host is none of this
   *     machine
   */
  public static Server start(ServerOptions options, Platform platform, Queries queries) {
    return start(options, platform, queries, PATIENCE);
  }

  static Server start(
      ServerOptions options, Platform platform, Queries queries, Duration patience) {
    ServerSocketChannel listening = listen(options);
    int port = listening.socket().getLocalPort();
    Beat beat = new Beat(platform);
    Lookout lookout = new Lookout(Clock.systemUTC());
    Verifications verifications = new Verifications(platform, Clock.systemUTC());
    LakeUpkeeps upkeeps = new LakeUpkeeps(platform, Clock.systemUTC());
    WorkbenchRuns workbench = new WorkbenchRuns();
    Web web =
        new Web(
            listening,
            new Guard(options, port),
            options.ui(),
            Api.endpoints(
                platform, queries, beat, lookout, verifications, upkeeps, workbench, patience),
            platform::icebergCatalog,
            platform.telemetry());
    return new Server(port, beat, lookout, verifications, upkeeps, workbench, web);
  }

  /** The port it listens on, also when a free one was taken. */
  public int port() {
    return port;
  }

  private static ServerSocketChannel listen(ServerOptions options) {
    String address = options.host() + ":" + options.port();
    try {
      ServerSocketChannel channel = ServerSocketChannel.open();
      try {
        channel.bind(new InetSocketAddress(options.host(), options.port()));
        return channel;
      } catch (IOException | UnresolvedAddressException e) {
        channel.close();
        throw e;
      }
    } catch (BindException e) {
      throw taken(options, address, e);
    } catch (IOException | UnresolvedAddressException e) {
      throw new MillraceException(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot listen on " + address + ".",
          "Choose an address of this machine, 127.0.0.1 for instance.",
          e);
    }
  }

  private static MillraceException taken(ServerOptions options, String address, BindException e) {
    if (String.valueOf(e.getMessage()).startsWith("Address already in use")) {
      return new MillraceException(
          ErrorCode.PORT_TAKEN,
          "Cannot listen on port " + options.port() + ": another program does already.",
          "Stop that program (`ss -ltnp` names it), or choose another port with --port.",
          e);
    }
    return new MillraceException(
        ErrorCode.CONFIGURATION_INVALID,
        "Cannot listen on " + address + ".",
        "Choose an address of this machine and a port from 1024 to 65535.",
        e);
  }

  /** Ends at once, open streams too. */
  @Override
  public void close() {
    web.close();
    beat.close();
    lookout.close();
    verifications.close();
    upkeeps.close();
    workbench.close();
  }
}
