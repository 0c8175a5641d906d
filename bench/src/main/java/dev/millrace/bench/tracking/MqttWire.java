package dev.millrace.bench.tracking;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/** As much of MQTT 3.1.1 as a bare publisher and a bare subscriber with QoS 1 need. */
final class MqttWire implements AutoCloseable {
  private static final int PUBLISH_QOS_1 = 0x32;
  private static final int PUBACK = 0x40;
  private static final int PACKETS = 65_535;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  MqttWire(int port, String clientId) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
    byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
    out.write(0x10);
    out.write(12 + id.length);
    out.writeUTF("MQTT");
    out.write(4);
    // A clean session.
    out.write(2);
    out.writeShort(60);
    out.writeUTF(clientId);
    out.flush();
    in.skipNBytes(4);
  }

  void subscribe(String filter) throws IOException {
    byte[] utf8 = filter.getBytes(StandardCharsets.UTF_8);
    out.write(0x82);
    out.write(5 + utf8.length);
    out.writeShort(1);
    out.writeUTF(filter);
    out.write(1);
    out.flush();
    in.skipNBytes(5);
  }

  /**
   * Publishes with QoS 1, and returns when the broker has acknowledged all.
   *
   * @param inFlight how many wait to be acknowledged at most
   */
  void publish(String topic, byte[] payload, long count, int inFlight) throws Exception {
    Semaphore room = new Semaphore(inFlight);
    Thread acknowledged =
        new Thread(
            () -> {
              try {
                for (long i = 0; i < count; i++) {
                  in.skipNBytes(4);
                  room.release();
                }
              } catch (IOException e) {
                room.release(inFlight);
              }
            });
    acknowledged.start();
    byte[] utf8 = topic.getBytes(StandardCharsets.UTF_8);
    for (long i = 0; i < count; i++) {
      if (!room.tryAcquire()) {
        out.flush();
        room.acquire();
      }
      out.write(PUBLISH_QOS_1);
      length(4 + utf8.length + payload.length);
      out.writeUTF(topic);
      out.writeShort((int) (i % PACKETS) + 1);
      out.write(payload);
    }
    out.flush();
    acknowledged.join();
  }

  /** Receives and acknowledges so many messages. */
  void receive(long count) throws IOException {
    for (long i = 0; i < count; i++) {
      in.read();
      int length = length();
      int topic = in.readUnsignedShort();
      in.skipNBytes(topic);
      int packet = in.readUnsignedShort();
      in.skipNBytes(length - 4 - topic);
      out.write(PUBACK);
      out.write(2);
      out.writeShort(packet);
      if (in.available() == 0) {
        out.flush();
      }
    }
    out.flush();
  }

  private void length(int length) throws IOException {
    int left = length;
    while (left > 127) {
      out.write((left & 127) | 128);
      left >>= 7;
    }
    out.write(left);
  }

  private int length() throws IOException {
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      int one = in.read();
      length |= (one & 127) << shift;
      if (one < 128) {
        return length;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
