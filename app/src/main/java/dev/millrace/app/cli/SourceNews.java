package dev.millrace.app.cli;

import dev.millrace.server.endpoint.StatusEndpoint.CaptureLag;
import dev.millrace.server.endpoint.StatusEndpoint.Source;
import dev.millrace.server.endpoint.StatusEndpoint.SourceState;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells the person who waits how the reading of rows goes on where it takes long, ever more seldom,
 * and each source's warning once.
 */
final class SourceNews {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private final Consumer<String> say;
  private final Consumer<String> complain;
  private final Map<String, Reading> readings = new HashMap<>();
  private final Set<String> warned = new HashSet<>();

  /**
   * A read that goes on.
   *
   * @param due in nanoseconds of {@link System#nanoTime()}: when something is said next
   * @param pause before that
   */
  private record Reading(long due, Duration pause) {
    static Reading begun(long now) {
      return new Reading(now + FIRST_WAIT.toNanos(), FIRST_WAIT);
    }

    Reading told(long now) {
      Duration doubled = pause.multipliedBy(2);
      Duration next = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
      return new Reading(now + next.toNanos(), next);
    }

    boolean wasTold() {
      return !pause.equals(FIRST_WAIT);
    }
  }

  SourceNews(Consumer<String> say, Consumer<String> complain) {
    this.say = say;
    this.complain = complain;
  }

  /**
   * Looks at the sources, about once a second.
   *
   * @param now in nanoseconds of {@link System#nanoTime()}
   */
  void look(List<Source> sources, long now) {
    for (Source source : sources) {
      reading(source, now);
      warning(source);
    }
  }

  private void reading(Source source, long now) {
    Optional<Reading> before = Optional.ofNullable(readings.get(source.name()));
    if (source.snapshot().isPresent()) {
      Reading reading = before.orElseGet(() -> Reading.begun(now));
      boolean due = now - reading.due() >= 0;
      if (due) {
        say.accept(source.name() + ": " + SourceText.reading(source.snapshot().get()));
      }
      readings.put(source.name(), due ? reading.told(now) : reading);
    } else if (source.state() == SourceState.STREAMING) {
      readings.remove(source.name());
      if (before.filter(Reading::wasTold).isPresent()) {
        say.accept(source.name() + ": all rows are read");
      }
    }
  }

  private void warning(Source source) {
    Optional<String> warning = source.captureLag().flatMap(CaptureLag::warning);
    if (warning.isEmpty()) {
      warned.remove(source.name());
    } else if (warned.add(source.name())) {
      complain.accept(source.name() + ": " + warning.get());
    }
  }
}
