import type uPlot from 'uplot';
import { clock } from '../format/format';
import { token } from '../frame/token';
import { axis, mountPlot } from './plot';

export interface Series {
  at: readonly number[];
  values: readonly (number | null)[];
}

export interface SeriesProps {
  label: string;
  format: (value: number) => string;
}

export interface SeriesChart {
  update: (series: Series) => void;
  destroy: () => void;
}

/** Mounts a fast line over the last minutes; the y axis starts at zero. */
export function mountSeries(
  element: HTMLElement,
  initial: Series,
  props: SeriesProps,
): SeriesChart {
  let series = initial;
  const data = (): uPlot.AlignedData => [[...series.at], [...series.values]];
  const plot = mountPlot(
    element,
    () => ({
      padding: [6, 6, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { size: 5 } },
      scales: { y: { range: (_, __, most) => [0, Math.max(1, (most || 1) * 1.15)] } },
      axes: [
        {
          ...axis(),
          grid: { show: false },
          space: 90,
          size: 22,
          gap: 4,
          values: (_, ticks) => ticks.map((t) => clock(t * 1000)),
        },
        { ...axis(), size: 62, space: 22, values: (_, ticks) => ticks.map((t) => props.format(t)) },
      ],
      series: [
        {},
        { stroke: token('--accent'), width: 1.5, points: { show: false }, spanGaps: false },
      ],
    }),
    data,
  );
  return {
    update: (next) => {
      series = next;
      plot.now()?.setData(data());
    },
    destroy: plot.destroy,
  };
}
