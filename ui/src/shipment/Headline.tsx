import type { ReactNode } from 'react';
import {
  absolute,
  day,
  distance,
  isNumeric,
  money,
  NONE,
  plain,
  quantity,
  span,
  time,
  unit,
  words,
} from '../format/format';
import { Status } from '../frame/states';
import { Time } from '../frame/Time';
import { Tinted } from '../frame/Tinted';
import { Link } from '../place/Link';
import { address, here, withParams } from '../place/location';
import { rowAddress } from '../place/row';
import { sensorText, viewText } from '../map/view';
import { COLUMN as C } from '../shipments/query';
import { Why } from '../shipments/Shipments';
import { AROUND as A } from './queries';
import type { Known } from './ShipmentPage';

/** How it stands, and when it arrives; each figure leads to its row. */
export function Headline({ known }: { known: Known }) {
  const { system, key, row, shipment, progress, around } = known;
  const to = (table: string, rowKey: unknown) =>
    withParams(here(), { row: rowAddress(table, system, rowKey), show: null });
  const inbound = row[C.direction] === 'inbound';
  const order = `model.${inbound ? 'purchase' : 'sales'}_order`;
  const tracked = progress['source_key'] !== null && progress['source_key'] !== undefined;
  return (
    <section className="card shipment-head" aria-label="How it stands">
      <div className="shipment-lead">
        <h2>
          <Link href={to('model.shipment', key)}>{plain(row[C.number])}</Link>
          <span className="mute">
            {' '}
            {words(row[C.direction])}, {system}
          </span>
        </h2>
        <Status code={row[C.state]} />
        <Arrives known={known} />
        {row[C.astray] === true && <Why row={row} />}
      </div>
      <dl className="facts">
        <Fact name={inbound ? 'Supplier' : 'Customer'}>
          {row[C.party] !== null && (
            <Link href={to('model.party', shipment['party_key'])}>{plain(row[C.party])}</Link>
          )}
        </Fact>
        <Fact name="Order">
          {around[A.order] !== null && (
            <>
              <Link href={to(order, shipment['order_key'])}>{plain(around[A.order])}</Link>{' '}
              <span className="mute">{words(around[A.orderStatus])}</span>
            </>
          )}
        </Fact>
        <Fact name="Value">
          {row[C.value] !== null && <Tinted text={money(row[C.value], row[C.currency])} />}
        </Fact>
        <Fact name={inbound ? 'Expected by the order' : 'Promised'}>
          {around[A.promised] !== null && <Time value={around[A.promised]} as="day" />}
        </Fact>
        <Fact name="From">
          <Place known={known} column="from_location_key" name={plain(around[A.from])} />
        </Fact>
        <Fact name="To">
          <Place known={known} column="to_location_key" name={plain(around[A.to])} />
        </Fact>
        <Fact name="Carrier">
          {[plain(row[C.carrier]), words(row[C.mode]), plain(shipment['tracking_number'])]
            .filter(Boolean)
            .join(', ')}
        </Fact>
        {tracked && (
          <>
            <Fact name="Way">
              <Link href={to('model.shipment_progress', key)}>
                <Tinted
                  text={[
                    progress['distance_done_km'] !== null &&
                      `${distance(progress['distance_done_km'])} done`,
                    `${distance(progress['distance_to_go_km'])} to go`,
                  ]
                    .filter(Boolean)
                    .join(', ')}
                />
              </Link>
            </Fact>
            <Fact name="Seen">
              <Link href={onMap(known)}>
                <Time value={progress['position_at']} />
                {around[A.here] !== null && ` in ${plain(around[A.here])}`}
              </Link>
            </Fact>
            <Fact name="Measures">
              {isNumeric(progress['measured_value']) && (
                <span className={progress['beyond_limit'] === true ? 'bad' : undefined}>
                  <Tinted text={quantity(progress['measured_value'], unit(progress['uom']))} />
                  {progress['beyond_limit'] === true && ', beyond its limit'}
                </span>
              )}
            </Fact>
          </>
        )}
      </dl>
    </section>
  );
}

function onMap({ system, progress }: Known): string {
  const [latitude, longitude] = [progress['latitude'], progress['longitude']];
  return address('/map', {
    at:
      isNumeric(latitude) && isNumeric(longitude)
        ? viewText({ latitude: Number(latitude), longitude: Number(longitude), zoom: 9 })
        : null,
    sensor: progress['sensor_key'] ? sensorText(system, plain(progress['sensor_key'])) : null,
  });
}

function Place({ known, column, name }: { known: Known; column: string; name: string }) {
  const key = known.shipment[column];
  if (!key) return name ? <>{name}</> : <span className="mute">not known</span>;
  return (
    <Link href={address('/locations', { place: sensorText(known.system, plain(key)) })}>
      {name}
    </Link>
  );
}

/** When it arrives, and the interval in which eight of ten like it do. */
function Arrives({ known: { row } }: { known: Known }) {
  const arrived = time(row[C.arrived]);
  const estimated = time(row[C.estimated]);
  const planned = time(row[C.plannedArrival]);
  const [earliest, latest] = [time(row[C.earliest]), time(row[C.latest])];
  const at = arrived ?? estimated ?? planned;
  if (at === null) return null;
  return (
    <p className="shipment-arrives">
      <span className="mute">
        {arrived !== null ? 'Arrived ' : estimated !== null ? 'Arrives ' : 'Planned to arrive '}
      </span>
      <b title={absolute(at)}>
        <Tinted text={day(at)} />
      </b>
      {arrived === null && earliest !== null && latest !== null && (
        <span className="mute" title="Eight of ten like it arrive within this time">
          {' '}
          between {span(earliest, latest)}
        </span>
      )}
    </p>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children || <span className="mute">{NONE}</span>}</dd>
    </div>
  );
}
