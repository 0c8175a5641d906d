package dev.millrace.bench.tracking;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends requests one after the other over one connection; as little of a client as will do. */
final class HttpSender implements AutoCloseable {
  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;

  HttpSender(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    out = socket.getOutputStream();
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** A request as it goes over the wire. */
  static byte[] request(int port, String path, String token, byte[] body) {
    String head =
        String.join(
            "\r\n",
            "POST " + path + " HTTP/1.1",
            "Host: 127.0.0.1:" + port,
            "Authorization: Bearer " + token,
            "Content-Type: application/x-ndjson",
            "Content-Length: " + body.length,
            "",
            "");
    byte[] begin = head.getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[begin.length + body.length];
    System.arraycopy(begin, 0, request, 0, begin.length);
    System.arraycopy(body, 0, request, begin.length, body.length);
    return request;
  }

  /** Sends a request and reads the answer; returns its status. */
  int send(byte[] request) throws IOException {
    out.write(request);
    String status = line();
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      if (header.startsWith("Content-Length: ")) {
        length = Integer.parseInt(header.substring("Content-Length: ".length()));
      }
    }
    in.skipNBytes(length);
    return Integer.parseInt(status.substring(9, 12));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int one = in.read(); one != '\n'; one = in.read()) {
      if (one < 0) {
        throw new IOException("The server has closed the connection.");
      }
      if (one != '\r') {
        line.append((char) one);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
