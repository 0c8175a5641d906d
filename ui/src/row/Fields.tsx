import type { Column, Value } from '../api/types';
import { isNumberType, isTimeType, NONE, plain, price, readable, words } from '../format/format';
import { Status } from '../frame/states';
import { Time } from '../frame/Time';
import { Tinted } from '../frame/Tinted';
import { Link } from '../place/Link';
import { here, withParams } from '../place/location';
import { rowAddress } from '../place/row';
import type { RowInFocus } from './RowPanel';
import { useNames } from './names';
import { referenced } from './relations';

const TECHNICAL = new Set(['source_position', 'source_system', 'source_key', 'updated_at']);
/** Numbers that name something are not amounts: no separators. */
const NAMING = /(^|_)(id|nr|no|number|key|code|line)$/i;

/** All fields of a row; keys lead to the rows they name, technical fields come last. */
export function Fields({ focus, columns }: { focus: RowInFocus; columns: Column[] }) {
  const model = focus.table.kind === 'model';
  const technical = (name: string) => name.startsWith('_') || (model && TECHNICAL.has(name));
  const names = useNames(focus);
  // Of a model row, these two repeat source_position and updated_at.
  const repeated = (name: string) => model && (name === '_position' || name === '_commit_time');
  const own = columns.filter((c) => !technical(c.name) && !repeated(c.name));
  const rest = columns.filter((c) => technical(c.name) && !repeated(c.name));
  const comments = new Map(focus.table.columns.map((c) => [c.name, c.comment ?? undefined]));
  return (
    <dl className="fields">
      {[...own, ...rest].map((column) => (
        <div key={column.name} className={technical(column.name) ? 'technical' : undefined}>
          <dt title={comments.get(column.name)}>
            {model
              ? words(technical(column.name) ? column.name : column.name.replace(/_key$/, ''))
              : column.name}
          </dt>
          <dd>
            <FieldValue focus={focus} column={column} name={names[column.name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function FieldValue({
  focus,
  column,
  name,
}: {
  focus: RowInFocus;
  column: Column;
  name: string | undefined;
}) {
  const value: Value = focus.row[column.name] ?? null;
  if (value === null) return <span className="mute">{NONE}</span>;
  const naming = NAMING.test(column.name) || focus.table.key.includes(column.name);
  const text = naming ? plain(value) : withUnit(focus, column, value);
  if (focus.table.kind === 'model') {
    const target = referenced(focus.table.name, column.name, focus.row);
    if (target) {
      const to = rowAddress(target, focus.row['source_system'], value);
      return <Link href={withParams(here(), { row: to, show: null })}>{name ?? text}</Link>;
    }
    if (column.name === 'status') {
      return (
        <Tinted text={text}>
          <Status code={value} />
        </Tinted>
      );
    }
  }
  if (isTimeType(column.type)) {
    return (
      <Tinted text={text}>
        {text}{' '}
        <span className="mute">
          (<Time value={value} />)
        </span>
      </Tinted>
    );
  }
  return <Tinted text={text} />;
}

/** Amounts of the model carry their unit or currency in another column of the row. */
function withUnit({ table, row }: RowInFocus, column: Column, value: Value): string {
  const text = readable(value, column.type);
  if (table.kind !== 'model' || !isNumberType(column.type)) return text;
  const { name } = column;
  if (/^(total_amount|unit_price|unit_cost)$/.test(name)) return price(value, row['currency']);
  if (/^(quantity|min_quantity|safety_stock)|_quantity$/.test(name)) {
    const unit = row['uom'] ?? row['base_uom'];
    return unit ? `${text} ${plain(unit)}` : text;
  }
  if (name.endsWith('_days')) return `${text} d`;
  if (name.endsWith('_kg')) return `${text} kg`;
  return name.endsWith('_percent') ? `${text} %` : text;
}
