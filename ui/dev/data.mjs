// Deterministic supply-chain data in an in-memory DuckDB, for developing screens without a server.
// Model tables hold the data; raw tables are views over them, so that source rows can be followed.
import { DuckDBInstance } from '@duckdb/node-api';
import { fillMatches } from './matches.mjs';
import { fillTransport, otherPlace, places, TRANSPORT } from './transport.mjs';

const LEAD = `source_system VARCHAR, source_key VARCHAR, source_position VARCHAR, updated_at TIMESTAMPTZ`;
const Q = 'DECIMAL(18,6)';
const M = 'DECIMAL(18,2)';
const T = 'TIMESTAMPTZ';

const PAIR = `confidence DECIMAL(5,4), matched_by VARCHAR, status VARCHAR, reason VARCHAR, decided_by VARCHAR, decided_at ${T}`;

export const MODEL = {
  party: `name VARCHAR, is_supplier BOOLEAN, is_customer BOOLEAN, is_carrier BOOLEAN, tax_id VARCHAR, country_code VARCHAR, city VARCHAR, active BOOLEAN`,
  location: `name VARCHAR, kind VARCHAR, parent_key VARCHAR, party_key VARCHAR, country_code VARCHAR, city VARCHAR, latitude DOUBLE, longitude DOUBLE, active BOOLEAN`,
  item: `item_code VARCHAR, name VARCHAR, kind VARCHAR, base_uom VARCHAR, unit_cost ${Q}, currency VARCHAR, gross_weight_kg ${Q}, gtin VARCHAR, lead_time_days INT, safety_stock ${Q}, active BOOLEAN`,
  item_supplier: `item_key VARCHAR, party_key VARCHAR, supplier_item_code VARCHAR, unit_price ${Q}, currency VARCHAR, min_quantity ${Q}, lead_time_days INT, preferred BOOLEAN`,
  bom: `item_key VARCHAR, name VARCHAR, quantity ${Q}, uom VARCHAR, active BOOLEAN`,
  bom_line: `bom_key VARCHAR, line_number INT, item_key VARCHAR, quantity ${Q}, uom VARCHAR, scrap_percent DECIMAL(9,4)`,
  inventory_balance: `item_key VARCHAR, location_key VARCHAR, quantity_on_hand ${Q}, quantity_reserved ${Q}, uom VARCHAR`,
  inventory_movement: `item_key VARCHAR, location_key VARCHAR, quantity ${Q}, kind VARCHAR, reference VARCHAR, occurred_at ${T}`,
  sales_order: `order_number VARCHAR, party_key VARCHAR, location_key VARCHAR, status VARCHAR, ordered_at ${T}, requested_at ${T}, promised_at ${T}, total_amount ${M}, currency VARCHAR`,
  sales_order_line: `order_key VARCHAR, line_number INT, item_key VARCHAR, quantity_ordered ${Q}, quantity_shipped ${Q}, uom VARCHAR, unit_price ${Q}, currency VARCHAR, requested_at ${T}, status VARCHAR`,
  purchase_order: `order_number VARCHAR, party_key VARCHAR, location_key VARCHAR, status VARCHAR, ordered_at ${T}, expected_at ${T}, total_amount ${M}, currency VARCHAR`,
  purchase_order_line: `order_key VARCHAR, line_number INT, item_key VARCHAR, quantity_ordered ${Q}, quantity_received ${Q}, uom VARCHAR, unit_price ${Q}, currency VARCHAR, expected_at ${T}, status VARCHAR`,
  shipment: `shipment_number VARCHAR, direction VARCHAR, order_key VARCHAR, party_key VARCHAR, from_location_key VARCHAR, to_location_key VARCHAR, carrier VARCHAR, tracking_number VARCHAR, status VARCHAR, planned_departure_at ${T}, departed_at ${T}, planned_arrival_at ${T}, arrived_at ${T}, carrier_key VARCHAR, estimated_arrival_at ${T}, gross_weight_kg ${Q}, incoterm VARCHAR`,
  ...TRANSPORT,
  item_xref: `item_key VARCHAR, other_system VARCHAR, other_item_key VARCHAR, ${PAIR}`,
  party_xref: `party_key VARCHAR, other_system VARCHAR, other_party_key VARCHAR, ${PAIR}`,
  dead_letter: `mapping VARCHAR, line INT, target VARCHAR, cause VARCHAR, content VARCHAR`,
  shipment_line: `shipment_key VARCHAR, line_number INT, order_line_key VARCHAR, item_key VARCHAR, quantity ${Q}, uom VARCHAR`,
};

/** Raw tables: name → [model table, source, key column, select list]. */
export const RAW = {
  'plant.public.item': [
    'item',
    'plant',
    'id',
    `CAST(source_key AS INT) AS id, item_code AS code, name AS description, kind AS item_type, unit_cost, safety_stock AS safety_qty, NOT active AS deleted`,
  ],
  'plant.public.business_partner': [
    'party',
    'plant',
    'id',
    `CAST(source_key AS INT) AS id, name, tax_id AS vat_number, country_code, city, is_supplier, is_customer`,
  ],
  'plant.public.stock_balance': [
    'inventory_balance',
    'plant',
    'id',
    `CAST(source_key AS INT) AS id, item_key AS item_id, location_key AS location_id, quantity_on_hand AS on_hand, quantity_reserved AS reserved`,
  ],
  'plant.public.sales_order': [
    'sales_order',
    'plant',
    'id',
    `CAST(source_key AS INT) AS id, order_number AS number, party_key AS customer_id, status AS state, ordered_at AS created_at, promised_at, total_amount`,
  ],
  'plant.public.sales_order_line': [
    'sales_order_line',
    'plant',
    'id',
    `CAST(source_key AS INT) AS id, order_key AS order_id, line_number AS line_no, item_key AS item_id, quantity_ordered AS quantity, quantity_shipped AS shipped, unit_price`,
  ],
  'plant.public.purchase_order': [
    'purchase_order',
    'plant',
    'id',
    `CAST(source_key AS INT) AS id, order_number AS number, party_key AS supplier_id, status AS state, expected_at`,
  ],
  'plant.public.shipment': [
    'shipment',
    'plant',
    'id',
    `CAST(source_key AS INT) AS id, shipment_number AS number, status AS state, departed_at, arrived_at, carrier`,
  ],
  'distribution.distribution.artikel': [
    'item',
    'distribution',
    'artikel_nr',
    `source_key AS artikel_nr, name AS bezeichnung, unit_cost AS ek_preis, safety_stock AS meldebestand, CASE kind WHEN 'raw' THEN 10 WHEN 'component' THEN 20 ELSE 30 END AS artikelart`,
  ],
  'distribution.distribution.kunde': [
    'party',
    'distribution',
    'kunden_nr',
    `source_key AS kunden_nr, name AS firma, city AS ort, country_code AS land`,
  ],
  'distribution.distribution.bestand': [
    'inventory_balance',
    'distribution',
    'bestand_nr',
    `source_key AS bestand_nr, item_key AS artikel_nr, location_key AS lager_nr, quantity_on_hand AS menge, quantity_reserved AS reserviert`,
  ],
  'distribution.distribution.auftrag': [
    'sales_order',
    'distribution',
    'auftrag_nr',
    `source_key AS auftrag_nr, party_key AS kunden_nr, CASE status WHEN 'open' THEN 20 WHEN 'shipped' THEN 60 ELSE 40 END AS status_nr, ordered_at AS angelegt, promised_at AS liefertermin, total_amount AS wert`,
  ],
  'distribution.distribution.bestellung': [
    'purchase_order',
    'distribution',
    'bestell_nr',
    `source_key AS bestell_nr, party_key AS lieferant_nr, expected_at AS liefertermin, total_amount AS wert`,
  ],
  'distribution.distribution.lieferung': [
    'shipment',
    'distribution',
    'liefer_nr',
    `source_key AS liefer_nr, carrier AS spedition, departed_at AS abgang, arrived_at AS ankunft`,
  ],
};

export const MAPPINGS = {
  'plant/items': { writes: ['item'], reads: ['plant.public.item'] },
  'plant/parties': { writes: ['party', 'location'], reads: ['plant.public.business_partner'] },
  'plant/inventory': {
    writes: ['inventory_balance', 'inventory_movement'],
    reads: ['plant.public.stock_balance', 'plant.public.item'],
  },
  'plant/sales': {
    writes: ['sales_order', 'sales_order_line'],
    reads: ['plant.public.sales_order', 'plant.public.sales_order_line'],
  },
  'plant/purchasing': {
    writes: ['purchase_order', 'purchase_order_line'],
    reads: ['plant.public.purchase_order'],
  },
  'plant/shipping': { writes: ['shipment', 'shipment_line'], reads: ['plant.public.shipment'] },
  'distribution/stamm': {
    writes: ['item', 'party', 'location'],
    reads: ['distribution.distribution.artikel', 'distribution.distribution.kunde'],
  },
  'distribution/lager': {
    writes: ['inventory_balance', 'inventory_movement'],
    reads: ['distribution.distribution.bestand'],
  },
  'distribution/verkauf': {
    writes: ['sales_order', 'sales_order_line', 'shipment', 'shipment_line'],
    reads: ['distribution.distribution.auftrag', 'distribution.distribution.lieferung'],
  },
  'distribution/einkauf': {
    writes: ['purchase_order', 'purchase_order_line'],
    reads: ['distribution.distribution.bestellung'],
  },
};

/** A mapping's SQL, in the shape real mappings have. */
export function mappingSql(name) {
  const m = MAPPINGS[name];
  const source = name.split('/')[0];
  return m.writes
    .map((table) => {
      const raw = Object.entries(RAW).find(([, r]) => r[0] === table && r[1] === source);
      const from = raw ? raw[0] : m.reads[0];
      const key = raw ? raw[1][2] : 'id';
      const columns = MODEL[table].split(/, (?=[a-z])/).map((c) => `  r.${c.split(' ')[0]}`);
      return `-- ${table} of ${source}\nINSERT INTO model.${table}\nSELECT\n  '${source}', CAST(r.${key} AS STRING), r._position, r._commit_time,\n${columns.join(',\n')}\nFROM ${from} AS r;\n`;
    })
    .join('\n');
}

/** Which raw columns a mapping makes the model's of; some computed, so that there is variety. */
export function mappingLineage(name) {
  const source = name.split('/')[0];
  const statements = MAPPINGS[name].writes.map((table, i) => {
    const raw = Object.entries(RAW).find(([, r]) => r[0] === table && r[1] === source);
    const from = raw ? raw[0] : MAPPINGS[name].reads[0];
    const short = from.split('.').at(-1);
    const origin = (column, way) => ({ table: from, column, way });
    const key = raw ? raw[1][2] : 'id';
    const lead = [
      { name: 'source_system', expression: `'${source}'`, origins: [] },
      {
        name: 'source_key',
        expression: `CAST(${short}.${key} AS STRING)`,
        origins: [origin(key, 'transformation')],
      },
      {
        name: 'updated_at',
        expression: `${short}._commit_time`,
        origins: [origin('_commit_time', 'identity')],
      },
    ];
    const columns = MODEL[table].split(/, (?=[a-z])/).map((c) => {
      const column = c.split(' ')[0];
      return column === 'status'
        ? {
            name: column,
            expression: `CASE WHEN ${short}.status = 'confirmed' THEN 'open' ELSE LOWER(${short}.status) END`,
            origins: [origin('status', 'transformation'), origin('status', 'conditional')],
          }
        : {
            name: column,
            expression: `${short}.${column}`,
            origins: [origin(column, 'identity')],
          };
    });
    return {
      table: `model.${table}`,
      line: 2 + i * 20,
      columns: [...lead, ...columns],
      rows: [origin('deleted_at', 'filter'), origin(key, 'join')],
    };
  });
  return { mapping: name, file: `mappings/${name}.sql`, statements };
}

export async function openData() {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const db = await instance.connect();
  const run = (sql) => db.run(sql);
  await run(
    `SET TimeZone='UTC'; CREATE SCHEMA model; ATTACH ':memory:' AS plant; CREATE SCHEMA plant.public; ATTACH ':memory:' AS distribution; CREATE SCHEMA distribution.distribution; SELECT setseed(0.42)`,
  );
  for (const [table, columns] of Object.entries(MODEL)) {
    await run(
      `CREATE TABLE model.${table} (${LEAD}, ${columns}, _position VARCHAR, _commit_time TIMESTAMPTZ, PRIMARY KEY (source_system, source_key))`,
    );
  }
  for (const s of ['plant', 'distribution']) {
    await fill(run, s);
    await fillTransport(run, s);
  }
  await fillMatches(run);
  await run(
    `INSERT INTO model.dead_letter SELECT 'distribution', 'distribution/items/3/' || i, NULL, now() - INTERVAL (i) HOUR, 'distribution/items', 3, 'model.item', 'For input string: \\'' || i || ' kg\\'', '{"artnr":"D-10' || i || '","bezeichnung":"Lagerbock ' || i || '","gewicht":"' || i || ' kg","_position":"x"}', '', now() FROM range(1, 4) t(i)`.replaceAll(
      "\\'",
      "''",
    ),
  );
  await run(
    `INSERT INTO model.dead_letter SELECT 'plant', 'plant/items/2/' || i, NULL, now() - INTERVAL (i) MINUTE, 'plant/items', 2, 'model.item', 'held back: gross_weight_kg is ' || 12000 * i || ' (quality/model.sql: range model.item (gross_weight_kg) 0 .. 10000)', '{"id":"' || i || '","code":"P-' || i || '","name":"Pump ' || i || '","weight":"' || 12000 * i || '.000"}', '', now() FROM range(1, 4) t(i)`,
  );
  for (const [name, [table, source, , select]] of Object.entries(RAW)) {
    await run(
      `CREATE VIEW ${name} AS SELECT ${select}, source_position AS _position, updated_at AS _commit_time FROM memory.model.${table} WHERE source_system = '${source}'`,
    );
  }
  return { instance, db, run };
}

async function fill(run, s) {
  const p = s === 'plant';
  const pre = p ? '' : 'D';
  const r = (salt, n) => `(hash(i, '${s}${salt}') % ${n})::INT`;
  const pick = (salt, list) =>
    `[${list.map((x) => `'${x}'`).join(',')}][${r(salt, list.length)} + 1]`;
  const ins = (table, count, select) =>
    run(
      `INSERT INTO model.${table} SELECT '${s}', '${pre}' || i, lpad(to_hex(i), 40, '0'), now() - to_minutes(${r('u', 9000)}), ${select}, lpad(to_hex(i), 40, '0'), now() FROM range(1, ${count} + 1) t(i)`,
    );
  const cities = p
    ? ['Stuttgart', 'Linz', 'Gdańsk', 'Lyon', 'Turin', 'Brno']
    : ['Hamburg', 'Rotterdam', 'Antwerpen', 'Malmö', 'Bilbao', 'Basel'];
  const cc = p ? ['DE', 'AT', 'PL', 'FR', 'IT', 'CZ'] : ['DE', 'NL', 'BE', 'SE', 'ES', 'CH'];
  await ins(
    'party',
    300,
    `${pick('n1', ['Adler', 'Boréal', 'Cobalt', 'Dorn', 'Elbe', 'Fjord', 'Granit', 'Helios', 'Isar', 'Juno', 'Kestrel', 'Lumen'])} || ' ' || ${pick('n2', ['Maschinenbau', 'Industries', 'Components', 'Handel', 'Antriebe', 'Systems', 'Werke', 'Logistics'])} || ' ' || ${pick('n3', ['GmbH', 'AG', 'SA', 'B.V.', 'S.p.A.', 'Ltd'])}, i <= 50, i > 50, i > 295, 'DE' || (100000000 + i * 7919), ${pick('cc', cc)}, ${pick('ct', cities)}, true`,
  );
  const locations = places(s);
  await ins('location', locations.count, locations.select);
  await ins(
    'item',
    1000,
    `'${p ? 'PL' : 'DX'}-' || lpad(i::VARCHAR, 5, '0'), ${pick('i1', ['Bearing', 'Gear shaft', 'Hydraulic pump', 'Steel sheet', 'Control unit', 'Seal kit', 'Drive belt', 'Valve block', 'Motor', 'Housing', 'Sensor', 'Cable set'])} || ' ' || ${pick('i2', ['A', 'B', 'C', 'M', 'X'])} || (10 + ${r('i3', 90)}), ${pick('k', ['raw', 'component', 'finished', 'trading'])}, ${pick('uom', ['pcs', 'pcs', 'kg', 'm'])}, 1 + ${r('c', 48000)} / 100.0, '${p ? 'EUR' : 'EUR'}', 0.1 + ${r('w', 500)} / 10.0, NULL, 3 + ${r('l', 40)}, 20 + ${r('ss', 200)}, true`,
  );
  await ins(
    'item_supplier',
    1000,
    `'${pre}' || i, '${pre}' || (1 + ${r('p', 50)}), 'S-' || i, 1 + ${r('c', 40000)} / 100.0, 'EUR', 10, 3 + ${r('l', 40)}, true`,
  );
  await ins('bom', 200, `'${pre}' || i, 'BOM ' || i, 1, 'pcs', true`);
  await ins(
    'bom_line',
    800,
    `'${pre}' || (1 + (i - 1) // 4), 1 + (i - 1) % 4, '${pre}' || (1 + ${r('it', 1000)}), 1 + ${r('q', 8)}, 'pcs', 0`,
  );
  await ins(
    'inventory_balance',
    3000,
    `'${pre}' || (1 + (i - 1) // 3), '${pre}' || (1 + (i - 1) % 3), CASE WHEN ${r('z', 18)} = 0 THEN ${r('q', 20)} ELSE 120 + ${r('q', 2000)} END, ${r('rv', 60)}, 'pcs'`,
  );
  await ins(
    'inventory_movement',
    12000,
    `'${pre}' || (1 + ${r('it', 1000)}), '${pre}' || (1 + ${r('lo', 3)}), CASE WHEN ${r('sg', 2)} = 0 THEN 1 ELSE -1 END * (1 + ${r('q', 80)}), ${pick('mk', ['receipt', 'issue', 'issue', 'transfer', 'count'])}, 'REF-' || i, now() - to_minutes(i * 2)`,
  );
  const ship = `CASE WHEN i <= 900 THEN ${pick('st', ['open', 'open', 'allocated', 'partly_shipped', 'draft', 'shipped'])} ELSE ${pick('st', ['closed', 'closed', 'shipped', 'cancelled', 'closed'])} END`;
  await ins(
    'sales_order',
    9000,
    `'${p ? 'SO' : 'A'}-' || (100000 - i), '${pre}' || (51 + ${r('p', 245)}), '${pre}' || (1 + ${r('lo', 3)}), ${ship}, now() - to_minutes(i * 7), now() - to_minutes(i * 7) + to_hours(24 + ${r('rq', 100)}), now() - to_minutes(i * 7) + to_hours(48 + ${r('pr', 120)}), 80 + ${r('am', 4000000)} / 100.0, 'EUR'`,
  );
  await ins(
    'sales_order_line',
    25000,
    `'${pre}' || (1 + (i - 1) % 9000), 1 + (i - 1) // 9000, '${pre}' || (1 + ${r('it', 1000)}), 1 + ${r('q', 60)}, ${r('qs', 3)}, 'pcs', 2 + ${r('pp', 40000)} / 100.0, 'EUR', now() - to_minutes(i), 'open'`,
  );
  await ins(
    'purchase_order',
    2500,
    `'${p ? 'PO' : 'B'}-' || (50000 - i), '${pre}' || (1 + ${r('p', 50)}), '${pre}' || (1 + ${r('lo', 3)}), CASE WHEN i <= 300 THEN ${pick('st', ['open', 'open', 'partly_received'])} ELSE ${pick('st', ['received', 'closed', 'closed'])} END, now() - to_minutes(i * 45), now() - to_minutes(i * 45) + to_hours(96 + ${r('ex', 400)}), 200 + ${r('am', 9000000)} / 100.0, 'EUR'`,
  );
  await ins(
    'purchase_order_line',
    6000,
    `'${pre}' || (1 + (i - 1) % 2500), 1 + (i - 1) // 2500, '${pre}' || (1 + ${r('it', 1000)}), 10 + ${r('q', 500)}, ${r('qs', 10)}, 'pcs', 2 + ${r('pp', 30000)} / 100.0, 'EUR', now() + to_hours(${r('e', 200)}), 'open'`,
  );
  const ends = { own: `'${pre}' || (1 + ${r('lo', 3)})`, other: otherPlace(s, pre) };
  const outbound = (yes, no) =>
    `CASE WHEN ${pick('d', ['outbound', 'outbound', 'inbound'])} = 'outbound' THEN ${ends[yes]} ELSE ${ends[no]} END`;
  const state = `CASE WHEN i <= 260 THEN ${pick('st', ['planned', 'picked', 'in_transit', 'in_transit'])} ELSE 'delivered' END`;
  // Of those that wait, one in nine should have left.
  const departs = `CASE WHEN ${state} IN ('planned', 'picked') AND i % 9 > 0 THEN now() + to_minutes(i * 7) ELSE now() - to_minutes(i * 13) END`;
  await ins(
    'shipment',
    3500,
    `'${p ? 'SH' : 'L'}-' || (20000 - i), ${pick('d', ['outbound', 'outbound', 'inbound'])}, '${pre}' || i, '${pre}' || (51 + ${r('p', 245)}), ${outbound('own', 'other')}, ${outbound('other', 'own')}, ${pick('ca', ['DHL', 'DSV', 'Dachser', 'Schenker', 'GLS'])}, '00340' || (434000000 + i * 31), ${state}, ${departs}, CASE WHEN ${state} IN ('planned', 'picked') THEN NULL ELSE ${departs} END, ${departs} + to_hours(40), CASE WHEN ${state} = 'delivered' THEN ${departs} + to_hours(30 + ${r('ar', 25)}) END, NULL, NULL, 80 + ${r('kg', 20000)} / 10.0, 'DAP'`,
  );
  await ins(
    'shipment_line',
    7000,
    `'${pre}' || (1 + (i - 1) % 3500), 1 + (i - 1) // 3500, '${pre}' || i, '${pre}' || (1 + ${r('it', 1000)}), 1 + ${r('q', 40)}, 'pcs'`,
  );
}
