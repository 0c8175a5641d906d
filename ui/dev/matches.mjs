// Pairs of rows that may be the same, for the stand-in server.

/** Every third item and every fourth organisation has its like in the other source. */
export async function fillMatches(run) {
  for (const [table, every, number] of [
    ['item', 3, 'GTIN'],
    ['party', 4, 'tax number'],
  ]) {
    await run(
      `INSERT INTO model.${table}_xref SELECT b.source_system, b.source_key || '/plant/' || a.source_key, NULL, now(),
      b.source_key, 'plant', a.source_key, 0.9999 - (i % 90) / 100.0, 'several', CASE WHEN i % 2 = 0 THEN 'certain' ELSE 'proposed' END,
      'Equal: ${number} 0401234' || (5000000 + i) || '; much of the names “' || b.name || '” and “' || a.name || '”. But: country ' || i % 9 || '.',
      NULL, NULL, '', now()
      FROM (SELECT *, row_number() OVER (ORDER BY source_key) AS i FROM model.${table} WHERE source_system = 'plant') AS a
      JOIN (SELECT *, row_number() OVER (ORDER BY source_key) AS j FROM model.${table} WHERE source_system = 'distribution') AS b ON i = j
      WHERE i % ${every} = 0`,
    );
  }
}

/** Writes what somebody says of a pair. */
export async function decide(run, pair) {
  const said = pair.decision === 'none' ? ['proposed', null] : [pair.decision, 'person'];
  const text = (value) => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`);
  await run(
    `UPDATE model.${pair.table}_xref SET status = ${text(said[0])}, decided_by = ${text(said[1])},
    decided_at = CASE WHEN ${said[1] !== null} THEN now() END
    WHERE source_system = ${text(pair.system)} AND ${pair.table}_key = ${text(pair.key)} AND other_${pair.table}_key = ${text(pair.other_key)}`,
  );
}
