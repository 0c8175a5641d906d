package dev.millrace.bench.capture;

import dev.millrace.bench.Figure;
import dev.millrace.bench.Percentiles;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Measures a capture beside a peer and beside what bounds it.
 *
 * @param benchmark its name
 * @param prefix of what its figures are called
 */
record Comparison(String benchmark, String prefix, Children children, Size size) {
  private static final String PEER = "Debezium";

  /** Whose figure it is. */
  enum Role {
    /** What the protocol gives. */
    LIMIT,
    MILLRACE,
    PEER
  }

  /** Measures jobs in turn, so that a change of the machine's mood meets all of them. */
  Map<Role, Medians> inTurn(Map<Role, Job> jobs, Runnable after) {
    Map<Role, Medians> medians = new EnumMap<>(Role.class);
    for (int i = 0; i < size.runs(); i++) {
      jobs.forEach(
          (role, job) -> {
            medians.computeIfAbsent(role, key -> new Medians()).add(children.throughput(job));
            after.run();
          });
    }
    return medians;
  }

  /**
   * Rate, CPU and memory of Millrace beside the others that were measured.
   *
   * @param speed changes a second
   */
  List<Figure> figures(
      String what, Map<Role, Medians> read, String limit, ToDoubleFunction<Reading> speed) {
    ToDoubleFunction<Reading> thousands = reading -> speed.applyAsDouble(reading) / 1_000;
    return List.of(
        beside(what, read, thousands, "k/s", limit),
        beside(what + ", CPU of the reader", read, Reading::cpuSecondsPerMillion, "s/M", limit),
        beside(what + ", resident", read, Reading::megabytes, "MB", ""));
  }

  /** What a table takes through to the log, and how fast it comes when the process is warm. */
  List<Figure> logged(Map<Role, Job> jobs, Runnable after) {
    String what = "snapshot to the log, broker included";
    Map<Role, Medians> read = inTurn(jobs, after);
    List<Figure> figures = new ArrayList<>(figures(what, read, "", Reading::perSecond));
    figures.add(
        beside(
            what + ", second half",
            read,
            reading -> reading.secondHalfPerSecond() / 1_000,
            "k/s",
            ""));
    return figures;
  }

  private Figure beside(
      String what,
      Map<Role, Medians> read,
      ToDoubleFunction<Reading> value,
      String unit,
      String limit) {
    Figure figure = figure(what, read.get(Role.MILLRACE).of(value), unit);
    Optional<Medians> peer = Optional.ofNullable(read.get(Role.PEER));
    if (peer.isPresent()) {
      figure = figure.withPeer(PEER, peer.get().of(value));
    }
    Optional<Medians> bound = Optional.ofNullable(read.get(Role.LIMIT));
    return bound.isPresent() && !limit.isEmpty()
        ? figure.withLimit(limit, bound.get().of(value))
        : figure;
  }

  /**
   * The time from a COMMIT until the change is handed over.
   *
   * @param usual the peer as it is by default
   * @param quick the peer with a short poll interval
   */
  List<Figure> latency(
      Job own, Job limit, String limitName, Optional<Job> quick, Optional<Job> usual) {
    Percentiles bare = probed(limit, size.probes());
    Percentiles millrace = probed(own, size.probes());
    Optional<Percentiles> fast = quick.map(job -> probed(job, size.probes()));
    Optional<Percentiles> slow = usual.map(job -> probed(job, size.probes() / 10));
    List<Figure> figures = new ArrayList<>();
    for (double percent : new double[] {50, 99}) {
      String what = "COMMIT to handed over, p" + (int) percent;
      Figure figure =
          figure(what, millrace.millis(percent), "ms").withLimit(limitName, bare.millis(percent));
      figures.add(
          fast.isPresent()
              ? figure.withPeer(PEER + ", poll 10 ms", fast.get().millis(percent))
              : figure);
      slow.ifPresent(
          peer ->
              figures.add(figure(what + ", " + PEER + " by default", peer.millis(percent), "ms")));
    }
    return figures;
  }

  private Percentiles probed(Job job, int probes) {
    return new Percentiles(
        children.latency(new Job(Job.Measure.LATENCY, job.subject(), job.settings(), probes)));
  }

  /** Millrace's memory with a heap of 1 GB. */
  Figure memory(String what, Map<String, String> settings, long changes) {
    Reading reading =
        children.withHeap("1g").throughput(Job.throughput(SubjectKind.MILLRACE, settings, changes));
    return figure(what + ", resident with -Xmx1g", reading.megabytes(), "MB");
  }

  Figure figure(String what, double value, String unit) {
    return Figure.of(benchmark, prefix + what, value, unit);
  }

  /** The same with the peer's value beside it. */
  Figure figure(String what, double value, String unit, double peer) {
    return figure(what, value, unit).withPeer(PEER, peer);
  }
}
