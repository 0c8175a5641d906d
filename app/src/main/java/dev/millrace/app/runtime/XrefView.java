package dev.millrace.app.runtime;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.live.LiveStats;
import dev.millrace.log.rows.RowKey;
import dev.millrace.server.endpoint.CrossReferenceEndpoint.CrossReferenceCount;
import dev.millrace.server.endpoint.CrossReferenceEndpoint.CrossReferenced;
import dev.millrace.server.endpoint.CrossReferenceEndpoint.CrossReferences;
import dev.millrace.server.endpoint.DecidePairEndpoint.DecidedPair;
import dev.millrace.server.endpoint.DecidePairEndpoint.PairState;
import dev.millrace.server.endpoint.DecidePairEndpoint.PairStatus;
import dev.millrace.server.endpoint.TablesEndpoint.Kind;
import dev.millrace.server.endpoint.TablesEndpoint.Table;
import dev.millrace.xref.CrossReference;
import dev.millrace.xref.Status;
import dev.millrace.xref.Subject;
import dev.millrace.xref.XrefStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows the cross-reference to the HTTP server. */
final class XrefView {
  /** The server knows its callers by the one token they all have. */
  private static final String CALLER = "person";

  private XrefView() {}

  static CrossReferences of(Optional<CrossReference> xref) {
    Optional<XrefStatus> status = xref.map(CrossReference::status);
    List<CrossReferenceCount> counts = new ArrayList<>();
    status.ifPresent(
        now -> now.subjects().forEach((subject, count) -> counts.add(count(subject, count))));
    return new CrossReferences(counts, status.flatMap(XrefStatus::problem));
  }

  private static CrossReferenceCount count(Subject subject, XrefStatus.Count count) {
    return new CrossReferenceCount(
        switch (subject) {
          case ITEM -> CrossReferenced.ITEM;
          case PARTY -> CrossReferenced.PARTY;
        },
        count.rows(),
        count.joined(),
        count.groups(),
        count.pairs().getOrDefault(Status.CERTAIN, 0L),
        count.pairs().getOrDefault(Status.PROPOSED, 0L),
        count.pairs().getOrDefault(Status.CONFIRMED, 0L),
        count.pairs().getOrDefault(Status.REJECTED, 0L));
  }

  static PairState decide(Optional<CrossReference> xref, DecidedPair pair) {
    CrossReference running =
        xref.orElseThrow(
            () ->
                new MillraceException(
                    ErrorCode.NOT_RUNNING,
                    "Cannot write the decision: the cross-reference is still starting.",
                    "Try again in a few seconds."));
    Subject subject =
        switch (pair.table()) {
          case ITEM -> Subject.ITEM;
          case PARTY -> Subject.PARTY;
        };
    Optional<Status> decision =
        switch (pair.decision()) {
          case CONFIRMED -> Optional.of(Status.CONFIRMED);
          case REJECTED -> Optional.of(Status.REJECTED);
          case NONE -> Optional.empty();
        };
    return running
        .decide(
            subject,
            new RowKey(pair.system(), pair.key()),
            new RowKey(pair.otherSystem(), pair.otherKey()),
            decision,
            CALLER)
        .map(
            now ->
                new PairState(
                    status(now.status()),
                    now.confidence(),
                    Optional.of(now.decidedBy()).filter(by -> !by.isEmpty())))
        .orElse(new PairState(PairStatus.NONE, 0, Optional.empty()));
  }

  private static PairStatus status(Status status) {
    return switch (status) {
      case CERTAIN -> PairStatus.CERTAIN;
      case PROPOSED -> PairStatus.PROPOSED;
      case CONFIRMED -> PairStatus.CONFIRMED;
      case REJECTED -> PairStatus.REJECTED;
    };
  }

  /** The unified tables; each has a row less for every row that has an equal before it. */
  static List<Table> unified(
      LiveStats live, List<TableSchema> unified, Optional<CrossReference> xref) {
    List<Table> tables = new ArrayList<>();
    for (TableSchema schema : unified) {
      TableName name = schema.name();
      Optional<LiveStats.Table> rows =
          live.tables().stream().filter(table -> table.name().equals(name)).findFirst();
      Optional<XrefStatus.Count> count = xref.flatMap(running -> running.status().of(name));
      long fewer = count.map(now -> now.joined() - now.groups()).orElse(0L);
      tables.add(
          new Table(
              "unified." + name.table(),
              Kind.UNIFIED,
              Optional.empty(),
              false,
              Math.max(0, rows.map(LiveStats.Table::rows).orElse(0L) - fewer),
              rows.map(LiveStats.Table::changes).orElse(0L),
              rows.map(LiveStats.Table::changesPerSecond).orElse(0.0),
              rows.flatMap(LiveStats.Table::lastCommit),
              schema.key(),
              PlatformView.columns(schema)));
    }
    return tables;
  }
}
