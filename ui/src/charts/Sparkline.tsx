/** A small series without axes: bars from zero for amounts an hour, a line for a gauge. */
export function Sparkline({
  values,
  kind,
  label,
}: {
  values: readonly (number | null)[];
  kind: 'bars' | 'line';
  label: string;
}) {
  return (
    <svg
      className="spark"
      viewBox="0 0 120 28"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      {kind === 'bars' ? <Bars values={values} /> : <Line values={values} />}
    </svg>
  );
}

function Bars({ values }: { values: readonly (number | null)[] }) {
  const most = Math.max(0, ...values.map((v) => v ?? 0));
  const least = Math.min(0, ...values.map((v) => v ?? 0));
  const span = most - least || 1;
  const zero = 27 * (most / span) || 27;
  const width = 120 / Math.max(1, values.length);
  return values.map((value, i) => {
    const height = Math.max(1, (Math.abs(value ?? 0) / span) * 26);
    const y = (value ?? 0) >= 0 ? zero - height : zero;
    return (
      <rect
        key={i}
        x={i * width + 0.6}
        y={y}
        width={Math.max(0.6, width - 1.2)}
        height={height}
        className={value ? undefined : 'none'}
      />
    );
  });
}

function Line({ values }: { values: readonly (number | null)[] }) {
  const known = values.filter((v): v is number => v !== null);
  const most = Math.max(1, ...known);
  const step = 120 / Math.max(1, values.length - 1);
  let path = '';
  let pen = 'M';
  values.forEach((value, i) => {
    if (value === null) {
      pen = 'M';
      return;
    }
    path += `${pen}${(i * step).toFixed(1)} ${(26.5 - (value / most) * 25).toFixed(1)}`;
    pen = 'L';
  });
  return <path d={path} vectorEffect="non-scaling-stroke" />;
}
