package dev.millrace.connectors.conformance;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** PostgreSQL's SQL. */
public final class PostgresDialect implements Dialect {
  /** Deadlock, a key that is there already, and a lock that was not to be had. */
  private static final Set<String> EXPECTED = Set.of("40P01", "23505", "55P03");

  private static final List<String> JOURNAL =
      List.of(
          "CREATE SEQUENCE change",
          "CREATE TABLE journal (seq bigserial PRIMARY KEY, tab text, key_text text, version text)",
          """
          CREATE FUNCTION key_of(item jsonb, columns text[]) RETURNS text LANGUAGE sql IMMUTABLE AS
            $$ SELECT string_agg(item ->> c, '|' ORDER BY o) FROM unnest(columns) WITH ORDINALITY u(c, o) $$
          """,
          """
          CREATE FUNCTION write_down() RETURNS trigger LANGUAGE plpgsql AS $$
          DECLARE
            before text; after text;
          BEGIN
            IF TG_OP <> 'INSERT' THEN before := key_of(to_jsonb(OLD), TG_ARGV); END IF;
            IF TG_OP <> 'DELETE' THEN after := key_of(to_jsonb(NEW), TG_ARGV); END IF;
            IF before IS NOT NULL AND before IS DISTINCT FROM after THEN
              INSERT INTO journal (tab, key_text, version) VALUES (TG_TABLE_NAME, before, 'gone');
            END IF;
            IF after IS NOT NULL THEN
              INSERT INTO journal (tab, key_text, version) VALUES (TG_TABLE_NAME, after, NEW.n);
            END IF;
            RETURN NULL;
          END $$
          """,
          """
          CREATE FUNCTION write_down_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            EXECUTE format('INSERT INTO journal (tab, key_text, version) SELECT %L,'
              ' key_of(to_jsonb(r), $1), ''gone'' FROM %I r', TG_TABLE_NAME, TG_TABLE_NAME)
              USING TG_ARGV;
            RETURN NULL;
          END $$
          """);

  @Override
  public List<String> journal() {
    return JOURNAL;
  }

  @Override
  public List<String> watch(String table, List<String> key) {
    String columns = "('" + String.join("', '", key) + "')";
    return List.of(
        "CREATE TRIGGER rows AFTER INSERT OR UPDATE OR DELETE ON "
            + table
            + " FOR EACH ROW EXECUTE FUNCTION write_down"
            + columns,
        "CREATE TRIGGER all_rows BEFORE TRUNCATE ON "
            + table
            + " FOR EACH STATEMENT EXECUTE FUNCTION write_down_truncate"
            + columns);
  }

  @Override
  public List<String> session(int number) {
    return List.of("SET lock_timeout = '2s'");
  }

  @Override
  public List<String> withoutKey(String table) {
    return List.of("ALTER TABLE " + table + " REPLICA IDENTITY FULL");
  }

  @Override
  public boolean isExpected(SQLException failure) {
    return EXPECTED.contains(failure.getSQLState());
  }

  @Override
  public String nextNumber() {
    return "nextval('change')";
  }

  @Override
  public String upsert(String table, String values, String change) {
    return "INSERT INTO %s VALUES (%s) ON CONFLICT (id) DO UPDATE SET %s"
        .formatted(table, values, change);
  }

  @Override
  public String empty(String table) {
    return "TRUNCATE " + table;
  }
}
