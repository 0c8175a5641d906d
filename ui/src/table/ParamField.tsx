import { useEffect, useState, type InputHTMLAttributes } from 'react';
import { useParam } from '../place/location';

const SETTLE_MILLIS = 300;

/** A choice that is kept in the address; the first option is no filter. */
export function ParamSelect({
  param,
  label,
  value,
  options,
}: {
  param: string;
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
}) {
  const [, set] = useParam(param);
  return (
    <select
      className="select wide"
      aria-label={label}
      value={value}
      onChange={(event) => set(event.target.value || null)}
    >
      {options.map(([id, title]) => (
        <option key={id} value={id}>
          {title}
        </option>
      ))}
    </select>
  );
}

/** A text filter that is kept in the address. */
export function ParamField({
  param,
  label,
  value,
}: {
  param: string;
  label: string;
  value: string;
}) {
  return (
    <span className="field wide param">
      <ParamInput param={param} label={label} value={value} placeholder={label} />
    </span>
  );
}

export function ParamInput({
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
