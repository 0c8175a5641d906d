import { useEffect, useMemo, useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronRight, Filter } from 'lucide-react';
import { get } from '../api/client';
import type { FlowGraph } from '../api/types';
import { count, duration, rate } from '../format/format';
import { Mark } from '../frame/Mark';
import { Bones, Empty, ErrorNote, healthMark } from '../frame/states';
import { Link } from '../place/Link';
import { here, useParam, usePlace, withParams } from '../place/location';
import { usePhone } from '../table/view';
import { along, isTroubled, layout, type Box, type Heading, type River } from './layout';
import { useLineage } from './Columns';
import { wayOfColumn } from './lineage';
import { NodePanel } from './NodePanel';
import './flow.css';

/** The way of the data, from the sources to the lake and the live store. */
export function Flow() {
  const flow = useQuery({
    queryKey: ['flow'],
    queryFn: ({ signal }) => get<FlowGraph>('/api/flow', signal),
    refetchInterval: 1000,
  });
  const { params } = usePlace();
  const search = params.get('find') ?? '';
  const node = params.get('node');
  const way = useWay(flow.data, node, params.get('column'));
  const phone = usePhone();
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const toggle = (key: string) => {
    const next = new Set(toggled);
    if (!next.delete(key)) next.add(key);
    setToggled(next);
  };
  return (
    <div className="page list" data-beside={node ? true : undefined}>
      <div className="toolbar">
        <FindField />
        <Summary graph={flow.data} />
      </div>
      {!flow.data && flow.error && (
        <div className="scroll">
          <ErrorNote error={flow.error} />
        </div>
      )}
      {!flow.data && !flow.error && <Bones lines={14} />}
      {flow.data &&
        (phone ? (
          <StageList
            graph={flow.data}
            way={way}
            search={search}
            toggled={toggled}
            toggle={toggle}
          />
        ) : (
          <Drawing graph={flow.data} way={way} search={search} toggled={toggled} toggle={toggle} />
        ))}
      {node && flow.data && <NodePanel key={node} id={node} graph={flow.data} />}
    </div>
  );
}

/** The nodes that what is chosen passes, a table or one of its columns; null when nothing is. */
function useWay(
  graph: FlowGraph | undefined,
  node: string | null,
  column: string | null,
): Set<string> | null {
  const { data: lineage } = useLineage(column !== null);
  return useMemo(() => {
    if (!graph || !node) return null;
    const edges = column && lineage ? wayOfColumn(lineage, node, column) : graph.edges;
    return along(edges, [node]);
  }, [graph, node, column, lineage]);
}

function FindField() {
  const [find, setFind] = useParam('find');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== '/' || target.closest('input, textarea, select, [contenteditable]')) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', key);
    return () => window.removeEventListener('keydown', key);
  }, []);
  return (
    <span className="field">
      <Filter size={14} aria-hidden="true" />
      <input
        ref={input}
        type="search"
        aria-label="Find a table or mapping"
        placeholder="Table or mapping"
        value={find}
        onChange={(event) => setFind(event.target.value || null)}
      />
      <kbd aria-hidden="true">/</kbd>
    </span>
  );
}

/** Trouble first, in words; each leads to its node. */
function Summary({ graph }: { graph: FlowGraph | undefined }) {
  const troubled = graph?.nodes.filter(isTroubled) ?? [];
  if (!graph) return <span className="summary" />;
  if (troubled.length === 0) {
    const busy = graph.nodes.filter((n) => n.kind === 'raw' && n.state !== 'idle').length;
    return (
      <span className="status mute summary">
        <Mark shape="dot" tone="ok" />
        All well; {count(busy)} of {count(graph.nodes.filter((n) => n.kind === 'raw').length)}{' '}
        tables moving
      </span>
    );
  }
  return (
    <span className="troubles summary">
      {troubled.slice(0, 4).map((n) => {
        const [shape, tone] = healthMark(n.state);
        return (
          <Link
            key={n.id}
            className="status"
            href={withParams(here(), { node: n.id, column: null })}
          >
            <Mark shape={shape} tone={tone} />
            {n.name} {n.state}
          </Link>
        );
      })}
      {troubled.length > 4 && <span className="mute">and {count(troubled.length - 4)} more</span>}
    </span>
  );
}

/** Moved by transform: boxes change places with their rates, and the page's layout does not. */
const at = (x: number, y: number) => `translate(${x}px, ${y + TOP}px)`;

const TOP = 34;

interface ViewProps {
  graph: FlowGraph;
  /** The nodes on the way of what is chosen. */
  way: Set<string> | null;
  search: string;
  toggled: ReadonlySet<string>;
  toggle: (key: string) => void;
}

function useSize() {
  const element = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, room: 0 });
  useEffect(() => {
    const river = element.current;
    const around = river?.parentElement;
    if (!river || !around) return undefined;
    const measure = () => {
      const next = { width: river.clientWidth, room: around.clientHeight - 32 - TOP };
      setSize((old) => (old.width === next.width && old.room === next.room ? old : next));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(around);
    return () => observer.disconnect();
  }, []);
  return { element, size };
}

function Drawing({ graph, way, search, toggled, toggle }: ViewProps) {
  const { element, size } = useSize();
  const [pointed, setPointed] = useState<string | null>(null);
  const river = useMemo(
    () => (size.width > 0 ? layout(graph, { ...size, toggled, search, way }) : null),
    [graph, size, toggled, search, way],
  );
  const lit = useMemo(
    () => (pointed && river ? along(river.ribbons, [pointed]) : null),
    [pointed, river],
  );
  const chosen = way && river ? boxesOn(way, river) : null;
  return (
    <div className="scroll flow-scroll" tabIndex={0} role="region" aria-label="Flow">
      <div ref={element} className="river">
        {river && <Ribbons river={river} lit={lit ?? chosen} chosen={chosen} />}
        {river?.headings.map((heading) => (
          <GroupHeading key={heading.key} heading={heading} toggle={toggle} />
        ))}
        {river?.boxes.map((box) => (
          <BoxView
            key={box.id}
            box={box}
            dim={lit !== null && !lit.has(box.id)}
            onWay={chosen !== null && chosen.has(box.id)}
            point={setPointed}
            toggle={toggle}
          />
        ))}
        {river?.boxes.length === 0 && (
          <Empty title={search ? `Nothing is called “${search}”.` : 'Nothing flows yet.'}>
            {search ? 'Try a part of the name.' : 'Sources appear here as soon as they connect.'}
          </Empty>
        )}
        {river && <Tip box={river.boxes.find((b) => b.id === pointed)} />}
      </div>
    </div>
  );
}

function boxesOn(way: Set<string>, river: River): Set<string> {
  return new Set([...way].flatMap((id) => river.boxOfNode.get(id) ?? []));
}

function Ribbons({
  river,
  lit,
  chosen,
}: {
  river: River;
  lit: Set<string> | null;
  chosen: Set<string> | null;
}) {
  const within = (boxes: Set<string> | null, { from, to }: { from: string; to: string }) =>
    boxes !== null && boxes.has(from) && boxes.has(to);
  return (
    <>
      <div className="stages">
        {river.stages.map((stage) => (
          <div key={stage.title} style={{ left: stage.x, width: stage.width }}>
            <h2>{stage.title}</h2>
            <span className="mute">
              {stage.title === 'Lake and live' ? '' : `${count(stage.count)} · ${rate(stage.rate)}`}
            </span>
          </div>
        ))}
      </div>
      <svg
        className="ribbons"
        style={{ top: TOP, height: river.height }}
        width="100%"
        height={river.height}
        aria-hidden="true"
      >
        {river.bypass && (
          <path
            d={river.bypass.path}
            data-state={river.bypass.rate > 0 ? 'ok' : 'idle'}
            className={lit ? 'dim' : undefined}
            style={{ strokeWidth: river.bypass.width }}
          />
        )}
        {river.ribbons.map((ribbon) => (
          <path
            key={ribbon.id}
            d={ribbon.path}
            data-state={ribbon.state}
            data-way={within(chosen, ribbon) || undefined}
            className={lit && !within(lit, ribbon) ? 'dim' : undefined}
            style={{ strokeWidth: ribbon.width }}
          />
        ))}
      </svg>
      {river.bypass && (
        <span
          className="bypass"
          style={{ left: river.bypass.label.x, top: river.bypass.label.y + TOP }}
        >
          every raw change too, {rate(river.bypass.rate)}
        </span>
      )}
      <div style={{ height: river.height + TOP }} />
    </>
  );
}

function GroupHeading({ heading, toggle }: { heading: Heading; toggle: (key: string) => void }) {
  const Icon = heading.open ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      className="flow-group"
      aria-expanded={heading.open}
      style={{ transform: at(heading.x, heading.y), width: heading.width }}
      onClick={() => toggle(heading.key)}
    >
      <Icon size={13} aria-hidden="true" />
      <span>{heading.label}</span>
      <span className="mute">{count(heading.size)}</span>
    </button>
  );
}

function describe(box: Box): string {
  return `, ${box.kind}, ${box.state}, lag ${duration(box.lag)}`;
}

function BoxView({
  box,
  dim,
  onWay,
  point,
  toggle,
}: {
  box: Box;
  dim: boolean;
  onWay: boolean;
  point: (id: string | null) => void;
  toggle: (key: string) => void;
}) {
  const [shape, tone] = healthMark(box.state);
  const shared = {
    className: `flow-box${dim ? ' dim' : ''}`,
    'data-state': box.state,
    'data-kind': box.kind,
    'data-way': onWay || undefined,
    style: { transform: at(box.x, box.y), width: box.width, height: box.height },
    onPointerEnter: () => point(box.id),
    onPointerLeave: () => point(null),
    onFocus: () => point(box.id),
    onBlur: () => point(null),
  };
  const content = (
    <>
      <Mark shape={shape} tone={tone} />
      <span className="name">{box.label}</span>
      <span className="rate">{box.rate > 0 ? rate(box.rate) : ''}</span>
      <span className="hidden">{describe(box)}</span>
    </>
  );
  const group = box.group;
  if (group) {
    return (
      <button type="button" {...shared} onClick={() => toggle(group.key)}>
        {content}
      </button>
    );
  }
  return (
    <Link {...shared} href={withParams(here(), { node: box.id, column: null })}>
      {content}
    </Link>
  );
}

function Tip({ box }: { box: Box | undefined }) {
  if (!box) return null;
  const right = box.kind === 'lake' || box.kind === 'live';
  return (
    <div
      className="flow-tip"
      aria-hidden="true"
      style={
        right
          ? { right: `calc(100% - ${box.x - 8}px)`, top: box.y + TOP }
          : { left: box.x + box.width + 8, top: box.y + TOP }
      }
    >
      <b>{box.node?.name ?? box.label}</b>
      <span>
        lag <b>{duration(box.lag)}</b> · {rate(box.rate)}
        {box.node?.rows != null && ` · ${count(box.node.rows)} rows`}
      </span>
      {box.node?.warning && <span className="warn">{box.node.warning}</span>}
      {box.node?.error && <span className="bad">{box.node.error.message}</span>}
    </div>
  );
}

/** On a phone: the same stages as lists. */
function StageList({ graph, way, search, toggled, toggle }: ViewProps) {
  const river = layout(graph, { width: 1000, room: 0, toggled, search, way });
  const chosen = way ? boxesOn(way, river) : null;
  return (
    <div className="scroll stage-list">
      {river.stages.map((stage) => {
        const boxes = river.boxes.filter((b) => b.x === stage.x).sort((a, b) => a.y - b.y);
        const headings = river.headings.filter((h) => h.x === stage.x);
        if (boxes.length === 0) return null;
        return (
          <section key={stage.title} className="card">
            <header>
              <h2>{stage.title}</h2>
              <span className="more mute">{rate(stage.rate)}</span>
            </header>
            <ul>
              {boxes.map((box, i) => {
                const heading = headings.find(
                  (h) => h.y < box.y && (i === 0 || h.y > (boxes[i - 1]?.y ?? 0)),
                );
                return (
                  <li key={box.id}>
                    {heading && (
                      <button
                        type="button"
                        className="flow-group"
                        aria-expanded={heading.open}
                        onClick={() => toggle(heading.key)}
                      >
                        {heading.label} <span className="mute">{count(heading.size)}</span>
                      </button>
                    )}
                    <StageRow box={box} onWay={chosen?.has(box.id) ?? false} toggle={toggle} />
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function StageRow({
  box,
  onWay,
  toggle,
}: {
  box: Box;
  onWay: boolean;
  toggle: (key: string) => void;
}) {
  const [shape, tone] = healthMark(box.state);
  const content = (
    <>
      <Mark shape={shape} tone={tone} />
      <span className="name">{box.label}</span>
      <span className="mute">{box.rate > 0 ? rate(box.rate) : 'idle'}</span>
      <span>{duration(box.lag)}</span>
    </>
  );
  const group = box.group;
  return group ? (
    <button
      type="button"
      className="stage-row"
      data-way={onWay || undefined}
      onClick={() => toggle(group.key)}
    >
      {content}
    </button>
  ) : (
    <Link
      className="stage-row"
      data-way={onWay || undefined}
      href={withParams(here(), { node: box.id, column: null })}
    >
      {content}
    </Link>
  );
}
