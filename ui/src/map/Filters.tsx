import { useEffect, useState, type InputHTMLAttributes } from 'react';
import { Choice } from '../orders/Orders';
import { useParam } from '../place/location';
import { SILENT_MINUTES, type MapFilter } from './view';
import { MODES } from './words';

const SETTLE_MILLIS = 300;

const VIEWS: readonly (readonly [string, string])[] = [
  ['all', 'All'],
  ['moving', 'Moving'],
  ['standing', 'Standing'],
  ['late', 'Late'],
  ['beyond', 'Beyond limit'],
  ['silent', `Silent ${SILENT_MINUTES} min`],
];

/** Which sensors are wanted; all of it is in the address. */
export function Filters({ filter }: { filter: MapFilter }) {
  const [, setMode] = useParam('mode');
  return (
    <>
      <Choice label="Which sensors" param="view" value={filter.view} options={VIEWS} />
      <select
        className="select wide"
        aria-label="Mode of transport"
        value={filter.mode}
        onChange={(event) => setMode(event.target.value || null)}
      >
        {MODES.map(([id, title]) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      <ParamField param="carrier" label="Carrier" value={filter.carrier} />
      <ParamField param="customer" label="Customer" value={filter.customer} />
      <span className="field wide map-measure" role="group" aria-label="Measures">
        <span className="mute">Measures</span>
        <ParamInput
          param="least"
          label="Measures at least"
          value={filter.least}
          inputMode="decimal"
        />
        <span className="mute">to</span>
        <ParamInput param="most" label="Measures at most" value={filter.most} inputMode="decimal" />
      </span>
    </>
  );
}

function ParamField({ param, label, value }: { param: string; label: string; value: string }) {
  return (
    <span className="field wide map-name">
      <ParamInput param={param} label={label} value={value} placeholder={label} />
    </span>
  );
}

function ParamInput({
  param,
  label,
  value,
  ...more
}: { param: string; label: string; value: string } & InputHTMLAttributes<HTMLInputElement>) {
  const [, set] = useParam(param);
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    setText(value);
  }
  useEffect(() => {
    if (text.trim() === value) return undefined;
    const timer = setTimeout(() => {
      setKnown(text.trim());
      set(text.trim() || null);
    }, SETTLE_MILLIS);
    return () => clearTimeout(timer);
  }, [text, value, set]);
  return (
    <input
      {...more}
      type="text"
      aria-label={label}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
