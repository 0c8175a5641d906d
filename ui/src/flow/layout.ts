import type { FlowEdge, FlowGraph, FlowKind, FlowNode, Health } from '../api/types';

/** A node, or a collapsed group of nodes, as a box of the river. */
export interface Box {
  id: string;
  kind: FlowKind;
  label: string;
  x: number;
  y: number;
  width: number;
  height: number;
  state: Health;
  rate: number;
  lag: number | null;
  node?: FlowNode;
  /** Of a collapsed group: its name and how many nodes it holds. */
  group?: { key: string; size: number };
}

export interface Heading {
  key: string;
  label: string;
  size: number;
  open: boolean;
  x: number;
  y: number;
  width: number;
}

export interface Ribbon {
  id: string;
  from: string;
  to: string;
  path: string;
  width: number;
  rate: number;
  state: Health;
}

export interface Stage {
  title: string;
  count: number;
  rate: number;
  x: number;
  width: number;
}

/** All raw tables into lake and live store: one band below the mappings and the model. */
export interface Bypass {
  path: string;
  width: number;
  rate: number;
  label: { x: number; y: number };
}

export interface River {
  bypass: Bypass | null;
  boxes: Box[];
  headings: Heading[];
  ribbons: Ribbon[];
  stages: Stage[];
  height: number;
  /** The box that shows a node: its own, or that of its group. */
  boxOfNode: Map<string, string>;
}

export interface LayoutOptions {
  width: number;
  /** The height there is; a small graph spreads over it. */
  room: number;
  /** Groups the reader has opened or closed against the default. */
  toggled: ReadonlySet<string>;
  search: string;
  /** The nodes on the way of what is chosen: a few of them are shown where their group is closed. */
  way?: ReadonlySet<string> | null;
}

const COLUMNS: { kinds: FlowKind[]; title: string; share: number }[] = [
  { kinds: ['source'], title: 'Sources', share: 0.13 },
  { kinds: ['raw'], title: 'Raw tables', share: 0.19 },
  { kinds: ['mapping'], title: 'Mappings', share: 0.17 },
  { kinds: ['model'], title: 'Model', share: 0.17 },
  { kinds: ['lake', 'live'], title: 'Lake and live', share: 0.11 },
];
const BOX = 28;
const GAP = 5;
const WIDEST_GAP = 14;
const BYPASS = 44;
const HEADING = 24;
const GROUP_FROM = 12;
const MOST_FOUND = 80;
const SEVERITY: Health[] = ['idle', 'ok', 'slow', 'warning', 'failed'];

/** What a person should look at. */
export function isTroubled({ state }: { state: Health }): boolean {
  return state === 'failed' || state === 'warning' || state === 'slow';
}

export function worst(states: Iterable<Health>): Health {
  let worstSoFar: Health = 'idle';
  for (const state of states) {
    if (SEVERITY.indexOf(state) > SEVERITY.indexOf(worstSoFar)) worstSoFar = state;
  }
  return worstSoFar;
}

/** A ribbon's width in pixels: a logarithm in steps, so that it does not tremble. */
export function ribbonWidth(rate: number): number {
  if (rate <= 0) return 1;
  return Math.min(16, 2 + Math.round(Math.log2(1 + rate) * 2));
}

export function groupOf(node: FlowNode): string {
  if (node.kind === 'model') return 'model';
  if (node.group) return node.group;
  const cut = Math.max(node.name.lastIndexOf('.'), node.name.lastIndexOf('/'));
  return cut > 0 ? node.name.slice(0, cut) : node.kind;
}

/** A node's name without the part that its group's heading says. */
export function shortName(node: FlowNode): string {
  const group = groupOf(node);
  const next = node.name[group.length];
  return node.name.startsWith(group) && (next === '.' || next === '/')
    ? node.name.slice(group.length + 1)
    : node.name;
}

/** Everything a change passes on its way through a node: up to its sources, down to the sinks. */
export function along(
  edges: readonly { from: string; to: string }[],
  ids: Iterable<string>,
): Set<string> {
  const found = new Set<string>();
  const walk = (start: Iterable<string>, step: 'up' | 'down') => {
    const next = new Map<string, string[]>();
    for (const { from, to } of edges) {
      const [key, value] = step === 'up' ? [to, from] : [from, to];
      const list = next.get(key);
      if (list) list.push(value);
      else next.set(key, [value]);
    }
    const queue = [...start];
    const seen = new Set(queue);
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      found.add(id);
      for (const other of next.get(id) ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        queue.push(other);
      }
    }
  };
  const start = [...ids];
  walk(start, 'up');
  walk(start, 'down');
  return found;
}

function searched(graph: FlowGraph, search: string): FlowGraph {
  const text = search.trim().toLowerCase();
  if (!text) return graph;
  const hits = graph.nodes.filter((n) => n.name.toLowerCase().includes(text)).slice(0, MOST_FOUND);
  const keep = along(
    graph.edges,
    hits.map((n) => n.id),
  );
  return {
    nodes: graph.nodes.filter((n) => keep.has(n.id)),
    edges: graph.edges.filter((e) => keep.has(e.from) && keep.has(e.to)),
  };
}

interface Row {
  heading?: Omit<Heading, 'x' | 'y' | 'width'>;
  box?: Omit<Box, 'x' | 'y' | 'width' | 'height'>;
  members: FlowNode[];
}

/** The rows of one column: headings, single nodes, and groups closed into one box. */
function rowsOf(nodes: FlowNode[], options: LayoutOptions, rank: (n: FlowNode) => number): Row[] {
  const groups = new Map<string, FlowNode[]>();
  for (const node of nodes) {
    const key = `${node.kind}:${groupOf(node)}`;
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const rows: Row[] = [];
  const grouped = nodes.length > GROUP_FROM && groups.size < nodes.length;
  const ordered = [...groups].sort(([, a], [, b]) => average(a, rank) - average(b, rank));
  for (const [key, members] of ordered) {
    members.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
    const label = groupOf(members[0] as FlowNode);
    const kind = (members[0] as FlowNode).kind;
    const closable = grouped && members.length > 1 && groups.size > 1;
    const large = members.length > GROUP_FROM * 2 && !options.search;
    const open = options.toggled.has(key) === large;
    const heading = { key, label, size: members.length, open };
    if (closable || large) rows.push({ heading, members: [] });
    const onWay = members.filter((m) => options.way?.has(m.id));
    const some = onWay.length <= GROUP_FROM ? onWay : [];
    const apart = members.filter((m) => isTroubled(m) || some.includes(m));
    const single = open ? members : apart;
    for (const node of single) rows.push({ box: boxOf(node), members: [node] });
    const rest = open ? [] : members.filter((m) => !single.includes(m));
    if (rest.length > 0) {
      const rate = rest.reduce((sum, m) => sum + m.rate, 0);
      rows.push({
        members: rest,
        box: {
          id: `group:${key}`,
          kind,
          label: `${apart.length > 0 ? 'other ' : ''}${rest.length} ${kind === 'mapping' ? 'mappings' : 'tables'}`,
          state: worst(rest.map((m) => m.state)),
          rate,
          lag: rest.reduce<number | null>((most, m) => maximum(most, m.lag_ms), null),
          group: { key, size: rest.length },
        },
      });
    }
  }
  return rows;
}

function boxOf(node: FlowNode): Omit<Box, 'x' | 'y' | 'width' | 'height'> {
  return {
    id: node.id,
    kind: node.kind,
    label: node.kind === 'mapping' ? node.name : shortName(node),
    state: node.state,
    rate: node.rate,
    lag: node.lag_ms,
    node,
  };
}

function maximum(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.max(a, b);
}

function average<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0) / Math.max(1, items.length);
}

/** Lays the graph out from left to right. Positions depend on the graph's shape, not on its rates. */
export function layout(whole: FlowGraph, options: LayoutOptions): River {
  const graph = searched(whole, options.search);
  const gap = (options.width * (1 - COLUMNS.reduce((sum, c) => sum + c.share, 0))) / 4;
  const river: River = {
    bypass: null,
    boxes: [],
    headings: [],
    ribbons: [],
    stages: [],
    height: 0,
    boxOfNode: new Map<string, string>(),
  };
  const { boxOfNode } = river;
  const position = new Map<string, number>();
  const above = new Map<string, string[]>();
  for (const { from, to } of graph.edges) above.set(to, [...(above.get(to) ?? []), from]);
  const boxes = new Map<string, Box>();
  const columns: { box?: Box; heading?: Heading }[][] = [];
  const spacing = gapFor(graph, options);
  let x = 0;
  for (const { kinds, title, share } of COLUMNS) {
    const width = options.width * share;
    const nodes = graph.nodes.filter((n) => kinds.includes(n.kind));
    const rank = (n: FlowNode) => {
      const parents = (above.get(n.id) ?? []).flatMap((id) => position.get(id) ?? []);
      return parents.length > 0 ? average(parents, (p) => p) : 0;
    };
    let y = 0;
    const column: { box?: Box; heading?: Heading }[] = [];
    for (const row of rowsOf(nodes, options, kinds[0] === 'source' ? () => 0 : rank)) {
      if (row.heading) {
        const heading = { ...row.heading, x, y, width };
        river.headings.push(heading);
        column.push({ heading });
        y += HEADING;
      }
      if (!row.box) continue;
      const height =
        row.box.kind === 'raw' || row.members.length > 1 ? BOX : tall(row.members[0], graph);
      const box: Box = { ...row.box, x, y, width, height };
      boxes.set(box.id, box);
      column.push({ box });
      for (const member of row.members) {
        boxOfNode.set(member.id, box.id);
        position.set(member.id, y + height / 2);
      }
      y += height + spacing;
    }
    columns.push(column);
    const rate = nodes.reduce((sum, n) => sum + n.rate, 0);
    river.stages.push({ title, count: nodes.length, rate, x, width });
    river.height = Math.max(river.height, y);
    x += width + gap;
  }
  for (const column of columns) center(column, river.height);
  river.boxes = [...boxes.values()];
  river.ribbons = ribbons(graph.edges, boxOfNode, boxes);
  river.bypass = bypass(graph.edges, river);
  if (river.bypass) river.height += BYPASS;
  return river;
}

function gapFor(graph: FlowGraph, options: LayoutOptions): number {
  const longest = Math.max(
    1,
    ...COLUMNS.map(({ kinds }) => graph.nodes.filter((n) => kinds.includes(n.kind)).length),
  );
  const spare = (options.room - BYPASS - HEADING * 4) / longest - BOX;
  return Math.max(GAP, Math.min(WIDEST_GAP, Math.floor(spare)));
}

function bypass(edges: readonly FlowEdge[], river: River): Bypass | null {
  const rates = new Map<string, number>();
  for (const edge of edges) {
    if (bundled(edge)) rates.set(edge.from, Math.max(rates.get(edge.from) ?? 0, edge.rate));
  }
  const raw = river.boxes.filter((b) => b.kind === 'raw');
  const sinks = river.boxes.filter((b) => b.kind === 'lake' || b.kind === 'live');
  if (rates.size === 0 || raw.length === 0 || sinks.length === 0) return null;
  const last = raw.reduce((a, b) => (b.y > a.y ? b : a));
  const total = [...rates.values()].reduce((sum, each) => sum + each, 0);
  const y = river.height + BYPASS / 2;
  const x1 = last.x + last.width / 2;
  const low = sinks.reduce((a, b) => (b.y > a.y ? b : a));
  const x2 = low.x + low.width / 2;
  const path =
    `M${r(x1)} ${r(last.y + last.height)}C${r(x1)} ${r(y)} ${r(x1)} ${r(y)} ${r(x1 + 60)} ${r(y)}` +
    `L${r(x2 - 60)} ${r(y)}C${r(x2)} ${r(y)} ${r(x2)} ${r(y)} ${r(x2)} ${r(low.y + low.height)}`;
  const label = { x: last.x + last.width + 24, y: y - 10 };
  return { path, width: ribbonWidth(total), rate: total, label };
}

/** A box with many ribbons is taller, so that they need not lie on each other. */
function tall(node: FlowNode | undefined, graph: FlowGraph): number {
  if (!node) return BOX;
  const incoming = graph.edges.filter((e) => e.to === node.id && !bundled(e)).length;
  const outgoing = graph.edges.filter((e) => e.from === node.id && !bundled(e)).length;
  return Math.max(BOX, Math.min(160, Math.max(incoming, outgoing) * 9));
}

function center(column: { box?: Box; heading?: Heading }[], height: number): void {
  const last = column.at(-1);
  const end = last?.box ? last.box.y + last.box.height : (last?.heading?.y ?? 0) + HEADING;
  const shift = Math.max(0, Math.min((height - end) / 2, 240));
  for (const { box, heading } of column) {
    if (box) box.y += shift;
    if (heading) heading.y += shift;
  }
}

/** Raw tables go into lake and live store all of them; that is drawn once, not per table. */
function bundled({ from, to }: FlowEdge): boolean {
  return from.startsWith('raw:') && (to === 'lake' || to === 'live');
}

function ribbons(
  edges: readonly FlowEdge[],
  boxOfNode: Map<string, string>,
  boxes: Map<string, Box>,
): Ribbon[] {
  const merged = new Map<string, { from: Box; to: Box; rate: number }>();
  for (const edge of edges) {
    if (bundled(edge)) continue;
    const from = boxes.get(boxOfNode.get(edge.from) ?? '');
    const to = boxes.get(boxOfNode.get(edge.to) ?? '');
    if (!from || !to) continue;
    const id = `${from.id}→${to.id}`;
    const known = merged.get(id);
    if (known) known.rate += edge.rate;
    else merged.set(id, { from, to, rate: edge.rate });
  }
  const list = [...merged].map(([id, edge]) => ({ id, ...edge, width: ribbonWidth(edge.rate) }));
  const starts = stack(list, 'from', 'to');
  const ends = stack(list, 'to', 'from');
  return list.map(({ id, from, to, rate, width }) => {
    const x1 = from.x + from.width;
    const y1 = starts.get(id) ?? 0;
    const x2 = to.x;
    const y2 = ends.get(id) ?? 0;
    const bend = (x2 - x1) / 2;
    const path = `M${r(x1)} ${r(y1)}C${r(x1 + bend)} ${r(y1)} ${r(x2 - bend)} ${r(y2)} ${r(x2)} ${r(y2)}`;
    const trouble = worst([from.state, to.state]);
    const state = trouble === 'failed' || trouble === 'slow' ? trouble : rate > 0 ? 'ok' : 'idle';
    return { id, from: from.id, to: to.id, path, width, rate, state };
  });
}

/** Where each ribbon meets its box: side by side in the order of the other ends. */
function stack(
  list: readonly { id: string; from: Box; to: Box; width: number }[],
  side: 'from' | 'to',
  other: 'from' | 'to',
): Map<string, number> {
  const at = new Map<string, number>();
  const byBox = new Map<Box, (typeof list)[number][]>();
  for (const ribbon of list) {
    const group = byBox.get(ribbon[side]);
    if (group) group.push(ribbon);
    else byBox.set(ribbon[side], [ribbon]);
  }
  for (const [box, group] of byBox) {
    group.sort((a, b) => a[other].y - b[other].y);
    const step = (box.height - 4) / group.length;
    group.forEach((ribbon, i) => at.set(ribbon.id, box.y + 2 + step * (i + 0.5)));
  }
  return at;
}

const r = (value: number) => Math.round(value * 10) / 10;
