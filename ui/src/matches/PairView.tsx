import { plain } from '../format/format';
import { Mark, type Shape, type Tone } from '../frame/Mark';
import { Time } from '../frame/Time';
import { Link } from '../place/Link';
import { here, withParams } from '../place/location';
import { rowAddress } from '../place/row';
import { sureness, type Agreement, type ComparedField, type Pair } from './pairs';

const MARKS: Record<Agreement, [Shape, Tone, string]> = {
  same: ['check', 'ok', 'the same'],
  other: ['warn', 'warn', 'differs'],
  unknown: ['dash', 'idle', 'missing'],
};

/** Two rows side by side, and why they are thought to be the same. */
export function PairView({ pair }: { pair: Pair }) {
  const fields = pair.fields.filter((field) => field.left !== '' || field.right !== '');
  return (
    <>
      <header>
        <h2>{sureness(pair)} sure</h2>
        {pair.decidedBy !== null && (
          <span className="more mute">
            decided by {plain(pair.decidedBy)} <Time value={pair.decidedAt} as="relative" />
          </span>
        )}
      </header>
      <p className="reason">{pair.reason}</p>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="The two rows">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">
                <span className="hidden">Column</span>
              </th>
              <th scope="col">
                <RowLink subject={pair.subject} system={pair.system} rowKey={pair.key} />
              </th>
              <th scope="col">
                <RowLink subject={pair.subject} system={pair.otherSystem} rowKey={pair.otherKey} />
              </th>
              <th scope="col">
                <span className="hidden">Do they agree</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <Field key={field.label} field={field} />
            ))}
          </tbody>
        </table>
        {fields.length === 0 && <p className="mute reason">Neither row is there any more.</p>}
      </div>
    </>
  );
}

function RowLink({ subject, system, rowKey }: { subject: string; system: string; rowKey: string }) {
  return (
    <Link href={withParams(here(), { row: rowAddress(`model.${subject}`, system, rowKey) })}>
      {system} <span className="mute">{rowKey}</span>
    </Link>
  );
}

function Field({ field }: { field: ComparedField }) {
  const [shape, tone, word] = MARKS[field.agreement];
  return (
    <tr data-agreement={field.agreement}>
      <th scope="row">{field.label}</th>
      <td>{field.left || <span className="mute">–</span>}</td>
      <td>{field.right || <span className="mute">–</span>}</td>
      <td>
        <span className="status mute">
          <Mark shape={shape} tone={tone} />
          {word}
        </span>
      </td>
    </tr>
  );
}
