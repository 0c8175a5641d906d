import {
  memo,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Value } from '../api/types';
import { csv } from '../format/format';
import { ProblemNote } from '../frame/states';
import type { Rows } from './window';
import './table.css';

export interface TableColumn {
  id: string;
  title: string;
  /** Pixels; the column can be resized. */
  width: number;
  align?: 'right';
  /** Positions of the values shown, in the row. */
  uses: readonly number[];
  text: (row: Value[]) => string;
  cell?: (row: Value[]) => ReactNode;
  sortable?: boolean;
  /** Shown on a phone too. */
  phone?: boolean;
}

export interface Sort {
  column: string;
  descending: boolean;
}

interface Props {
  label: string;
  columns: TableColumn[];
  rows: Rows;
  show?: (first: number, last: number) => void;
  sort?: Sort;
  onSort?: (column: string) => void;
  onOpen?: (row: Value[]) => void;
  openKey?: string;
  empty: ReactNode;
}

const ROW = 32;
const OVERSCAN = 6;
const NARROWEST = 48;

/** A virtualised table: arrows move, Space selects, Enter opens, Ctrl C copies as CSV. */
export function DataTable(props: Props) {
  const { columns, rows, show, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const view = useViewport(scroller);
  const [widths, setWidths] = useState<Record<string, number>>({});
  const [active, setActive] = useState(-1);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState(-1);
  const [copied, setCopied] = useState('');
  const count = rows.count ?? 0;
  const first = Math.max(0, Math.floor(view.top / ROW) - OVERSCAN);
  const last = Math.min(count, Math.ceil((view.top + view.height) / ROW) + OVERSCAN);
  useEffect(() => show?.(first, last), [show, first, last]);

  const template = columns
    .map(({ id, width }) => (widths[id] ? `${widths[id]}px` : `minmax(${width}px, ${width}fr)`))
    .join(' ');
  const total = columns.reduce((sum, c) => sum + (widths[c.id] ?? c.width), 0);

  const move = (to: number, extend: KeyboardEvent | MouseEvent) => {
    const index = Math.max(0, Math.min(count - 1, to));
    setActive(index);
    if (extend.shiftKey) setSelected(range(rows, anchor < 0 ? index : anchor, index));
    else setAnchor(index);
    reveal(scroller.current, index);
  };
  const toggle = (index: number) => {
    const row = rows.at(index);
    if (!row) return;
    const next = new Set(selected);
    if (!next.delete(rows.keyOf(row))) next.add(rows.keyOf(row));
    setSelected(next);
    setAnchor(index);
  };
  const copy = () => {
    const chosen: Value[][] = [];
    for (let i = 0; i < count; i++) {
      const row = rows.at(i);
      if (row && (selected.size > 0 ? selected.has(rows.keyOf(row)) : i === active))
        chosen.push(row);
    }
    if (chosen.length === 0) return;
    const lines = [
      columns.map((c) => c.title),
      ...chosen.map((r) => columns.map((c) => c.text(r))),
    ];
    void navigator.clipboard.writeText(csv(lines)).then(() => {
      setCopied(chosen.length === 1 ? 'Row copied as CSV' : `${chosen.length} rows copied as CSV`);
      setTimeout(() => setCopied(''), 2500);
    });
  };
  const key = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / ROW) - 2);
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: count - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) move(to, event);
    else if (event.key === 'Enter' && rows.at(active)) onOpen?.(rows.at(active) ?? []);
    else if (event.key === ' ') toggle(active);
    else if (event.key === 'Escape' && selected.size > 0) {
      setSelected(new Set());
      event.stopPropagation();
    } else if (event.key === 'c' && (event.ctrlKey || event.metaKey)) copy();
    else return;
    event.preventDefault();
  };
  const click = (index: number, event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey) {
      setActive(index);
      toggle(index);
      return;
    }
    move(index, event);
    const row = rows.at(index);
    if (!event.shiftKey && row) onOpen?.(row);
  };

  if (rows.problem && rows.count === undefined) {
    return (
      <div className="table-note">
        <ProblemNote problem={rows.problem} />
      </div>
    );
  }
  const indexes = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
  return (
    <div className="table-box">
      {rows.problem && (
        <div className="table-problem">
          <ProblemNote problem={rows.problem} />
        </div>
      )}
      <div
        ref={scroller}
        className="table"
        role="grid"
        aria-label={props.label}
        aria-rowcount={rows.count === undefined ? -1 : count + 1}
        aria-colcount={columns.length}
        aria-multiselectable="true"
        aria-activedescendant={active >= first && active < last ? `row-${active}` : undefined}
        tabIndex={0}
        onKeyDown={key}
        style={{ '--columns': template } as CSSProperties}
      >
        <Header
          {...props}
          template={template}
          total={total}
          widths={widths}
          setWidths={setWidths}
        />
        <div
          className="table-body"
          role="rowgroup"
          style={{ height: rows.count === undefined ? 24 * ROW : count * ROW, minWidth: total }}
        >
          {rows.count === undefined
            ? Array.from({ length: 24 }, (_, i) => (
                <EmptyRow key={i} index={i} columns={columns.length} />
              ))
            : indexes.map((i) => {
                const row = rows.at(i);
                if (!row) return <EmptyRow key={i} index={i} columns={columns.length} />;
                const rowKey = rows.keyOf(row);
                return (
                  <Row
                    key={rowKey}
                    index={i}
                    row={row}
                    columns={columns}
                    changes={changesOf(rows, row, columns)}
                    active={i === active}
                    selected={selected.has(rowKey)}
                    open={rowKey === props.openKey}
                    click={click}
                  />
                );
              })}
        </div>
        {rows.count === 0 && <div className="table-empty">{props.empty}</div>}
      </div>
      <div className="table-said" role="status">
        {copied}
      </div>
    </div>
  );
}

function Header({
  columns,
  sort,
  onSort,
  total,
  widths,
  setWidths,
}: Props & {
  template: string;
  total: number;
  widths: Record<string, number>;
  setWidths: (widths: Record<string, number>) => void;
}) {
  return (
    <div className="table-head" role="rowgroup" style={{ minWidth: total }}>
      <div className="table-row" role="row" aria-rowindex={1}>
        {columns.map((column) => {
          const sorted = sort?.column === column.id ? sort : undefined;
          const direction = sorted?.descending ? 'descending' : 'ascending';
          const Arrow = sorted?.descending ? ArrowDown : ArrowUp;
          return (
            <div
              key={column.id}
              role="columnheader"
              className={column.align === 'right' ? 'cell num' : 'cell'}
              aria-sort={sorted ? direction : undefined}
            >
              {column.sortable && onSort ? (
                <button type="button" tabIndex={-1} onClick={() => onSort(column.id)}>
                  {sorted && column.align === 'right' && <Arrow size={12} aria-hidden="true" />}
                  <span>{column.title}</span>
                  {sorted && column.align !== 'right' && <Arrow size={12} aria-hidden="true" />}
                </button>
              ) : (
                <span>{column.title}</span>
              )}
              <Grip
                width={widths[column.id] ?? column.width}
                resize={(width) => setWidths({ ...widths, [column.id]: width })}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Grip({ width, resize }: { width: number; resize: (width: number) => void }) {
  return (
    <span
      className="grip"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.preventDefault();
        const grip = event.currentTarget;
        const from = event.clientX;
        grip.setPointerCapture(event.pointerId);
        const drag = (e: PointerEvent) => resize(Math.max(NARROWEST, width + e.clientX - from));
        grip.addEventListener('pointermove', drag);
        grip.addEventListener('pointerup', () => grip.removeEventListener('pointermove', drag), {
          once: true,
        });
      }}
    />
  );
}

const Row = memo(function Row({
  index,
  row,
  columns,
  changes,
  active,
  selected,
  open,
  click,
}: {
  index: number;
  row: Value[];
  columns: TableColumn[];
  changes: string;
  active: boolean;
  selected: boolean;
  open: boolean;
  click: (index: number, event: MouseEvent) => void;
}) {
  const fresh = changes === 'new';
  const changed = new Set(changes && !fresh ? changes.split(',').map(Number) : []);
  return (
    <div
      id={`row-${index}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={`table-row${active ? ' active' : ''}${open ? ' open' : ''}${fresh ? ' tint' : ''}`}
      style={{ transform: `translateY(${index * ROW}px)` }}
      onClick={(event) => click(index, event)}
    >
      {columns.map((column, i) => (
        <div
          key={column.id}
          role="gridcell"
          className={`cell${column.align === 'right' ? ' num' : ''}`}
        >
          <span
            key={changed.has(i) ? changes + String(column.text(row)) : 'same'}
            className={changed.has(i) ? 'tint' : undefined}
          >
            {column.cell ? column.cell(row) : column.text(row)}
          </span>
        </div>
      ))}
    </div>
  );
});

function EmptyRow({ index, columns }: { index: number; columns: number }) {
  return (
    <div
      className="table-row"
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${index * ROW}px)` }}
    >
      {Array.from({ length: columns }, (_, i) => (
        <div key={i} role="gridcell" className="cell">
          <span className="bone" style={{ width: `${85 - ((index * 7 + i * 13) % 45)}%` }} />
        </div>
      ))}
    </div>
  );
}

/** The columns on the screen that changed just now, as text so that equal answers are equal. */
function changesOf(rows: Rows, row: Value[], columns: TableColumn[]): string {
  const changes = rows.changedNow(row);
  if (!changes || changes === 'new') return changes ?? '';
  const changed: number[] = [];
  columns.forEach((column, i) => {
    if (column.uses.some((use) => changes.has(use))) changed.push(i);
  });
  return changed.join();
}

function range(rows: Rows, a: number, b: number): Set<string> {
  const keys = new Set<string>();
  for (let i = Math.min(a, b); i <= Math.max(a, b); i++) {
    const row = rows.at(i);
    if (row) keys.add(rows.keyOf(row));
  }
  return keys;
}

function reveal(element: HTMLDivElement | null, index: number): void {
  if (!element) return;
  const top = index * ROW;
  const room = element.clientHeight - ROW;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + ROW > element.scrollTop + room) element.scrollTop = top + ROW - room;
}

function useViewport(scroller: React.RefObject<HTMLDivElement | null>) {
  const [view, setView] = useState({ top: 0, height: 900 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    let frame = 0;
    const read = () => {
      frame = 0;
      const top = Math.floor(element.scrollTop / ROW) * ROW;
      const height = element.clientHeight;
      setView((old) => (old.top === top && old.height === height ? old : { top, height }));
    };
    const soon = () => {
      if (frame === 0) frame = requestAnimationFrame(read);
    };
    const observer = new ResizeObserver(soon);
    observer.observe(element);
    element.addEventListener('scroll', soon, { passive: true });
    read();
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      element.removeEventListener('scroll', soon);
    };
  }, [scroller]);
  return view;
}
