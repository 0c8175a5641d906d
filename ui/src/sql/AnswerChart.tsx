import { useEffect, useRef } from 'react';
import type { Answer } from '../api/types';
import type { Chart } from '../charts/analysis';
import { chartOf } from '../charts/shape';
import { Empty } from '../frame/states';

/** The answer drawn; the chart library loads when it is first asked for. */
export function AnswerChart({ answer }: { answer: Answer }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const latest = useRef(answer);
  const shape = chartOf(answer);
  const drawable = shape !== null;
  useEffect(() => {
    latest.current = answer;
    chart.current?.update(answer);
  }, [answer]);
  useEffect(() => {
    let gone = false;
    void import('../charts/analysis').then(({ mountAnalysis }) => {
      if (gone || !box.current) return;
      chart.current = mountAnalysis(box.current, latest.current);
    });
    return () => {
      gone = true;
      chart.current?.destroy();
      chart.current = null;
    };
  }, [drawable]);
  if (!shape) {
    return (
      <Empty title="There is nothing to draw.">
        A chart needs a column of amounts and one to lay along the axis.
      </Empty>
    );
  }
  const names = shape.values.map((i) => answer.columns[i]?.name).join(', ');
  return (
    <div
      ref={box}
      className="answer-chart"
      role="img"
      aria-label={`${shape.kind} chart of ${names} by ${answer.columns[shape.label]?.name ?? ''}`}
    />
  );
}
