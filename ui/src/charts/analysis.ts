import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { Answer } from '../api/types';
import { plain, readable } from '../format/format';
import { token } from '../frame/token';
import { chartOf, type ChartShape } from './shape';

register([BarChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

export interface Chart {
  update: (answer: Answer) => void;
  destroy: () => void;
}

const SERIES = ['--accent', '--ok-mark', '--warn-mark', '--bad-mark', '--idle-mark'];

function option(answer: Answer, shape: ChartShape) {
  const label = answer.columns[shape.label];
  const categories = answer.rows.map((row) =>
    label ? readable(row[shape.label], label.type) : plain(row[shape.label]),
  );
  const quiet = { color: token('--ink-3'), fontFamily: token('--font') };
  return {
    animation: false,
    textStyle: { fontFamily: token('--font') },
    color: SERIES.map(token),
    grid: {
      left: 12,
      right: shape.values.length > 1 ? 110 : 24,
      top: 34,
      bottom: 12,
      containLabel: true,
    },
    tooltip: {
      trigger: 'axis',
      backgroundColor: token('--raised'),
      borderColor: token('--line-strong'),
      textStyle: { color: token('--ink'), fontSize: 12 },
    },
    xAxis: {
      type: 'category',
      data: categories,
      axisLabel: { ...quiet, hideOverlap: true },
      axisLine: { lineStyle: { color: token('--line-strong') } },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      scale: shape.kind === 'line',
      axisLabel: quiet,
      splitLine: { lineStyle: { color: token('--line') } },
      name: shape.values.length === 1 ? answer.columns[shape.values[0] ?? 0]?.name : undefined,
      nameTextStyle: { ...quiet, align: 'left' },
    },
    series: shape.values.map((at) => ({
      name: answer.columns[at]?.name,
      type: shape.kind,
      data: answer.rows.map((row) => (row[at] === null ? null : Number(row[at]))),
      showSymbol: answer.rows.length < 60,
      symbolSize: 5,
      barMaxWidth: 36,
      // Named where it ends, so that no legend is needed.
      endLabel: {
        show: shape.kind === 'line' && shape.values.length > 1,
        formatter: '{a}',
        ...quiet,
      },
    })),
  };
}

/** Mounts a chart of an answer; follows the system between light and dark. */
export function mountAnalysis(element: HTMLElement, initial: Answer): Chart {
  let answer = initial;
  const chart = init(element, null, { renderer: 'canvas' });
  const draw = () => {
    const shape = chartOf(answer);
    if (shape) chart.setOption(option(answer, shape), { notMerge: true });
  };
  const scheme = window.matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', draw);
  const observer = new ResizeObserver(() => chart.resize());
  observer.observe(element);
  draw();
  return {
    update: (next) => {
      answer = next;
      draw();
    },
    destroy: () => {
      scheme.removeEventListener('change', draw);
      observer.disconnect();
      chart.dispose();
    },
  };
}
