package dev.millrace.bench.capture;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** A process that measures one job and prints what it measured as its last line. */
public final class Child {
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final int WARM_UP = 300;
  private static final long LEAST_GAP_NANOS = 5_000_000;
  private static final int RANDOM_GAP_NANOS = 20_000_000;

  private Child() {}

  /** Takes the job as JSON. Ends the process, whatever threads the subject has left. */
  public static void main(String[] arguments) {
    try {
      measure(arguments[0]);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }

  private static void measure(String text) throws Exception {
    ObjectMapper json = new ObjectMapper();
    Job job = json.readValue(text, Job.class);
    Arrivals arrivals = new Arrivals();
    try (Subject subject = job.subject().of(job)) {
      subject.start(arrivals);
      Object result =
          switch (job.measure()) {
            case THROUGHPUT -> {
              arrivals.await(job.changes(), PATIENCE);
              yield arrivals.reading();
            }
            case LATENCY -> latencies(job, arrivals);
            case SETTLE -> {
              subject.settle();
              yield 0;
            }
            case RUN -> {
              while (System.in.read() >= 0) {
                // Its parent says nothing until it closes the stream.
              }
              yield arrivals.count();
            }
          };
      System.out.println(json.writeValueAsString(result));
    }
  }

  private static long[] latencies(Job job, Arrivals arrivals) throws Exception {
    Random random = new Random(1);
    int probes = (int) job.changes();
    long[] nanos = new long[probes];
    try (Probing probing = Probing.open(job)) {
      long seen = probing.awaitFirst(arrivals);
      int warmUp = Math.min(probes, WARM_UP);
      for (int i = -warmUp; i < probes; i++) {
        LockSupport.parkNanos(LEAST_GAP_NANOS + random.nextInt(RANDOM_GAP_NANOS));
        long committed = probing.commit();
        long arrived = arrivals.await(++seen, PATIENCE);
        if (i >= 0) {
          nanos[i] = Math.max(0, arrived - committed);
        }
      }
    }
    return nanos;
  }
}
