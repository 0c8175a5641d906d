import { useEffect, useRef, useState } from 'react';
import { Columns3 } from 'lucide-react';
import type { TableColumn } from './DataTable';

/** Chooses which columns are shown. */
export function ColumnMenu({
  columns,
  shown,
  choose,
}: {
  columns: TableColumn[];
  shown: readonly string[];
  choose: (ids: string[]) => void;
}) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    const outside = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  return (
    <div
      className="menu"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        setOpen(false);
      }}
    >
      <button
        type="button"
        className="button"
        aria-expanded={open}
        aria-label="Columns"
        onClick={() => setOpen(!open)}
      >
        <Columns3 size={14} aria-hidden="true" />
        <span className="wide">Columns</span>
      </button>
      {open && (
        <div className="sheet" role="group" aria-label="Columns">
          {columns.map((column) => (
            <label key={column.id}>
              <input
                type="checkbox"
                checked={shown.includes(column.id)}
                onChange={(event) =>
                  choose(
                    columns
                      .map((c) => c.id)
                      .filter((id) =>
                        id === column.id ? event.target.checked : shown.includes(id),
                      ),
                  )
                }
              />
              {column.title}
            </label>
          ))}
        </div>
      )}
    </div>
  );
}
