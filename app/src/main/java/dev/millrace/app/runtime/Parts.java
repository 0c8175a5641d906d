package dev.millrace.app.runtime;

import dev.millrace.api.Problem;
import dev.millrace.server.endpoint.StatusEndpoint.Part;
import dev.millrace.server.endpoint.StatusEndpoint.PartState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The parts of the process, and how long each took to start. */
final class Parts {
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final Progress progress;

  Parts(List<String> names, Progress progress) {
    this.progress = progress;
    for (String name : names) {
      parts.put(
          name, new Part(name, PartState.STARTING, "", OptionalLong.empty(), Optional.empty()));
    }
  }

  /**
   * Starts a part and takes the time.
   *
   * @param detail of the started part, for people
   */
  <T> T start(String name, Supplier<T> start, java.util.function.Function<T, String> detail) {
    long begun = System.nanoTime();
    T part = start.get();
    long millis = (System.nanoTime() - begun) / 1_000_000;
    String text = detail.apply(part);
    synchronized (this) {
      parts.put(
          name, new Part(name, PartState.RUNNING, text, OptionalLong.of(millis), Optional.empty()));
    }
    progress.ready(name, text, Duration.ofMillis(millis));
    return part;
  }

  /** All parts; those with a problem now are shown as failed. */
  synchronized List<Part> all(Map<String, Problem> problems) {
    List<Part> all = new ArrayList<>();
    for (Part part : parts.values()) {
      Problem problem = problems.get(part.name());
      all.add(
          problem == null
              ? part
              : new Part(
                  part.name(),
                  PartState.FAILED,
                  part.detail(),
                  part.startedInMs(),
                  Optional.of(problem)));
    }
    return all;
  }
}
