package dev.millrace.flow;

import dev.millrace.api.TableSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What would become of mappings if they were run on a flow's folder; nothing is started for it. */
public final class FlowPlan {
  /** What a mapping with a join reads in a second on two cores; see the benchmarks. */
  private static final long RECORDS_PER_SECOND = 50_000;

  /** Planning, stopping and starting jobs. */
  private static final long LEAST_SECONDS = 5;

  private FlowPlan() {}

  /** What becomes of a mapping. */
  public enum Outcome {
    /** It goes on where it was. */
    SAME,
    /** It has not run yet: it reads its tables from the beginning. */
    NEW,
    /** Its rows are made anew beside those it has, which stay until all are there. */
    REPLAYED,
    /** It goes on where it was in its new form; the events it has made stay as they are. */
    CONTINUED,
    /** Its file is gone: it does not run, and its rows stay as they are. */
    GONE
  }

  /**
   * What becomes of one mapping.
   *
   * @param records how many it reads, as far as that is known from when it ran last
   */
  public record Step(String mapping, Outcome outcome, OptionalLong records) {

    /** Roughly how long it takes until its rows are there; empty when nothing is to be done. */
    public Optional<Duration> time() {
      return outcome == Outcome.REPLAYED && records.isPresent()
          ? Optional.of(
              Duration.ofSeconds(LEAST_SECONDS + records.getAsLong() / RECORDS_PER_SECOND))
          : Optional.empty();
    }
  }

  /**
   * Compares mappings with what has run. A table that has changed meanwhile shows only when they
   * run.
   *
   * @param folder the flow's
   * @param model all tables of the model
   * @param holding what holds back rows, of whichever table
   * @throws dev.millrace.api.MillraceException when the folder cannot be read
   */
  public static List<Step> of(
      Path folder,
      Collection<MappingFile> mappings,
      List<TableSchema> model,
      Collection<HoldBack> holding) {
    List<Step> steps = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (MappingFile mapping : mappings) {
      names.add(mapping.name());
      String essence = Form.essence(mapping, model, holding);
      Outcome changed =
          MappingKind.of(mapping, model) == MappingKind.EVENTS
              ? Outcome.CONTINUED
              : Outcome.REPLAYED;
      steps.add(step(new Forms(folder, mapping.name()), mapping.name(), essence, changed));
    }
    for (String name : Forms.names(folder)) {
      if (!names.contains(name)) {
        steps.add(new Step(name, Outcome.GONE, OptionalLong.empty()));
      }
    }
    return steps;
  }

  private static Step step(Forms forms, String mapping, String essence, Outcome changed) {
    Optional<Form> current = forms.current();
    if (current.isEmpty()) {
      return new Step(mapping, Outcome.NEW, OptionalLong.empty());
    }
    boolean same =
        forms.swapping().isEmpty() && forms.essence(current.get()).equals(Optional.of(essence));
    return new Step(mapping, same ? Outcome.SAME : changed, forms.records(current.get()));
  }
}
