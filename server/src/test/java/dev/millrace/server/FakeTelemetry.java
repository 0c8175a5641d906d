package dev.millrace.server;

import dev.millrace.server.endpoint.NotFoundException;
import dev.millrace.server.endpoint.Telemetry;
import dev.millrace.server.endpoint.TelemetryEndpoint.RefusedEvent;
import dev.millrace.server.endpoint.TelemetryEndpoint.TelemetryReceipt;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** One source named fleet; it keeps what it is sent. */
final class FakeTelemetry implements Telemetry {
  static final String TOKEN = "devices-of-the-fleet-0001";

  final BlockingQueue<String> taken = new LinkedBlockingQueue<>();
  volatile CountDownLatch gate = new CountDownLatch(0);

  @Override
  public boolean opens(String source, String token) {
    return source.equals("fleet") && token.equals(TOKEN);
  }

  @Override
  public TelemetryReceipt take(String source, Form form, byte[] body, Optional<String> key) {
    if (!source.equals("fleet")) {
      throw new NotFoundException("Cannot take events of source " + source + ".", "Send to fleet.");
    }
    taken.add(form + " " + key.orElse("-") + " " + new String(body, StandardCharsets.UTF_8));
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new TelemetryReceipt(1, 1, List.of(new RefusedEvent(2, "It is no JSON object.")), false);
  }
}
