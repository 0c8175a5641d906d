import { useState } from 'react';
import { ChevronRight } from 'lucide-react';
import { short } from '../format/format';
import { Bones, ErrorNote } from '../frame/states';
import type { NamedTable } from './editor';

/** All tables with their columns, in the order given; a click puts the name into the query. */
export function TableTree({
  tables,
  error,
  insert,
}: {
  tables: readonly NamedTable[] | undefined;
  error: unknown;
  insert: (name: string) => void;
}) {
  const [find, setFind] = useState('');
  const text = find.trim().toLowerCase();
  const fits = (t: NamedTable) =>
    t.name.toLowerCase().includes(text) || t.columns.some((c) => c.name.toLowerCase() === text);
  const shown = (tables ?? []).filter(fits);
  return (
    <nav className="tree" aria-label="Tables">
      <span className="field">
        <input
          type="search"
          aria-label="Find a table"
          placeholder="Tables"
          value={find}
          onChange={(event) => setFind(event.target.value)}
        />
      </span>
      {error !== null && error !== undefined && <ErrorNote error={error} />}
      {!tables && !error && <Bones lines={12} />}
      <ul>
        {shown.slice(0, 300).map((table) => (
          <li key={table.name}>
            <details>
              <summary title={table.name}>
                <ChevronRight size={12} aria-hidden="true" />
                <TableName name={table.name} />
                {table.rows !== null && <span className="mute">{short(table.rows)}</span>}
              </summary>
              <ul>
                <li>
                  <button type="button" className="insert" onClick={() => insert(table.name)}>
                    Insert the name
                  </button>
                </li>
                {table.columns.map((column) => (
                  <li key={column.name}>
                    <button
                      type="button"
                      title={column.comment ?? undefined}
                      onClick={() => insert(column.name)}
                    >
                      <span className="name">{column.name}</span>
                      <span className="mute">{column.type.toLowerCase()}</span>
                    </button>
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
      {shown.length > 300 && <p className="mute">More tables fit; type more of the name.</p>}
    </nav>
  );
}

/** The end of the name tells tables apart, so the beginning is what gives way. */
function TableName({ name }: { name: string }) {
  const quoted = name.endsWith('"') ? name.indexOf('"') : name.length;
  const cut = name.lastIndexOf('.', quoted) + 1;
  return (
    <span className="name split">
      <span className="mute">{name.slice(0, cut)}</span>
      <span>{name.slice(cut)}</span>
    </span>
  );
}
