import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import {
  Boxes,
  ClipboardList,
  Database,
  FileText,
  Search as SearchIcon,
  Truck,
} from 'lucide-react';
import { get, runSql } from '../api/client';
import type { FoundDocument, FoundDocuments, Table } from '../api/types';
import { words } from '../format/format';
import { here, navigate, withParams } from '../place/location';
import { pageAddress, rowAddress } from '../place/row';
import { containing } from '../sql/text';
import { PAGES } from './pages';

interface Hit {
  group: string;
  name: string;
  what: string;
  go: () => void;
}

const ICONS: Record<string, typeof Boxes> = {
  Items: Boxes,
  Orders: ClipboardList,
  Shipments: Truck,
  Documents: FileText,
  Tables: Database,
};

let open: (() => void) | undefined;

export function openSearch(): void {
  open?.();
}

function searchSql(text: string): string {
  const like = containing(text);
  const part = (group: string, table: string, name: string, what: string, where: string) =>
    `(SELECT '${group}' AS grp, '${table}' AS tbl, source_system, source_key, ${name} AS name, ${what} AS what
      FROM ${table} WHERE ${where} ORDER BY length(${name}), ${name} LIMIT 6)`;
  const parts = [
    part(
      'Items',
      'model.item',
      "concat_ws(' ', item_code, name)",
      'kind',
      `item_code ILIKE ${like} OR name ILIKE ${like}`,
    ),
    part(
      'Orders',
      'model.sales_order',
      'order_number',
      "concat_ws(', ', 'sales', status)",
      `order_number ILIKE ${like}`,
    ),
    part(
      'Orders',
      'model.purchase_order',
      'order_number',
      "concat_ws(', ', 'purchase', status)",
      `order_number ILIKE ${like}`,
    ),
    part(
      'Shipments',
      'model.shipment',
      'shipment_number',
      "concat_ws(', ', direction, status)",
      `shipment_number ILIKE ${like} OR tracking_number ILIKE ${like}`,
    ),
  ];
  return parts.map((each) => `SELECT * FROM ${each}`).join('\nUNION ALL\n');
}

/** A document as one line: what it is about, and where in it that is what was asked for. */
function documentHit(document: FoundDocument): Hit {
  const joined = (pieces: FoundDocument['title']) => pieces.map((piece) => piece.text).join('');
  const title = joined(document.title);
  const text = joined(document.snippet);
  return {
    group: 'Documents',
    name: title || text,
    what: title ? text : `${words(document.kind ?? '')} · ${document.system}`,
    go: () =>
      navigate(
        withParams(here(), { row: rowAddress(document.table, document.system, document.key) }),
      ),
  };
}

/** Finds items, orders, shipments and tables by name, documents by their words. Ctrl K or ⌘ K. */
export function Search() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    open = () => {
      setShown(true);
      if (!dialog.current?.open) dialog.current?.showModal();
    };
    const key = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      open?.();
    };
    window.addEventListener('keydown', key);
    return () => {
      open = undefined;
      window.removeEventListener('keydown', key);
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className="search"
      aria-label="Search"
      onClose={() => setShown(false)}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      {shown && <SearchForm done={() => dialog.current?.close()} />}
    </dialog>
  );
}

function SearchForm({ done }: { done: () => void }) {
  const [text, setText] = useState('');
  const [settled, setSettled] = useState('');
  const [active, setActive] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), 120);
    return () => clearTimeout(timer);
  }, [text]);
  const tables = useQuery({
    queryKey: ['tables'],
    queryFn: ({ signal }) => get<Table[]>('/api/tables', signal),
    staleTime: 30_000,
  });
  const found = useQuery({
    queryKey: ['search', settled],
    queryFn: ({ signal }) => runSql(searchSql(settled), { signal }),
    enabled: settled.length > 1,
    placeholderData: (previous) => previous,
  });
  const documents = useQuery({
    queryKey: ['search-documents', settled],
    queryFn: ({ signal }) =>
      get<FoundDocuments>(`/api/documents/search?limit=6&q=${encodeURIComponent(settled)}`, signal),
    enabled: settled.length > 1,
    placeholderData: (previous) => previous,
  });

  const hits: Hit[] = [];
  const asked = text.trim().toLowerCase();
  if (settled.length > 1) {
    for (const [group, table, system, key, name, what] of found.data?.rows ?? []) {
      hits.push({
        group: String(group),
        name: String(name),
        what: `${words(what ?? '')} · ${String(system)}`,
        go: () =>
          navigate(
            pageAddress(String(table), system, key) ??
              withParams(here(), { row: rowAddress(String(table), system, key) }),
          ),
      });
    }
  }
  if (settled.length > 1) hits.push(...(documents.data?.documents ?? []).map(documentHit));
  for (const table of tables.data ?? []) {
    if (!asked || !table.name.toLowerCase().includes(asked)) continue;
    const go = () => navigate(`/tables/${encodeURIComponent(table.name)}`);
    hits.push({ group: 'Tables', name: table.name, what: table.kind, go });
    if (hits.length > 30) break;
  }
  for (const page of PAGES) {
    if (!page.title.toLowerCase().includes(asked)) continue;
    hits.push({ group: 'Pages', name: page.title, what: '', go: () => navigate(page.path) });
  }
  const chosen = Math.min(active, hits.length - 1);

  const pick = (hit: Hit | undefined) => {
    if (!hit) return;
    done();
    hit.go();
  };
  const key = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = (chosen + step + hits.length) % Math.max(1, hits.length);
      setActive(next);
      document.getElementById(`hit-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      pick(hits[chosen]);
    }
  };
  return (
    <>
      <div className="ask">
        <SearchIcon size={16} aria-hidden="true" />
        <input
          autoFocus
          role="combobox"
          aria-expanded={hits.length > 0}
          aria-controls="search-hits"
          aria-activedescendant={hits.length > 0 ? `hit-${chosen}` : undefined}
          aria-label="Search items, orders, shipments, documents and tables"
          placeholder="Items, orders, shipments, documents, tables"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={key}
        />
        <kbd>Esc</kbd>
      </div>
      <Hits hits={hits} chosen={chosen} pick={pick} />
      {hits.length === 0 && !found.isFetching && !documents.isFetching && (
        <p className="none">Nothing is called “{text.trim()}”. Try a part of a code or a name.</p>
      )}
    </>
  );
}

function Hits({ hits, chosen, pick }: { hits: Hit[]; chosen: number; pick: (hit: Hit) => void }) {
  return (
    <div className="hits" id="search-hits" role="listbox" aria-label="Found">
      {hits.map((hit, i) => {
        const Icon = ICONS[hit.group] ?? SearchIcon;
        return (
          <div key={`${hit.group} ${hit.name} ${hit.what}`} role="presentation">
            {hit.group !== hits[i - 1]?.group && (
              <div className="group" role="presentation">
                {hit.group}
              </div>
            )}
            <div
              id={`hit-${i}`}
              role="option"
              aria-selected={i === chosen}
              onClick={() => pick(hit)}
            >
              <Icon size={15} aria-hidden="true" />
              <span className="name">{hit.name}</span>
              <span className="what">{hit.what}</span>
            </div>
          </div>
        );
      })}
    </div>
  );
}
