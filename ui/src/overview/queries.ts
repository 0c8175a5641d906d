/** The live queries behind the overview. All of them read the model, so both ERPs count alike. */
export const OPEN_SALES = `('open', 'allocated', 'partly_shipped')`;
export const OPEN_PURCHASE = `('open', 'partly_received')`;
export const UNDER_WAY = `('picked', 'in_transit')`;

/** An exact product: DuckDB multiplies two DECIMAL(18,6) in 64 bits, which overflows at 9 million. */
export const times = (amount: string, price: string) =>
  `CAST(${amount} AS DECIMAL(38, 6)) * ${price}`;

const hoursAgo = (column: string) =>
  `CAST(floor((epoch(now()) - epoch(${column})) / 3600) AS INTEGER)`;
const lastDay = (column: string) => `${column} > now() - INTERVAL 24 HOUR AND ${column} <= now()`;

export const ORDERS = `SELECT
  count(*) FILTER (WHERE status IN ${OPEN_SALES}) AS open,
  count(*) FILTER (WHERE status IN ${OPEN_SALES} AND promised_at < now()) AS late,
  count(*) FILTER (WHERE ${lastDay('ordered_at')}) AS today,
  count(*) FILTER (WHERE ordered_at > now() - INTERVAL 48 HOUR AND ordered_at <= now() - INTERVAL 24 HOUR) AS yesterday
FROM model.sales_order`;

export const LATE_VALUE = `SELECT currency, sum(total_amount) AS value
FROM model.sales_order
WHERE status IN ${OPEN_SALES} AND promised_at < now()
GROUP BY currency ORDER BY value DESC`;

export const PLACED_BY_HOUR = `SELECT ${hoursAgo('ordered_at')} AS hours_ago, count(*)
FROM model.sales_order WHERE ${lastDay('ordered_at')} GROUP BY 1 ORDER BY 1`;

export const LATE_BY_HOUR = `SELECT ${hoursAgo('promised_at')} AS hours_ago, count(*)
FROM model.sales_order
WHERE status IN ${OPEN_SALES} AND ${lastDay('promised_at')} GROUP BY 1 ORDER BY 1`;

export const STOCK_VALUE = `SELECT i.currency, sum(${times('b.quantity_on_hand', 'i.unit_cost')}) AS value, count(*) AS rows
FROM model.inventory_balance b
JOIN model.item i ON i.source_system = b.source_system AND i.source_key = b.item_key
GROUP BY i.currency ORDER BY value DESC`;

export const MOVED_BY_HOUR = `SELECT ${hoursAgo('m.occurred_at')} AS hours_ago,
  CAST(sum(${times('m.quantity', 'i.unit_cost')}) AS DOUBLE), i.currency
FROM model.inventory_movement m
JOIN model.item i ON i.source_system = m.source_system AND i.source_key = m.item_key
WHERE ${lastDay('m.occurred_at')} GROUP BY 1, 3 ORDER BY 1`;

export const SHIPMENTS = `SELECT
  count(*) FILTER (WHERE status IN ${UNDER_WAY}) AS under_way,
  count(*) FILTER (WHERE status IN ${UNDER_WAY} AND planned_arrival_at < now()) AS overdue
FROM model.shipment`;

export const DEPARTED_BY_HOUR = `SELECT ${hoursAgo('departed_at')} AS hours_ago, count(*)
FROM model.shipment WHERE ${lastDay('departed_at')} GROUP BY 1 ORDER BY 1`;

/** Late orders with what is still to be shipped of them, in money. */
export const LATE_SALES = `WITH late AS (
  SELECT * FROM model.sales_order WHERE status IN ${OPEN_SALES} AND promised_at < now()
), risk AS (
  SELECT l.source_system, l.order_key,
    sum(${times('greatest(l.quantity_ordered - coalesce(l.quantity_shipped, 0), 0)', 'l.unit_price')}) AS value
  FROM model.sales_order_line l
  SEMI JOIN late ON late.source_system = l.source_system AND late.source_key = l.order_key
  GROUP BY ALL
)
SELECT o.source_system, o.source_key, o.order_number, coalesce(p.name, o.party_key) AS party,
  o.promised_at AS due_at, coalesce(r.value, o.total_amount) AS value, o.currency, o.status
FROM late o
LEFT JOIN risk r ON r.source_system = o.source_system AND r.order_key = o.source_key
LEFT JOIN model.party p ON p.source_system = o.source_system AND p.source_key = o.party_key
ORDER BY value DESC, o.source_system, o.source_key LIMIT 8`;

export const LATE_PURCHASES = `WITH late AS (
  SELECT * FROM model.purchase_order WHERE status IN ${OPEN_PURCHASE} AND expected_at < now()
), risk AS (
  SELECT l.source_system, l.order_key,
    sum(${times('greatest(l.quantity_ordered - coalesce(l.quantity_received, 0), 0)', 'l.unit_price')}) AS value
  FROM model.purchase_order_line l
  SEMI JOIN late ON late.source_system = l.source_system AND late.source_key = l.order_key
  GROUP BY ALL
)
SELECT o.source_system, o.source_key, o.order_number, coalesce(p.name, o.party_key) AS party,
  o.expected_at AS due_at, coalesce(r.value, o.total_amount) AS value, o.currency, o.status,
  count(*) OVER () AS total
FROM late o
LEFT JOIN risk r ON r.source_system = o.source_system AND r.order_key = o.source_key
LEFT JOIN model.party p ON p.source_system = o.source_system AND p.source_key = o.party_key
ORDER BY value DESC, o.source_system, o.source_key LIMIT 8`;

/** Items whose available stock over all locations is below their safety stock. */
export const BELOW_SAFETY = `WITH stock AS (
  SELECT source_system, item_key, sum(quantity_on_hand - coalesce(quantity_reserved, 0)) AS available
  FROM model.inventory_balance GROUP BY ALL
)
SELECT i.source_system, i.source_key, i.item_code, i.name, stock.available, i.safety_stock,
  i.base_uom, ${times('i.safety_stock - stock.available', 'i.unit_cost')} AS value, i.currency,
  count(*) OVER () AS total
FROM stock
JOIN model.item i ON i.source_system = stock.source_system AND i.source_key = stock.item_key
WHERE i.active IS NOT FALSE AND stock.available < i.safety_stock
ORDER BY value DESC NULLS LAST, i.source_system, i.source_key LIMIT 8`;

/** A location's site: a zone counts for the location it lies in. */
export const SITE_OF = `SELECT source_system, source_key AS location_key,
  CASE WHEN kind = 'zone' THEN coalesce(parent_key, source_key) ELSE source_key END AS site_key
FROM model.location`;

export const SITES = `WITH site AS (${SITE_OF}), amounts AS (
  SELECT b.source_system, site.site_key, i.currency, count(*) AS items,
    sum(${times('b.quantity_on_hand', 'i.unit_cost')}) AS value
  FROM model.inventory_balance b
  JOIN model.item i ON i.source_system = b.source_system AND i.source_key = b.item_key
  JOIN site ON site.source_system = b.source_system AND site.location_key = b.location_key
  GROUP BY ALL
), stock AS (
  -- Amounts of different currencies are not added: the largest stands for the site.
  SELECT source_system, site_key, sum(items) AS items, max(value) AS value,
    arg_max(currency, value) AS currency, count(*) AS currencies
  FROM amounts GROUP BY ALL
), sales AS (
  SELECT o.source_system, site.site_key, count(*) AS open,
    count(*) FILTER (WHERE promised_at < now()) AS late
  FROM model.sales_order o
  JOIN site ON site.source_system = o.source_system AND site.location_key = o.location_key
  WHERE status IN ${OPEN_SALES} GROUP BY ALL
), purchases AS (
  SELECT o.source_system, site.site_key, count(*) AS open,
    count(*) FILTER (WHERE expected_at < now()) AS late
  FROM model.purchase_order o
  JOIN site ON site.source_system = o.source_system AND site.location_key = o.location_key
  WHERE status IN ${OPEN_PURCHASE} GROUP BY ALL
)
SELECT l.source_system, l.source_key, coalesce(l.name, l.source_key), l.kind, l.city,
  coalesce(stock.items, 0), stock.value, stock.currency, coalesce(sales.open, 0),
  coalesce(sales.late, 0), coalesce(purchases.open, 0), coalesce(purchases.late, 0), stock.currencies
FROM model.location l
LEFT JOIN stock ON stock.source_system = l.source_system AND stock.site_key = l.source_key
LEFT JOIN sales ON sales.source_system = l.source_system AND sales.site_key = l.source_key
LEFT JOIN purchases ON purchases.source_system = l.source_system AND purchases.site_key = l.source_key
WHERE l.kind IN ('plant', 'warehouse', 'store')
  AND (stock.items IS NOT NULL OR sales.open IS NOT NULL OR purchases.open IS NOT NULL)
ORDER BY stock.value DESC NULLS LAST, l.source_system, l.source_key LIMIT 24`;

/** Twenty-four values, the oldest hour first; hours without rows are zero. */
export function byHour(
  rows: readonly unknown[][],
  keep: (row: unknown[]) => boolean = () => true,
): number[] {
  const hours = new Array<number>(24).fill(0);
  for (const row of rows) {
    const ago = Number(row[0]);
    if (ago >= 0 && ago < 24 && keep(row)) hours[23 - ago] = Number(row[1]);
  }
  return hours;
}
