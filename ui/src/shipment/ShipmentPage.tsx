import { useState } from 'react';
import type { Value } from '../api/types';
import { Bones, Empty, ProblemNote } from '../frame/states';
import { useLive } from '../live/hooks';
import { Link } from '../place/Link';
import { usePlace } from '../place/location';
import { RelatedRows } from '../row/RelatedRows';
import { SHIPMENT_EXCEPTIONS, SHIPMENT_LEGS, SHIPMENT_LINES } from '../row/relations';
import { shipmentRow } from '../shipments/query';
import { Documents } from './Documents';
import { Events } from './Events';
import { Headline } from './Headline';
import { Milestones } from './Milestones';
import { Playback, screenClock } from './playback';
import { aroundSql, rowOf } from './queries';
import { Track } from './Track';
import '../row/row.css';
import './shipment.css';

/** What is known of the shipment on the page. */
export interface Known {
  system: string;
  key: string;
  /** As the list of shipments has it. */
  row: Value[];
  /** Its row of the model, of its ERP. */
  shipment: Record<string, Value>;
  /** Its row of model.shipment_progress; empty when no sensor tells of it. */
  progress: Record<string, Value>;
  /** Names, places and the order behind it. */
  around: Value[];
}

function partsOf(path: string): [string, string] {
  const [system = '', key = ''] = path.slice('/shipment/'.length).split('/');
  return [decodeURIComponent(system), decodeURIComponent(key)];
}

/** A row by its columns; empty when it is not there, undefined until that is known. */
function useRecord(table: string, system: string, key: string): Record<string, Value> | undefined {
  const { state, columns, rows } = useLive(rowOf(table, system, key));
  if (state === 'loading') return undefined;
  return Object.fromEntries(columns.map((column, i) => [column.name, rows[0]?.[i] ?? null]));
}

/** One shipment: where it is, when it arrives, and all that is behind it. */
export function ShipmentPage() {
  const { path } = usePlace();
  const [system, key] = partsOf(path);
  const answer = useLive(shipmentRow(system, key));
  const around = useLive(aroundSql(system, key));
  const shipment = useRecord('model.shipment', system, key);
  const progress = useRecord('model.shipment_progress', system, key);
  const [playback] = useState(() => new Playback(screenClock));
  const row = answer.rows[0];
  if (answer.problem && !row) {
    return (
      <div className="page scroll">
        <ProblemNote problem={answer.problem} />
      </div>
    );
  }
  // All at once, so that nothing moves when more comes.
  if (!row || !around.rows[0] || !shipment || !progress) {
    return (
      <div className="page scroll">
        {answer.state === 'loading' || row ? (
          <Bones lines={14} />
        ) : (
          <Empty title={`There is no shipment ${key} of ${system}.`}>
            It may have been deleted in its source. <Link href="/shipments">All shipments</Link>
          </Empty>
        )}
      </div>
    );
  }
  const known: Known = { system, key, row, shipment, progress, around: around.rows[0] };
  const focus = { key: [system, key], row: shipment };
  return (
    <div className="page scroll shipment">
      <Headline known={known} />
      <Track known={known} playback={playback} />
      <div className="shipment-side">
        <Milestones known={known} />
        <Events known={known} playback={playback} />
      </div>
      <section className="card shipment-rows">
        <RelatedRows related={SHIPMENT_LINES} focus={focus} />
        <RelatedRows related={SHIPMENT_LEGS} focus={focus} />
        <RelatedRows related={SHIPMENT_EXCEPTIONS} focus={focus} />
      </section>
      <Documents known={known} />
    </div>
  );
}
