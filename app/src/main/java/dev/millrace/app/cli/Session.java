package dev.millrace.app.cli;

import dev.millrace.api.Problem;
import dev.millrace.app.config.Project;
import dev.millrace.app.quality.ExpectationFiles;
import dev.millrace.app.runtime.Millrace;
import dev.millrace.app.runtime.ResidentMemory;
import dev.millrace.demo.Business;
import dev.millrace.demo.Demo;
import dev.millrace.demo.fleet.Fleet;
import dev.millrace.live.LiveStats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One run of Millrace in the foreground: from start to Ctrl-C or the end of its time. */
final class Session {
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** The source to which the demo's fleet reports. */
  private static final String FLEET = "fleet";

  private final Console console;
  private final StartOptions options;

  Session(Console console, StartOptions options) {
    this.console = console;
    this.options = options;
  }

  /** Runs until it is told to stop. Returns the exit status. */
  int run(Project project, Path data, Optional<Demo> demo) throws InterruptedException {
    List<Problem> fatal =
        project.problems().stream()
            .filter(problem -> problem.place().file().equals("millrace.yaml"))
            .toList();
    if (!fatal.isEmpty()) {
      fatal.forEach(console::complain);
      return 1;
    }
    project.problems().forEach(console::complain);
    ExpectationFiles.of(project).problems().forEach(console::complain);
    long begun = System.nanoTime();
    console.say("Starting Millrace …");
    CountDownLatch stop = new CountDownLatch(1);
    StopSignals.onStop(
        () -> {
          console.say("Stopping … (Ctrl-C once more ends it at once)");
          stop.countDown();
        });
    Project configured = project.with(options.apply(project.settings()));
    Optional<Business> business = demo.map(Demo::business);
    try (Millrace millrace = Millrace.start(configured, data, business, console::ready)) {
      console.say("");
      console.say("  Open  " + millrace.address());
      console.say("");
      console.say("  Ctrl-C stops everything.");
      Optional<Fleet> fleet =
          demo.filter(any -> configured.sources().stream().anyMatch(Session::isFleet))
              .map(running -> running.fleet(millrace.telemetryAddress(FLEET)));
      boolean ended = watch(millrace, stop, begun);
      fleet.ifPresent(Fleet::close);
      if (ended) {
        summary(millrace, business, begun);
        console.say("Stopping …");
      }
    }
    console.say("Stopped.");
    return 0;
  }

  private static boolean isFleet(Project.Source source) {
    return source.config().name().equals(FLEET);
  }

  /**
   * Tells each new problem once, how long reads go on, and when the first rows are there. Returns
   * true at its time's end.
   */
  private boolean watch(Millrace millrace, CountDownLatch stop, long begun)
      throws InterruptedException {
    Set<Problem> told = new HashSet<>();
    SourceNews news = new SourceNews(text -> console.say("  " + text), console::complain);
    boolean caughtUp = false;
    long end =
        options.time().map(time -> System.nanoTime() + time.toNanos()).orElse(Long.MAX_VALUE);
    while (!stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
      for (Problem problem : millrace.problems()) {
        if (told.add(problem)) {
          console.complain(problem);
        }
      }
      news.look(millrace.status().sources(), System.nanoTime());
      if (!caughtUp && millrace.caughtUp()) {
        caughtUp = true;
        console.say(
            String.format(
                "  All rows of all sources are there, %.1f s after the start.",
                (System.nanoTime() - begun) / 1e9));
      }
      if (System.nanoTime() >= end) {
        return true;
      }
    }
    return false;
  }

  private void summary(Millrace millrace, Optional<Business> business, long begun) {
    LiveStats live = millrace.liveStats().orElseThrow();
    console.say(
        String.format(
            "Summary: ran %.0f s, %d changes, %d tables, freshness p50 %d ms p99 %d ms, %d MB"
                + " resident%s",
            (System.nanoTime() - begun) / 1e9,
            live.changesTotal(),
            live.tables().size(),
            live.freshness().p50Millis(),
            live.freshness().p99Millis(),
            ResidentMemory.bytes() / 1_000_000,
            business.map(b -> ", " + b.transactions() + " ERP transactions").orElse("")));
  }
}
