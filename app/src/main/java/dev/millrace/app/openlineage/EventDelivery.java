package dev.millrace.app.openlineage;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events over in their order, from a thread of its own. A receiver that does not answer is
 * asked again; when too many wait, the oldest is given up. Nothing waits for it.
 */
final class EventDelivery implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(EventDelivery.class);
  private static final int MOST_WAITING = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(3);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final EventSettings settings;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread thread = new Thread(this::run, "millrace-openlineage");
  private volatile boolean closing;
  private volatile boolean handing;
  private boolean complained;

  EventDelivery(EventSettings settings) {
    this.settings = settings;
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes an event; returns at once. */
  void send(String event) {
    while (!waiting.offer(event)) {
      if (waiting.poll() != null) {
        LOGGER.warn("An OpenLineage event is given up: {} wait already", MOST_WAITING);
      }
    }
  }

  private void run() {
    try {
      while (!(closing && waiting.isEmpty())) {
        String event = waiting.poll(100, TimeUnit.MILLISECONDS);
        if (event != null) {
          handing = true;
          append(event);
          post(event);
          handing = false;
        }
      }
    } catch (InterruptedException e) {
      LOGGER.debug("OpenLineage events are not handed over any more", e);
    }
  }

  private void append(String event) {
    if (settings.file().isEmpty()) {
      return;
    }
    Path file = settings.file().get().toAbsolutePath();
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(
          file,
          event + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      complain("Cannot write OpenLineage events to " + file + ": " + e);
    }
  }

  private void post(String event) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (settings.url().isPresent() && !isTaken(event)) {
      Thread.sleep(pause.toMillis());
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
  }

  /** Whether nothing would come of it to send the event again. */
  private boolean isTaken(String event) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.url().orElseThrow())
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(event));
    if (!settings.key().isEmpty()) {
      request.header("Authorization", "Bearer " + settings.key());
    }
    try {
      int status =
          client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status < 300) {
        complained = false;
        return true;
      }
      complain("The receiver of OpenLineage events answers with status " + status);
      return status < 500 && status != 408 && status != 429;
    } catch (IOException e) {
      complain("Cannot reach the receiver of OpenLineage events: " + e);
      return false;
    }
  }

  /** Once, until it goes well again. */
  private void complain(String text) {
    if (!complained) {
      LOGGER.warn("{}; look at lineage.openlineage-url and -file in millrace.yaml", text);
      complained = true;
    }
  }

  /** Hands over what waits, for a few seconds at most. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(LAST_PATIENCE.toMillis());
      if (thread.isAlive()) {
        LOGGER.warn(
            "{} OpenLineage events are given up: their receiver does not take them",
            waiting.size() + (handing ? 1 : 0));
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
