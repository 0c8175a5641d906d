package dev.millrace.server.endpoint;

import dev.millrace.api.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** {@code GET /api/status}: how every part is. */
public final class StatusEndpoint implements Endpoint {

  /** What a Millrace is doing. */
  public enum State {
    STARTING,
    RUNNING,
    STOPPING
  }

  /** How a part of the process, or a mapping, is. */
  public enum PartState {
    STARTING,
    RUNNING,
    FAILED
  }

  /** How a source is. */
  public enum SourceState {
    STARTING,
    SNAPSHOT,
    STREAMING,
    FAILED,
    STOPPED
  }

  /** How every part is. */
  public record Status(
      String version,
      Instant startedAt,
      long uptimeMs,
      State state,
      Memory memory,
      @Description("The parts of the process, in the order in which they start.") List<Part> parts,
      List<Source> sources,
      List<MappingState> mappings,
      Freshness freshness,
      double changesPerSecond,
      @Description("Null until sensors are followed.") Optional<Tracking> tracking,
      @Description("Null when the demo does not run.") Optional<DemoRate> demo) {}

  /** What the process uses. */
  public record Memory(long heapBytes, long residentBytes) {}

  /** A part of the process. */
  public record Part(
      @Description("log, connect, flow, xref, documents, lake, live, positions or server.")
          String name,
      PartState state,
      @Description("What it is doing or where it listens; may be empty.") String detail,
      @Description("How long its start took; null while it starts.") OptionalLong startedInMs,
      Optional<Problem> error) {}

  /** A connected system. */
  public record Source(
      String name,
      String connector,
      SourceState state,
      @Description("How many tables are captured.") int tables,
      @Description("Rows alive in its tables.") long rows,
      double changesPerSecond,
      @Description("From the newest commit seen to its visibility in the live store.")
          OptionalLong lagMs,
      Optional<Instant> lastCommitAt,
      @Description("Null when no rows are being read, or when the connector does not tell.")
          Optional<SnapshotProgress> snapshot,
      @Description("Null while the connector does not tell.") Optional<CaptureLag> captureLag,
      Optional<Problem> error) {}

  /** How far the reading of a source's rows is: at first of all tables, later of added ones. */
  public record SnapshotProgress(
      @Description("Those being read, and those already read with them.") int tables,
      int tablesDone,
      long rows,
      @Description("About how many rows there are in all; null while that is not known.")
          OptionalLong rowsTotal,
      @Description("Rows read of those that there are, rounded down; null like rows_total.")
          OptionalInt percent,
      @Description("At the pace of the last minute; null while that is not known.")
          OptionalLong secondsLeft) {}

  /** How far the capture of a source is behind what has happened there. */
  public record CaptureLag(
      @Description("Bytes of the source's log that are not captured yet.") long bytes,
      @Description("Bytes of its log that the source keeps for the capture.") long retainedLogBytes,
      @Description("Since when the capture has not had all that had happened.") double seconds,
      @Description("What will go wrong if nothing is done, and what to do; null when all is well.")
          Optional<String> warning) {}

  /** A mapping file, which runs as one job. */
  public record MappingState(
      String name,
      PartState state,
      @Description("The model tables it writes.") List<String> tables,
      Optional<Problem> error) {}

  /** From a commit in a source to its visibility in the live store. */
  public record Freshness(
      @Description("Of the newest change; null before the first.") OptionalLong nowMs,
      @Description("Median of the last minute.") OptionalLong p50Ms,
      @Description("99th percentile of the last minute.") OptionalLong p99Ms) {}

  /** How the positions of sensors are followed. */
  public record Tracking(
      @Description("How many sensors have reported where they are.") int sensors,
      @Description("Readings with a position since the start.") long readings,
      @Description("Readings that tell of no sensor, place and time.") long refused) {}

  /** The demo's business in short. */
  public record DemoRate(int ratePerMinute, long transactions) {}

  private final Platform platform;

  public StatusEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.get(
        "/api/status", "status", "How every part is.", Route.Effort.QUICK, Status.class);
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(platform.status());
  }
}
