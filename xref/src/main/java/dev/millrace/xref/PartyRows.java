package dev.millrace.xref;

import dev.millrace.api.TableName;
import dev.millrace.log.rows.RowKey;
import dev.millrace.log.rows.TableReader;
import dev.millrace.log.rows.Values;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Organisations, as model.party has them. */
final class PartyRows implements ModelRows<Party> {
  private static final List<String> COLUMNS =
      List.of("name", "tax_id", "gln", "party_code", "country_code", "postal_code", "city");

  /** Those that have changed and were not asked for yet. */
  private final Map<RowKey, Optional<Party>> changed = new HashMap<>();

  @Override
  public Map<TableName, List<String>> columns() {
    return Map.of(Subject.PARTY.rows(), COLUMNS);
  }

  @Override
  public List<RowKey> take(TableName table, TableReader.Change change) {
    changed.put(change.key(), change.row().map(row -> party(change.key(), row)));
    return List.of(change.key());
  }

  private static Party party(RowKey key, Values row) {
    int at = TableReader.FIRST;
    String country = row.text(at + 4).trim().toUpperCase(Locale.ROOT).intern();
    return new Party(
        key,
        row.text(at),
        Name.ofParty(row.text(at)),
        TaxId.of(row.text(at + 1), country),
        Gs1.gln(row.text(at + 2)),
        Code.of(row.text(at + 3)),
        country,
        Text.code(row.text(at + 5)),
        Text.folded(row.text(at + 6)).trim().intern());
  }

  @Override
  public Optional<Party> known(RowKey key) {
    return changed.remove(key);
  }
}
