package dev.millrace.log;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** One Kafka broker and controller (KRaft) in this process, listening on 127.0.0.1 only. */
public final class EmbeddedBroker implements AutoCloseable {
  private static final int NODE = 1;

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker, formatting its folder when it is new.
   *
   * @param folder keeps the topics
   * @param port to listen on; 0 takes a free one
   * @throws MillraceException when the port is taken
   */
  public static EmbeddedBroker start(Path folder, int port) {
    int listen = port == 0 ? freePort() : requireFree(port);
    int controller = freePort();
    try {
      Files.createDirectories(folder);
      format(folder, clusterId(folder));
    } catch (IOException e) {
      throw new MillraceException(
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot write to the log's folder: " + folder + ".",
          "Check its rights and free space, or give another with --data.",
          e);
    }
    KafkaRaftServer server =
        new KafkaRaftServer(
            KafkaConfig.fromProps(properties(folder, listen, controller)), Time.SYSTEM);
    server.startup();
    return new EmbeddedBroker(server, listen);
  }

  public int port() {
    return port;
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  private static Properties properties(Path folder, int port, int controller) {
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(NODE));
    properties.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controller);
    properties.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller);
    properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("inter.broker.listener.name", "PLAINTEXT");
    properties.put("log.dirs", folder.toString());
    properties.put("auto.create.topics.enable", "false");
    properties.put("default.replication.factor", "1");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("transaction.state.log.num.partitions", "1");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    // One process on a small machine: few threads, small buffers.
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "4");
    properties.put("background.threads", "2");
    properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
    properties.put("log.cleaner.io.buffer.size", Integer.toString(1 << 18));
    properties.put("queued.max.requests", "100");
    properties.put("message.max.bytes", Integer.toString(64 << 20));
    properties.put("replica.fetch.max.bytes", Integer.toString(64 << 20));
    // Flink's transactions stay open between checkpoints, longer after a failure.
    properties.put("transaction.max.timeout.ms", Integer.toString(60 * 60 * 1000));
    properties.put("log.retention.ms", "-1");
    return properties;
  }

  private static String clusterId(Path folder) throws IOException {
    Path file = folder.resolveSibling(folder.getFileName() + ".cluster");
    if (!Files.exists(file)) {
      Files.writeString(file, Uuid.randomUuid().toString(), StandardCharsets.UTF_8);
    }
    return Files.readString(file, StandardCharsets.UTF_8).trim();
  }

  private static void format(Path folder, String clusterId) throws IOException {
    Formatter formatter = new Formatter();
    formatter.setClusterId(clusterId);
    formatter.setNodeId(NODE);
    formatter.setReleaseVersion(MetadataVersion.LATEST_PRODUCTION);
    formatter.setControllerListenerName("CONTROLLER");
    formatter.addDirectory(folder.toString());
    formatter.setMetadataLogDirectory(folder.toString());
    formatter.setIgnoreFormatted(true);
    formatter.setPrintStream(
        new java.io.PrintStream(
            java.io.OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      formatter.run();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("Cannot format the log's folder: " + folder, e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new MillraceException(
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot find a free port on 127.0.0.1.",
          "Stop programs that hold many connections.",
          e);
    }
  }

  private static int requireFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return port;
    } catch (IOException e) {
      throw new MillraceException(
          ErrorCode.PORT_TAKEN,
          "Cannot listen on port: " + port + " is taken.",
          "Stop the program that holds it, or set another port for the log (log.port).",
          e);
    }
  }

  /** Stops the broker in order; returns when it has stopped. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
