import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { clock } from '../format/format';

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

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Mounts a fast line over the last minutes; the y axis starts at zero. */
export function mountSeries(
  element: HTMLElement,
  initial: Series,
  props: SeriesProps,
): SeriesChart {
  let series = initial;
  let plot: uPlot | undefined;
  const data = (): uPlot.AlignedData => [[...series.at], [...series.values]];
  const draw = () => {
    plot?.destroy();
    const axis = {
      stroke: token('--ink-3'),
      font: `11px ${token('--font')}`,
      grid: { stroke: token('--line'), width: 1 },
      ticks: { show: false },
    };
    plot = new uPlot(
      {
        width: element.clientWidth,
        padding: [6, 6, 0, 0],
        height: element.clientHeight,
        legend: { show: false },
        cursor: { y: false, points: { size: 5 } },
        scales: { y: { range: (_, __, most) => [0, Math.max(1, (most || 1) * 1.15)] } },
        axes: [
          {
            ...axis,
            grid: { show: false },
            space: 90,
            size: 22,
            gap: 4,
            values: (_, ticks) => ticks.map((t) => clock(t * 1000)),
          },
          { ...axis, size: 62, space: 22, values: (_, ticks) => ticks.map((t) => props.format(t)) },
        ],
        series: [
          {},
          { stroke: token('--accent'), width: 1.5, points: { show: false }, spanGaps: false },
        ],
      },
      data(),
      element,
    );
  };
  const scheme = window.matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', draw);
  const observer = new ResizeObserver(() =>
    plot?.setSize({ width: element.clientWidth, height: element.clientHeight }),
  );
  observer.observe(element);
  draw();
  return {
    update: (next) => {
      series = next;
      plot?.setData(data());
    },
    destroy: () => {
      scheme.removeEventListener('change', draw);
      observer.disconnect();
      plot?.destroy();
    },
  };
}
