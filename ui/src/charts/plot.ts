import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { token } from '../frame/token';

/** How axes look, in the colours of now. */
export function axis(): uPlot.Axis {
  return {
    stroke: token('--ink-3'),
    font: `11px ${token('--font')}`,
    grid: { stroke: token('--line'), width: 1 },
    ticks: { show: false },
  };
}

export interface Plot {
  /** The chart as it is now; another one after a change between light and dark. */
  now: () => uPlot | undefined;
  destroy: () => void;
}

/** Mounts a fast chart that follows its element's size and the system between light and dark. */
export function mountPlot(
  element: HTMLElement,
  options: () => Omit<uPlot.Options, 'width' | 'height'>,
  data: () => uPlot.AlignedData,
): Plot {
  let plot: uPlot | undefined;
  const size = () => ({ width: element.clientWidth, height: element.clientHeight });
  const draw = () => {
    plot?.destroy();
    plot = new uPlot({ ...size(), ...options() }, data(), element);
  };
  const scheme = window.matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', draw);
  const observer = new ResizeObserver(() => plot?.setSize(size()));
  observer.observe(element);
  draw();
  return {
    now: () => plot,
    destroy: () => {
      scheme.removeEventListener('change', draw);
      observer.disconnect();
      plot?.destroy();
    },
  };
}
