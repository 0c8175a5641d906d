package dev.millrace.live;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds tables by the names that people write. */
final class KnownTables implements SqlGuard.Tables {
  private final UnifiedViews views;
  private volatile Optional<Feed> feed = Optional.empty();

  KnownTables(UnifiedViews views) {
    this.views = views;
  }

  void of(Feed following) {
    feed = Optional.of(following);
  }

  private List<TableName> all() {
    List<TableName> names = new ArrayList<>();
    feed.ifPresent(following -> following.tables().forEach(table -> names.add(table.name())));
    eventTables().forEach(table -> names.add(table.name()));
    return names;
  }

  private Collection<TableSchema> eventTables() {
    return feed.map(Feed::eventTables).orElse(List.of());
  }

  @Override
  public Optional<TableSchema> events(TableName name) {
    return eventTables().stream().filter(table -> table.name().equals(name)).findFirst();
  }

  @Override
  public Optional<TableName> find(List<String> path) {
    for (TableName name : all()) {
      List<String> view = Layout.viewPath(name);
      boolean inMain = view.get(1).equals("main");
      if (same(path, view) || (inMain && same(path, List.of(view.get(0), view.get(2))))) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  @Override
  public Set<TableName> behind(List<String> path) {
    return views.behind(path);
  }

  private static boolean same(List<String> left, List<String> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!left.get(i).equalsIgnoreCase(right.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<TableName> like(List<String> path) {
    String table = path.get(path.size() - 1).toLowerCase(Locale.ROOT);
    String whole = String.join(".", path).toLowerCase(Locale.ROOT);
    return all().stream()
        .filter(name -> distance(name.table().toLowerCase(Locale.ROOT), table) <= 2)
        .sorted(
            Comparator.<TableName>comparingInt(
                    name -> distance(name.toString().toLowerCase(Locale.ROOT), whole))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** How many letters to change, add or leave out to make one word of the other. */
  private static int distance(String left, String right) {
    int[] above = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] row = new int[right.length() + 1];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(above[j - 1] + change, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[right.length()];
  }
}
