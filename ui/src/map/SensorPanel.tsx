import { useEffect, useRef, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { ApiError, get } from '../api/client';
import type { PositionNow } from '../api/types';
import { absolute, NONE, plain, readable, unit, words } from '../format/format';
import { Bones, Empty, ErrorNote } from '../frame/states';
import { Time } from '../frame/Time';
import { useLive } from '../live/hooks';
import { Link } from '../place/Link';
import { here, navigate, usePlace, withParams } from '../place/location';
import { pageAddress, rowAddress } from '../place/row';
import { literal } from '../sql/text';
import { Symbol } from './Symbol';
import { placeText } from './view';
import { speedText, stateWord, wind } from './words';

const REFRESH_MILLIS = 2000;

export function closeSensor(): void {
  navigate(withParams(here(), { sensor: null }));
}

/** The panel on the right: all that is known of a sensor now. */
export function SensorPanel({ source, sensor }: { source: string; sensor: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { params } = usePlace();
  const covered = params.has('row');
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    if (covered) return undefined;
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) closeSensor();
    };
    window.addEventListener('keydown', key);
    return () => window.removeEventListener('keydown', key);
  }, [covered]);
  const position = useQuery({
    queryKey: ['position', source, sensor],
    queryFn: ({ signal }) =>
      get<PositionNow>(
        `/api/positions/sensor?${new URLSearchParams({ source, sensor }).toString()}`,
        signal,
      ),
    refetchInterval: REFRESH_MILLIS,
  });
  let body = <Bones lines={10} />;
  if (position.error instanceof ApiError && position.error.status === 404) {
    body = (
      <Empty title="This sensor has not reported where it is.">
        It may have been silent for more than a day.
      </Empty>
    );
  } else if (position.error && !position.data) body = <ErrorNote error={position.error} />;
  else if (position.data) body = <About position={position.data} />;
  return (
    <aside className="panel" aria-label="Sensor">
      <header>
        <div className="panel-title">
          <span className="mute">Sensor · {source}</span>
          <h2 ref={heading} tabIndex={-1}>
            {sensor}
          </h2>
        </div>
        <button
          type="button"
          className="button quiet icon"
          aria-label="Close"
          onClick={closeSensor}
        >
          <X size={16} aria-hidden="true" />
        </button>
      </header>
      <div className="panel-body">{body}</div>
    </aside>
  );
}

function About({ position }: { position: PositionNow }) {
  const { source, sensor } = position;
  const device = useLive(
    `SELECT name, kind, uom FROM model.sensor WHERE source_system = ${literal(source)} AND source_key = ${literal(sensor)}`,
  ).rows[0];
  const measured = device?.[2] ? ` ${unit(device[2])}` : '';
  const at = Date.parse(position.time);
  const row = (table: string, key: string) =>
    withParams(here(), { row: rowAddress(table, source, key) });
  const state = {
    moving: position.moving,
    late: position.late,
    beyondLimit: position.beyond_limit,
  };
  return (
    <dl className="fields">
      <Field name="State">
        <span className="status">
          <Symbol of={state} />
          {stateWord(state)}
        </span>
      </Field>
      <Field name="Reported">
        <Time value={position.time} /> <span className="mute">({absolute(at)})</span>
      </Field>
      <Field name="Place">
        <span className="tabular">{placeText(position.latitude, position.longitude, 5)}</span>
      </Field>
      <Field name="Speed">
        <span className="tabular">
          {speedText(position.speed_kmh)}
          {position.moving &&
            position.heading_deg !== null &&
            ` to the ${wind(position.heading_deg)}`}
        </span>
      </Field>
      <Field name="Measures">
        {position.value === null ? (
          <span className="mute">{NONE}</span>
        ) : (
          <span className={position.beyond_limit ? 'bad' : undefined}>
            {readable(position.value, 'DOUBLE')}
            {measured}
          </span>
        )}
        {device?.[1] ? <span className="mute"> {words(device[1])}</span> : null}
      </Field>
      <Field name="Shipment">
        {position.shipment ? (
          <Link href={pageAddress('model.shipment', source, position.shipment) ?? ''}>
            {position.shipment}
          </Link>
        ) : (
          <span className="mute">not known</span>
        )}
      </Field>
      <Field name="Travels by">{position.mode ? words(position.mode) : null}</Field>
      <Field name="Carrier">{position.carrier}</Field>
      <Field name="Customer">{position.customer}</Field>
      <Field name="Sensor">
        {device ? (
          <Link href={row('model.sensor', sensor)}>{device[0] ? plain(device[0]) : sensor}</Link>
        ) : (
          sensor
        )}
      </Field>
      <Field name="Source">{source}</Field>
    </dl>
  );
}

function Field({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children ?? <span className="mute">{NONE}</span>}</dd>
    </div>
  );
}
