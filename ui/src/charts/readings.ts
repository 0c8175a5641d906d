import type uPlot from 'uplot';
import { day } from '../format/format';
import { token } from '../frame/token';
import { axis, mountPlot } from './plot';

/** What a sensor has measured over some time. */
export interface Readings {
  /** In seconds since 1970. */
  at: readonly number[];
  /** The mean of each step, the least and the most. */
  values: readonly (number | null)[];
  least: readonly (number | null)[];
  most: readonly (number | null)[];
  /** What is right; null where there is no such limit. */
  lower: number | null;
  upper: number | null;
}

export interface ReadingsProps {
  format: (value: number) => string;
  /** Somebody points at a time, in milliseconds since 1970, with the button pressed. */
  onPick: (at: number) => void;
}

export interface ReadingsChart {
  update: (readings: Readings) => void;
  /** Marks a time, in milliseconds since 1970. */
  mark: (at: number) => void;
  destroy: () => void;
}

/** The y axis holds all values and the limits, with some room. */
export function rangeOf({ least, most, lower, upper }: Readings): [number, number] {
  const known = [...least, ...most, lower, upper].filter((v): v is number => v !== null);
  if (known.length === 0) return [0, 1];
  const low = known.reduce((a, b) => Math.min(a, b));
  const high = known.reduce((a, b) => Math.max(a, b));
  const room = (high - low) * 0.12 || 1;
  return [low - room, high + room];
}

/** Mounts what a sensor has measured, with its limits and the moment that is looked at. */
export function mountReadings(
  element: HTMLElement,
  initial: Readings,
  props: ReadingsProps,
): ReadingsChart {
  let readings = initial;
  let marked: number | undefined;
  const data = (): uPlot.AlignedData => [
    [...readings.at],
    [...readings.least],
    [...readings.most],
    [...readings.values],
  ];
  const hidden = { points: { show: false }, width: 0 };
  const plot = mountPlot(
    element,
    () => ({
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { size: 5 }, drag: { x: false, y: false } },
      scales: { y: { range: () => rangeOf(readings) } },
      axes: [
        {
          ...axis(),
          grid: { show: false },
          space: 110,
          size: 22,
          gap: 4,
          values: (_, ticks) => ticks.map((t) => day(t * 1000)),
        },
        { ...axis(), size: 58, space: 26, values: (_, ticks) => ticks.map((t) => props.format(t)) },
      ],
      bands: [{ series: [2, 1], fill: token('--tint') }],
      series: [
        {},
        hidden,
        hidden,
        { stroke: token('--accent'), width: 1.5, points: { show: false } },
      ],
      hooks: {
        drawClear: [(chart) => shadeLimits(chart, readings)],
        draw: [(chart) => drawMark(chart, marked)],
        ready: [(chart) => followPointer(chart, props.onPick)],
      },
    }),
    data,
  );
  return {
    update: (next) => {
      readings = next;
      plot.now()?.setData(data());
    },
    mark: (at) => {
      marked = at / 1000;
      plot.now()?.redraw(false);
    },
    destroy: plot.destroy,
  };
}

/** What is beyond a limit is shaded, and the limit a line. */
function shadeLimits(chart: uPlot, { lower, upper }: Readings): void {
  const { ctx } = chart;
  const { left, top, width, height } = chart.bbox;
  ctx.save();
  for (const [limit, edge] of [
    [upper, top],
    [lower, top + height],
  ] as const) {
    if (limit === null) continue;
    const y = Math.round(chart.valToPos(limit, 'y', true));
    ctx.fillStyle = token('--bad-soft');
    ctx.fillRect(left, Math.min(y, edge), width, Math.abs(edge - y));
    ctx.fillStyle = token('--bad-mark');
    ctx.fillRect(left, y, width, 1);
  }
  ctx.restore();
}

function drawMark(chart: uPlot, at: number | undefined): void {
  if (at === undefined) return;
  const { left, top, width, height } = chart.bbox;
  const x = Math.round(chart.valToPos(at, 'x', true));
  if (x < left || x > left + width) return;
  chart.ctx.fillStyle = token('--ink');
  chart.ctx.fillRect(x - 1, top, 2, height);
}

function followPointer(chart: uPlot, onPick: (at: number) => void): void {
  const pick = (event: PointerEvent) => {
    if (event.buttons !== 1) return;
    const { left } = chart.over.getBoundingClientRect();
    onPick(chart.posToVal(event.clientX - left, 'x') * 1000);
  };
  chart.over.addEventListener('pointerdown', pick);
  chart.over.addEventListener('pointermove', pick);
}
