package dev.millrace.app.runtime;

import dev.millrace.api.Problem;
import dev.millrace.app.config.Project;
import dev.millrace.documents.Documents;
import dev.millrace.flow.FlowStatus;
import dev.millrace.lake.LakeStatus;
import dev.millrace.xref.CrossReference;
import dev.millrace.xref.XrefStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a whole Millrace is: what stands in its way, and whether it is behind. */
final class Health {
  /** So few records behind is as good as none while business goes on. */
  private static final long SMALL_LAG = 200;

  private final Millrace millrace;

  Health(Millrace millrace) {
    this.millrace = millrace;
  }

  /** All that stands in the way now. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    for (SourceSupervisor source : millrace.sources()) {
      source
          .health()
          .problem()
          .or(() -> millrace.news(source.source().name()).flatMap(SourceProgress.News::problem))
          .ifPresent(problems::add);
    }
    millrace.mappings().forEach(mapping -> mapping.problem().ifPresent(problems::add));
    millrace.standing().forEach(job -> job.problem().ifPresent(problems::add));
    millrace.lakeStatus().flatMap(LakeStatus::problem).ifPresent(problems::add);
    millrace
        .crossReference()
        .map(CrossReference::status)
        .flatMap(XrefStatus::problem)
        .ifPresent(problems::add);
    millrace.documentIndex().flatMap(Documents::problem).ifPresent(problems::add);
    return problems;
  }

  /** Whether every source streams, every mapping runs and the live store has read all there is. */
  boolean caughtUp() {
    boolean streaming =
        millrace.sources().stream()
            .allMatch(
                source ->
                    millrace
                        .news(source.source().name())
                        .filter(news -> news.state().equals("streaming"))
                        .isPresent());
    return streaming
        && millrace.mappings().stream()
            .allMatch(m -> m.state() == FlowStatus.State.RUNNING && m.replayed().isEmpty())
        && millrace.liveStats().filter(stats -> stats.lagRecords() < SMALL_LAG).isPresent();
  }

  /** Sources whose file is wrong, with the first thing that is. */
  static Map<String, Problem> brokenSources(Project project) {
    Map<String, Problem> broken = new LinkedHashMap<>();
    for (Problem problem : project.problems()) {
      String file = problem.place().file();
      if (file.startsWith("sources/") && file.endsWith(".yaml")) {
        broken.putIfAbsent(
            file.substring("sources/".length(), file.length() - ".yaml".length()), problem);
      }
    }
    return broken;
  }
}
