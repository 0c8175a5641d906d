package dev.millrace.suggest;

import dev.millrace.suggest.Table.Link;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What all rows of a table are, of some roles. Organisations are suppliers, customers or carriers;
 * documents that go two ways are of those that come in or of those that go out. Tables of one role
 * each may fill one table of the model together.
 */
final class Roles {
  /** So much has to speak for a role that no name says. */
  private static final double ENOUGH = 0.4;

  private final TableMatcher matcher;

  Roles(TableMatcher matcher) {
    this.matcher = matcher;
  }

  /** The role of a table's rows in a table of the model that has roles; empty when they differ. */
  Optional<String> of(Table table, Target target) {
    if (target.sides().contains(Target.ZONE)) {
      return Optional.of(isInAnother(table) ? Target.ZONE : "site");
    }
    if (!target.sides().isEmpty()) {
      return side(table, target);
    }
    List<String> roles = target.roles();
    Optional<String> named =
        roles.stream().filter(role -> table.mentions(Set.of(role))).findFirst();
    return named.isPresent() || roles.isEmpty() ? named : spoken(table, target);
  }

  /**
   * The role in which others refer to a table, as the model's comments have it: {@code Customer who
   * ordered}.
   */
  private Optional<String> spoken(Table table, Target target) {
    List<String> roles = target.roles();
    Map<String, Double> spoken = new HashMap<>();
    for (Link link : matcher.referring(table)) {
      for (Target other : matcher.targets()) {
        for (ModelColumn column : other.columns()) {
          if (column.refersTo().contains(target.table())) {
            List<String> said = roles.stream().filter(role -> says(column, role)).toList();
            if (said.size() == 1) {
              spoken.merge(
                  said.get(0), link.confidence() * matcher.share(link.from(), other), Double::sum);
            }
          }
        }
      }
    }
    return spoken.size() == 1 || spoken.values().stream().filter(sum -> sum > ENOUGH).count() == 1
        ? spoken.entrySet().stream()
            .filter(one -> one.getValue() > ENOUGH)
            .map(Map.Entry::getKey)
            .findFirst()
        : Optional.empty();
  }

  /** Whether places lie in others: by their name, or since they refer to their own kind. */
  private static boolean isInAnother(Table table) {
    return table.mentions(Set.of("place"))
        || table.links().stream().anyMatch(link -> link.to() == table);
  }

  /** Which way the documents of a table go: as its name says, or what it refers to. */
  private Optional<String> side(Table table, Target target) {
    Optional<String> named = only(table.mentions(Side.OUT.words), table.mentions(Side.IN.words));
    if (named.isPresent()) {
      return named;
    }
    double out = 0;
    double in = 0;
    for (Link link : table.links()) {
      out = Math.max(out, link.confidence() * refersTo(link.to(), Side.OUT, target));
      in = Math.max(in, link.confidence() * refersTo(link.to(), Side.IN, target));
    }
    Optional<String> referred = only(out > ENOUGH, in > ENOUGH);
    return referred.isPresent() || out > ENOUGH
        ? referred
        : only(mentionedByColumns(table, Side.OUT), mentionedByColumns(table, Side.IN));
  }

  private static Optional<String> only(boolean out, boolean in) {
    return out == in ? Optional.empty() : Optional.of(out ? Side.OUT.role : Side.IN.role);
  }

  private double refersTo(Table to, Side side, Target target) {
    double share = 0;
    for (Target other : matcher.targets()) {
      if (side.documents.contains(other.table())) {
        share += matcher.share(to, other);
      }
      boolean head = target.lineOf().filter(other.table()::equals).isPresent();
      if (head && side(to, other).filter(side.role::equals).isPresent()) {
        share += matcher.share(to, other);
      }
      if (other.roles().contains(side.party) && to.mentions(Set.of(side.party))) {
        share += matcher.share(to, other);
      }
    }
    return share;
  }

  private static boolean mentionedByColumns(Table table, Side side) {
    return table.columns().stream()
        .anyMatch(
            column -> column.words().stream().anyMatch(word -> word.isOneOf(Set.of(side.party))));
  }

  /**
   * Which way documents go.
   *
   * @param role as the model's column {@code direction} has it
   * @param party role of those it goes to, or comes from
   * @param words concepts in the names of its tables
   * @param documents tables of the model that it refers to
   */
  private record Side(String role, String party, Set<String> words, Set<String> documents) {
    static final Side OUT =
        new Side(
            "outbound",
            "customer",
            Set.of("sales", "customer"),
            Set.of("sales_order", "sales_order_line"));
    static final Side IN =
        new Side(
            "inbound",
            "supplier",
            Set.of("purchase", "supplier", "received"),
            Set.of("purchase_order", "purchase_order_line"));
  }

  private static boolean says(ModelColumn column, String role) {
    return column.name().startsWith(role + "_")
        || column.column().comment().toLowerCase(Locale.ROOT).matches(".*\\b" + role + "\\b.*");
  }

  /** Whether a table holds rows of another role than those that a column refers to. */
  boolean isOfAnother(Table table, ModelColumn wanted) {
    for (Target target : matcher.targets()) {
      if (wanted.refersTo().contains(target.table()) && !target.roles().isEmpty()) {
        List<String> said = target.roles().stream().filter(role -> says(wanted, role)).toList();
        List<String> named =
            target.roles().stream().filter(role -> table.mentions(Set.of(role))).toList();
        return !said.isEmpty() && !named.isEmpty() && named.stream().noneMatch(said::contains);
      }
    }
    return false;
  }
}
