import { useEffect, useRef, useState } from 'react';
import { Plus, Trash2 } from 'lucide-react';
import { count, distance } from '../format/format';
import {
  CORNERS_MAX,
  edgeMiddle,
  metres,
  withCorner,
  withCornerAfter,
  withoutCorner,
  wrapped,
  type Border,
  type Corner,
} from './border';

/** The border in figures: all that can be drawn can be typed. */
export function BorderForm({
  border,
  corner,
  choose,
  change,
}: {
  border: Border;
  /** The corner that is chosen; -1 for none. */
  corner: number;
  choose: (corner: number) => void;
  change: (border: Border) => void;
}) {
  if (border.kind === 'circle') {
    return (
      <div className="border-figures">
        <PlaceFields
          name="Centre"
          at={border.centre}
          put={(centre) => change({ ...border, centre })}
        />
        <label>
          Radius, m
          <Figure
            label="Radius in metres"
            value={border.radius}
            digits={0}
            put={(radius) => change({ ...border, radius })}
          />
        </label>
      </div>
    );
  }
  const { corners } = border;
  const put = (next: readonly Corner[]) => change({ kind: 'polygon', corners: next });
  return (
    <div className="border-corners">
      <p className="mute">
        {count(corners.length)} corners, {distance(around(corners) / 1000)} around. Latitude and
        longitude of each:
      </p>
      <ol tabIndex={0} aria-label="Corners">
        {corners.map((at, i) => (
          <CornerRow
            key={i}
            number={i + 1}
            at={at}
            chosen={i === corner}
            choose={() => choose(i)}
            put={(to) => put(withCorner(corners, i, to))}
            add={
              corners.length < CORNERS_MAX
                ? () => {
                    put(withCornerAfter(corners, i, edgeMiddle(corners, i)));
                    choose(i + 1);
                  }
                : undefined
            }
            remove={
              corners.length > 3
                ? () => {
                    put(withoutCorner(corners, i));
                    choose(-1);
                  }
                : undefined
            }
          />
        ))}
      </ol>
    </div>
  );
}

function around(corners: readonly Corner[]): number {
  return corners.reduce(
    (sum, at, i) => sum + metres(at, corners[(i + 1) % corners.length] ?? at),
    0,
  );
}

function CornerRow({
  number,
  at,
  chosen,
  choose,
  put,
  add,
  remove,
}: {
  number: number;
  at: Corner;
  chosen: boolean;
  choose: () => void;
  put: (to: Corner) => void;
  add: (() => void) | undefined;
  remove: (() => void) | undefined;
}) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <li ref={row} className={chosen ? 'chosen' : undefined} onFocus={choose}>
      <span className="mute num">{number}</span>
      <PlaceFields name={`Corner ${number}`} at={at} put={put} bare />
      <button
        type="button"
        className="button quiet icon"
        aria-label={`Add a corner behind corner ${number}`}
        disabled={!add}
        onClick={add}
      >
        <Plus size={14} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="button quiet icon"
        aria-label={`Remove corner ${number}`}
        disabled={!remove}
        onClick={remove}
      >
        <Trash2 size={14} aria-hidden="true" />
      </button>
    </li>
  );
}

function PlaceFields({
  name,
  at,
  put,
  bare = false,
}: {
  name: string;
  at: Corner;
  put: (to: Corner) => void;
  /** Whether the fields stand without their names. */
  bare?: boolean;
}) {
  const latitude = (
    <Figure
      label={`${name}: latitude`}
      value={at[1]}
      digits={6}
      least={-90}
      most={90}
      put={(value) => put([at[0], value])}
    />
  );
  const longitude = (
    <Figure
      label={`${name}: longitude`}
      value={wrapped(at[0])}
      digits={6}
      least={-180}
      most={180}
      put={(value) => put([value, at[1]])}
    />
  );
  if (bare) {
    return (
      <>
        {latitude}
        {longitude}
      </>
    );
  }
  return (
    <>
      <label>Latitude{latitude}</label>
      <label>Longitude{longitude}</label>
    </>
  );
}

/** A number that is taken when it is one, and left as it was when it is not. */
function Figure({
  label,
  value,
  digits,
  least = 0,
  most = 1_000_000,
  put,
}: {
  label: string;
  value: number;
  digits: number;
  least?: number;
  most?: number;
  put: (value: number) => void;
}) {
  const shown = String(Number(value.toFixed(digits)));
  const [text, setText] = useState(shown);
  const [known, setKnown] = useState(shown);
  if (shown !== known) {
    setKnown(shown);
    setText(shown);
  }
  const take = () => {
    const typed = Number(text.replace(',', '.'));
    const right = text.trim() !== '' && typed >= least && typed <= most;
    if (right && String(typed) !== shown) put(typed);
    else setText(shown);
  };
  return (
    <span className="field">
      <input
        type="text"
        inputMode="decimal"
        aria-label={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take();
        }}
      />
    </span>
  );
}
