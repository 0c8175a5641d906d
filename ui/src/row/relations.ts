import { times } from '../overview/queries';
import { literal } from '../sql/text';

/** A price has as many decimals as it needs (`money`), an amount of money those of its currency. */
export type Format = 'text' | 'quantity' | 'money' | 'amount' | 'time' | 'status' | 'count';

export interface RelatedColumn {
  title: string;
  format: Format;
  /** Position of the unit or currency of the value. */
  unit?: number;
}

/** Rows that belong to a row; the last two columns of the query are the key of the row it shows. */
export interface Related {
  title: string;
  table: string;
  columns: RelatedColumn[];
  sql: (system: string, key: string, row: Record<string, unknown>) => string;
  empty: string;
}

export interface ModelTable {
  label: string;
  /** The columns that name a row for a reader. */
  name: string[];
  related: Related[];
}

const of = (alias: string, system: string) => `${alias}.source_system = ${literal(system)}`;
const text = (title: string): RelatedColumn => ({ title, format: 'text' });
const status: RelatedColumn = { title: 'Status', format: 'status' };

/** An item of the same system as the alias, joined as i. */
const item = (alias: string) =>
  `LEFT JOIN model.item i ON i.source_system = ${alias}.source_system AND i.source_key = ${alias}.item_key`;
const party = (alias: string) =>
  `LEFT JOIN model.party p ON p.source_system = ${alias}.source_system AND p.source_key = ${alias}.party_key`;

const shipments = (directions: string): Related => ({
  title: 'Shipments',
  table: 'model.shipment',
  columns: [
    text('Shipment'),
    status,
    text('Carrier'),
    { title: 'Planned arrival', format: 'time' },
  ],
  sql: (
    system,
    key,
  ) => `SELECT s.shipment_number, s.status, s.carrier, s.planned_arrival_at, s.source_system, s.source_key
    FROM model.shipment s WHERE ${of('s', system)} AND s.order_key = ${literal(key)} AND s.direction IN (${directions})
    ORDER BY s.shipment_number`,
  empty: 'No shipment has been planned.',
});

const lines = (order: 'sales' | 'purchase', done: string): Related => ({
  title: 'Lines',
  table: `model.${order}_order_line`,
  columns: [
    text('#'),
    text('Item'),
    { title: 'Ordered', format: 'quantity', unit: 4 },
    { title: done === 'quantity_shipped' ? 'Shipped' : 'Received', format: 'quantity', unit: 4 },
    { title: 'Unit', format: 'text' },
    { title: 'Price', format: 'money', unit: 6 },
  ],
  sql: (
    system,
    key,
  ) => `SELECT l.line_number, concat_ws(' ', i.item_code, i.name), l.quantity_ordered, l.${done}, l.uom, l.unit_price, l.currency, l.source_system, l.source_key
    FROM model.${order}_order_line l ${item('l')}
    WHERE ${of('l', system)} AND l.order_key = ${literal(key)} ORDER BY l.line_number LIMIT 200`,
  empty: 'The order has no lines.',
});

const movements = (where: (key: string, row: Record<string, unknown>) => string): Related => ({
  title: 'Latest movements',
  table: 'model.inventory_movement',
  columns: [
    { title: 'When', format: 'time' },
    { title: 'Kind', format: 'text' },
    { title: 'Quantity', format: 'quantity' },
    text('Reference'),
  ],
  sql: (
    system,
    key,
    row,
  ) => `SELECT m.occurred_at, m.kind, m.quantity, m.reference, m.source_system, m.source_key
    FROM model.inventory_movement m WHERE ${of('m', system)} AND ${where(key, row)}
    ORDER BY m.occurred_at DESC LIMIT 30`,
  empty: 'Nothing has moved yet.',
});

/** What is in a shipment, at the price of its order; what only moves between sites at its cost. */
export const SHIPMENT_LINES: Related = {
  title: 'Lines',
  table: 'model.shipment_line',
  columns: [
    text('#'),
    text('Item'),
    { title: 'Quantity', format: 'quantity', unit: 3 },
    text('Unit'),
    { title: 'Price', format: 'money', unit: 6 },
    { title: 'Value', format: 'amount', unit: 6 },
  ],
  sql: (system, key, row) => {
    const order = row['direction'] === 'inbound' ? 'purchase' : 'sales';
    return `SELECT l.line_number, concat_ws(' ', i.item_code, i.name), l.quantity, l.uom, coalesce(o.unit_price, i.unit_cost) AS price,
      ${times('l.quantity', 'coalesce(o.unit_price, i.unit_cost)')}, coalesce(o.currency, i.currency), l.source_system, l.source_key
      FROM model.shipment_line l ${item('l')}
      LEFT JOIN model.${order}_order_line o ON o.source_system = l.source_system AND o.source_key = l.order_line_key
      WHERE ${of('l', system)} AND l.shipment_key = ${literal(key)} ORDER BY l.line_number LIMIT 200`;
  },
  empty: 'The shipment has no lines.',
};

export const SHIPMENT_LEGS: Related = {
  title: 'Legs',
  table: 'model.shipment_leg',
  columns: [
    text('#'),
    text('Mode'),
    text('To'),
    status,
    { title: 'Planned arrival', format: 'time' },
    { title: 'Arrived', format: 'time' },
    text('Vehicle'),
  ],
  sql: (
    system,
    key,
  ) => `SELECT g.leg_number, g.transport_mode, coalesce(l.name, g.to_place), g.status, g.planned_arrival_at, g.arrived_at,
    concat_ws(' ', g.vehicle, g.voyage_number), g.source_system, g.source_key
    FROM model.shipment_leg g LEFT JOIN model.location l ON l.source_system = g.source_system AND l.source_key = g.to_location_key
    WHERE ${of('g', system)} AND g.shipment_key = ${literal(key)} ORDER BY g.leg_number LIMIT 50`,
  empty: 'Its way is one leg, or its source does not tell.',
};

const SHIPMENT_UNITS: Related = {
  title: 'Logistic units',
  table: 'model.logistic_unit',
  columns: [text('Unit'), text('Kind'), text('Item'), { title: 'Quantity', format: 'quantity' }],
  sql: (
    system,
    key,
  ) => `SELECT coalesce(u.sscc, u.unit_number, u.source_key), u.kind, concat_ws(' ', i.item_code, i.name), u.quantity, u.source_system, u.source_key
    FROM model.logistic_unit u ${item('u')} WHERE ${of('u', system)} AND u.shipment_key = ${literal(key)} ORDER BY 1 LIMIT 100`,
  empty: 'No unit is known.',
};

export const SHIPMENT_EXCEPTIONS: Related = {
  title: 'Exceptions',
  table: 'model.exception',
  columns: [
    text('What'),
    status,
    text('Severity'),
    { title: 'Noticed', format: 'time' },
    { title: 'At risk', format: 'amount', unit: 5 },
  ],
  sql: (
    system,
    key,
  ) => `SELECT coalesce(x.title, x.kind), x.status, x.severity, x.detected_at, x.amount_at_risk, x.currency, x.source_system, x.source_key
    FROM model.exception x WHERE ${of('x', system)} AND x.shipment_key = ${literal(key)}
    ORDER BY x.status IN ('open', 'acknowledged') DESC, x.detected_at DESC LIMIT 50`,
  empty: 'No exception has been reported.',
};

export const MODEL_TABLES: Record<string, ModelTable> = {
  'model.sales_order': {
    label: 'Sales order',
    name: ['order_number'],
    related: [lines('sales', 'quantity_shipped'), shipments("'outbound', 'transfer'")],
  },
  'model.purchase_order': {
    label: 'Purchase order',
    name: ['order_number'],
    related: [lines('purchase', 'quantity_received'), shipments("'inbound'")],
  },
  'model.sales_order_line': { label: 'Sales order line', name: ['line_number'], related: [] },
  'model.purchase_order_line': { label: 'Purchase order line', name: ['line_number'], related: [] },
  'model.shipment': {
    label: 'Shipment',
    name: ['shipment_number'],
    related: [SHIPMENT_LINES, SHIPMENT_LEGS, SHIPMENT_UNITS, SHIPMENT_EXCEPTIONS],
  },
  'model.shipment_progress': { label: 'Progress of a shipment', name: ['source_key'], related: [] },
  'model.shipment_leg': { label: 'Leg of a shipment', name: ['leg_number'], related: [] },
  'model.logistic_unit': {
    label: 'Logistic unit',
    name: ['sscc', 'unit_number'],
    related: [],
  },
  'model.tracking_event': { label: 'Tracking event', name: ['kind'], related: [] },
  'model.exception': { label: 'Exception', name: ['title'], related: [] },
  'model.document': { label: 'Document', name: ['title'], related: [] },
  'model.sensor': { label: 'Sensor', name: ['name'], related: [] },
  'model.equipment': { label: 'Equipment', name: ['equipment_number', 'name'], related: [] },
  'model.geofence': { label: 'Geofence', name: ['location_key'], related: [] },
  'model.shipment_line': { label: 'Shipment line', name: ['line_number'], related: [] },
  'model.item': {
    label: 'Item',
    name: ['item_code', 'name'],
    related: [
      {
        title: 'Stock',
        table: 'model.inventory_balance',
        columns: [
          text('Location'),
          { title: 'On hand', format: 'quantity', unit: 3 },
          { title: 'Reserved', format: 'quantity', unit: 3 },
          text('Unit'),
        ],
        sql: (
          system,
          key,
        ) => `SELECT coalesce(l.name, b.location_key), b.quantity_on_hand, b.quantity_reserved, b.uom, b.source_system, b.source_key
          FROM model.inventory_balance b LEFT JOIN model.location l ON l.source_system = b.source_system AND l.source_key = b.location_key
          WHERE ${of('b', system)} AND b.item_key = ${literal(key)} ORDER BY 1`,
        empty: 'It is stocked nowhere.',
      },
      {
        title: 'Suppliers',
        table: 'model.item_supplier',
        columns: [
          text('Supplier'),
          { title: 'Price', format: 'money', unit: 2 },
          text('Currency'),
          { title: 'Lead time (d)', format: 'count' },
        ],
        sql: (
          system,
          key,
        ) => `SELECT coalesce(p.name, s.party_key), s.unit_price, s.currency, s.lead_time_days, s.source_system, s.source_key
          FROM model.item_supplier s ${party('s')} WHERE ${of('s', system)} AND s.item_key = ${literal(key)} ORDER BY s.preferred DESC, s.unit_price`,
        empty: 'No supplier is known.',
      },
      {
        title: 'Made of',
        table: 'model.bom_line',
        columns: [
          text('#'),
          text('Item'),
          { title: 'Quantity', format: 'quantity', unit: 3 },
          text('Unit'),
        ],
        sql: (
          system,
          key,
        ) => `SELECT l.line_number, concat_ws(' ', i.item_code, i.name), l.quantity, l.uom, l.source_system, l.source_key
          FROM model.bom b JOIN model.bom_line l ON l.source_system = b.source_system AND l.bom_key = b.source_key ${item('l')}
          WHERE ${of('b', system)} AND b.item_key = ${literal(key)} ORDER BY l.line_number LIMIT 100`,
        empty: 'It has no bill of material.',
      },
      movements((key) => `m.item_key = ${literal(key)}`),
    ],
  },
  'model.inventory_balance': {
    label: 'Stock',
    name: ['item_key', 'location_key'],
    related: [
      movements(
        (_, row) =>
          `m.item_key = ${literal(String(row['item_key']))} AND m.location_key = ${literal(String(row['location_key']))}`,
      ),
    ],
  },
  'model.inventory_movement': { label: 'Movement', name: ['kind', 'reference'], related: [] },
  'model.party': {
    label: 'Party',
    name: ['name'],
    related: [
      {
        title: 'Latest orders',
        table: 'model.sales_order',
        columns: [
          text('Order'),
          status,
          { title: 'Ordered', format: 'time' },
          { title: 'Value', format: 'money', unit: 4 },
          text('Currency'),
        ],
        sql: (
          system,
          key,
        ) => `SELECT o.order_number, o.status, o.ordered_at, o.total_amount, o.currency, o.source_system, o.source_key
          FROM model.sales_order o WHERE ${of('o', system)} AND o.party_key = ${literal(key)} ORDER BY o.ordered_at DESC LIMIT 20`,
        empty: 'No sales orders.',
      },
    ],
  },
  'model.location': { label: 'Location', name: ['name'], related: [] },
  'model.item_supplier': {
    label: 'Supplier of an item',
    name: ['supplier_item_code'],
    related: [],
  },
  'model.bom': { label: 'Bill of material', name: ['name'], related: [] },
  'model.bom_line': { label: 'Bill of material line', name: ['line_number'], related: [] },
};

/** The table that a `*_key` column of a model row points to. */
export function referenced(
  table: string,
  column: string,
  row: Record<string, unknown>,
): string | null {
  const order = row['direction'] === 'inbound' ? 'purchase' : 'sales';
  switch (column) {
    case 'item_key':
      return 'model.item';
    case 'party_key':
    case 'carrier_key':
    case 'ship_to_party_key':
      return 'model.party';
    case 'location_key':
    case 'from_location_key':
    case 'to_location_key':
      return 'model.location';
    case 'parent_key':
      return table;
    case 'bom_key':
      return 'model.bom';
    case 'shipment_key':
    case 'shipment_leg_key':
    case 'shipment_line_key':
    case 'logistic_unit_key':
    case 'equipment_key':
    case 'sensor_key':
    case 'sales_order_key':
    case 'purchase_order_key':
      return `model.${column.replace(/_key$/, '')}`;
    case 'order_key':
      if (table === 'model.sales_order_line') return 'model.sales_order';
      if (table === 'model.purchase_order_line') return 'model.purchase_order';
      return `model.${order}_order`;
    default:
      return null;
  }
}
