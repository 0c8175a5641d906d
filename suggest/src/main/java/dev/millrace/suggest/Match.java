package dev.millrace.suggest;

import dev.millrace.suggest.Proposal.Doubt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A table of the source that fills one of the model, while its columns are being found. */
final class Match {
  private final Target target;
  private final Table table;
  private final double confidence;
  private final String reason;
  private final Optional<String> role;
  private final List<Choice> choices = new ArrayList<>();
  private final List<Doubt> doubts = new ArrayList<>();

  Match(Target target, Table table, double confidence, String reason, Optional<String> role) {
    this.target = target;
    this.table = table;
    this.confidence = confidence;
    this.reason = reason;
    this.role = role;
  }

  Target target() {
    return target;
  }

  Table table() {
    return table;
  }

  double confidence() {
    return confidence;
  }

  String reason() {
    return reason;
  }

  Optional<String> role() {
    return role;
  }

  /** Whether a column says a role that is known already, because all rows have it. */
  boolean isRole(ModelColumn column) {
    return role.isPresent()
        && (target.sides().isEmpty()
            ? target.roles().contains(column.name().replaceFirst("^is_", ""))
            : column.name().equals(Target.DIRECTION)
                || (column.name().equals(Target.KIND) && role.get().equals(Target.ZONE)));
  }

  /** In the model's order. */
  List<Choice> choices() {
    return choices.stream()
        .sorted(Comparator.comparingInt(choice -> target.columns().indexOf(choice.wanted())))
        .toList();
  }

  Optional<Choice> choice(ModelColumn wanted) {
    return choices.stream().filter(choice -> choice.wanted().equals(wanted)).findFirst();
  }

  void add(Choice choice) {
    choices.add(choice);
  }

  void remove(Choice choice) {
    choices.remove(choice);
  }

  List<Doubt> doubts() {
    return doubts;
  }

  /** Columns of the table itself that feed something, or join what does. */
  Set<String> used() {
    Set<String> used = new HashSet<>(table.key());
    for (Choice choice : choices) {
      if (choice.path().isEmpty()) {
        used.add(choice.column().name());
      } else {
        used.addAll(choice.path().get(0).columns());
      }
    }
    return used;
  }
}
