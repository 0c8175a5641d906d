import { describe, expect, it } from 'vitest';
import type { FlowGraph, FlowNode } from '../api/types';
import { along, layout, ribbonWidth } from './layout';

const node = (id: string, kind: FlowNode['kind'], more: Partial<FlowNode> = {}): FlowNode => ({
  id,
  kind,
  name: id.slice(id.indexOf(':') + 1),
  state: 'ok',
  rate: 1,
  lag_ms: 20,
  group: null,
  rows: null,
  detail: null,
  warning: null,
  error: null,
  ...more,
});

function graph(tables: number): FlowGraph {
  const raw = Array.from({ length: tables }, (_, i) =>
    node(`raw:erp.public.t${i}`, 'raw', { group: i % 2 ? 'erp.public' : 'erp.mes' }),
  );
  return {
    nodes: [
      node('source:erp', 'source'),
      ...raw,
      node('mapping:erp/items', 'mapping'),
      node('model:item', 'model'),
      node('lake', 'lake'),
      node('live', 'live'),
    ],
    edges: [
      ...raw.flatMap((r) => [
        { from: 'source:erp', to: r.id, rate: 1 },
        { from: r.id, to: 'lake', rate: 1 },
        { from: r.id, to: 'live', rate: 1 },
      ]),
      { from: 'raw:erp.public.t0', to: 'mapping:erp/items', rate: 1 },
      { from: 'mapping:erp/items', to: 'model:item', rate: 1 },
      { from: 'model:item', to: 'live', rate: 1 },
    ],
  };
}

const options = { width: 1300, room: 700, toggled: new Set<string>(), search: '' };

describe('layout', () => {
  it('shows each of five tables', () => {
    const river = layout(graph(5), options);
    expect(river.boxes.filter((b) => b.kind === 'raw')).toHaveLength(5);
    expect(river.headings).toHaveLength(0);
  });

  it('does not repeat in a box what its column or heading says', () => {
    const labels = layout(graph(5), options).boxes.map((b) => b.label);
    expect(labels).toEqual(expect.arrayContaining(['t1', 'item', 'erp/items']));
  });

  it('shows what is on the way of what is chosen apart from its closed group', () => {
    const way = new Set(['raw:erp.public.t0', 'raw:erp.public.t7']);
    const { boxes } = layout(graph(500), { ...options, way });
    const raw = boxes.filter((b) => b.kind === 'raw').map((b) => b.id);
    expect(raw).toEqual(expect.arrayContaining([...way]));
    expect(raw.length).toBeLessThan(6);
    const all = new Set(graph(500).nodes.map((n) => n.id));
    expect(layout(graph(500), { ...options, way: all }).boxes.length).toBeLessThan(30);
  });

  it('closes the groups of five hundred tables, and stays short', () => {
    const river = layout(graph(500), options);
    const raw = river.boxes.filter((b) => b.kind === 'raw');
    expect(raw.map((b) => b.group?.size)).toEqual([250, 250]);
    expect(river.height).toBeLessThan(700);
  });

  it('opens a group on request', () => {
    const river = layout(graph(500), { ...options, toggled: new Set(['raw:erp.mes']) });
    expect(river.boxes.filter((b) => b.kind === 'raw')).toHaveLength(251);
  });

  it('keeps a failed table in sight when its group is closed', () => {
    const whole = graph(500);
    const failed = whole.nodes.find((n) => n.id === 'raw:erp.public.t7');
    if (failed) failed.state = 'failed';
    const river = layout(whole, options);
    expect(river.boxes.map((b) => b.id)).toContain('raw:erp.public.t7');
    expect(river.boxes.find((b) => b.group?.size === 249)?.label).toBe('other 249 tables');
  });

  it('finds a table with all it flows through', () => {
    const river = layout(graph(500), { ...options, search: 't0' });
    expect(river.boxes.map((b) => b.id)).toEqual(
      expect.arrayContaining(['source:erp', 'raw:erp.public.t0', 'mapping:erp/items', 'live']),
    );
    expect(river.boxes.map((b) => b.id)).not.toContain('raw:erp.public.t13');
  });

  it('does not move boxes when only rates change', () => {
    const before = layout(graph(9), options);
    const busy = graph(9);
    for (const edge of busy.edges) edge.rate = 5000;
    for (const each of busy.nodes) each.rate = 5000;
    const places = (r: typeof before) => r.boxes.map(({ id, x, y, height }) => [id, x, y, height]);
    expect(places(layout(busy, options))).toEqual(places(before));
  });

  it('draws the way of all raw changes once', () => {
    const river = layout(graph(9), options);
    expect(river.bypass?.rate).toBe(9);
    expect(river.ribbons.some((r) => r.from.startsWith('raw:') && r.to === 'live')).toBe(false);
  });
});

describe('ribbonWidth', () => {
  it('grows with the rate and stays within bounds', () => {
    const widths = [0, 1, 10, 1000, 1e9].map(ribbonWidth);
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
    expect(widths.at(-1)).toBe(16);
  });
});

describe('along', () => {
  it('goes up to the sources and down to the sinks, not sideways', () => {
    const found = along(graph(3).edges, ['mapping:erp/items']);
    expect(found).toContain('source:erp');
    expect(found).toContain('live');
    expect(found).not.toContain('raw:erp.public.t1');
  });
});
