import { useMemo, useState } from 'react';
import type { Answer, Value } from '../api/types';
import { isNumberType, isNumeric, plain, readable } from '../format/format';
import { Empty } from '../frame/states';
import { DataTable, type Sort, type TableColumn } from '../table/DataTable';
import { rowsOf } from '../table/rows';

function compare(a: Value | undefined, b: Value | undefined, numbers: boolean): number {
  if (a == null || b == null) return Number(a == null) - Number(b == null);
  if (numbers && isNumeric(a) && isNumeric(b)) return Number(a) - Number(b);
  return plain(a).localeCompare(plain(b));
}

/** The rows of an answer, sortable here since all of them are here. */
export function AnswerTable({ answer }: { answer: Answer }) {
  const [sort, setSort] = useState<Sort | undefined>();
  const sorted = useMemo(() => {
    const at = sort ? Number(sort.column) : -1;
    const column = answer.columns[at];
    if (!sort || !column) return answer;
    const numbers = isNumberType(column.type);
    const sign = sort.descending ? -1 : 1;
    return {
      ...answer,
      rows: answer.rows.toSorted((a, b) => sign * compare(a[at], b[at], numbers)),
    };
  }, [answer, sort]);
  const columns = useMemo<TableColumn[]>(
    () =>
      answer.columns.map((column, i) => {
        const sample = answer.rows.slice(0, 50).map((row) => readable(row[i], column.type).length);
        const longest = Math.max(column.name.length + 2, ...sample);
        return {
          id: String(i),
          title: column.name,
          width: Math.min(340, Math.max(64, longest * 7.4 + 24)),
          ...(isNumberType(column.type) ? { align: 'right' as const } : {}),
          uses: [i],
          text: (row) => plain(row[i]),
          cell: (row) =>
            row[i] === null || row[i] === undefined ? (
              <span className="mute">null</span>
            ) : (
              readable(row[i], column.type)
            ),
          sortable: true,
          phone: true,
        };
      }),
    [answer],
  );
  const rows = useMemo(() => rowsOf(sorted), [sorted]);
  return (
    <DataTable
      label="Answer"
      columns={columns}
      rows={rows}
      {...(sort ? { sort } : {})}
      onSort={(column) =>
        setSort({ column, descending: sort?.column === column ? !sort.descending : false })
      }
      empty={<Empty title="The answer has no rows." />}
    />
  );
}
