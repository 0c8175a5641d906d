import { useEffect, useId, useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError, get, send } from '../api/client';
import type { Demo } from '../api/types';
import { count } from '../format/format';
import { ErrorNote } from '../frame/states';
import { fromSlider, toSlider } from './rate';

/** How busy the demo's two ERPs are. Absent where no demo runs. */
export function DemoRate() {
  const client = useQueryClient();
  const demo = useQuery({
    queryKey: ['demo'],
    queryFn: async ({ signal }) => {
      try {
        return await get<Demo>('/api/demo', signal);
      } catch (error) {
        if (error instanceof ApiError && error.problem.code === 'NO_DEMO') return null;
        throw error;
      }
    },
    refetchInterval: (query) => (query.state.data === null ? false : 2000),
  });
  const change = useMutation({
    mutationFn: (rate_per_minute: number) => send<Demo>('PUT', '/api/demo', { rate_per_minute }),
    onSuccess: (answer) => client.setQueryData(['demo'], answer),
  });
  const [chosen, setChosen] = useState<number | null>(null);
  const { mutate } = change;
  useEffect(() => {
    if (chosen === null) return undefined;
    const timer = setTimeout(() => {
      mutate(chosen, { onSettled: () => setChosen(null) });
    }, 250);
    return () => clearTimeout(timer);
  }, [chosen, mutate]);
  const id = useId();
  if (demo.data === null) return null;
  const rate = chosen ?? demo.data?.rate_per_minute ?? 0;
  return (
    <section className="card">
      <header>
        <h2>Demo business</h2>
        <span className="more mute tabular">
          {demo.data && `${count(demo.data.transactions)} transactions so far`}
        </span>
      </header>
      <div className="demo">
        {demo.error && <ErrorNote error={demo.error} />}
        {change.error && <ErrorNote error={change.error} />}
        <label htmlFor={id}>
          Transactions a minute, both ERPs together
          <output htmlFor={id} className="tabular">
            {demo.data ? count(rate) : ''}
          </output>
        </label>
        <input
          id={id}
          className="range"
          type="range"
          min={0}
          max={100}
          value={toSlider(rate)}
          disabled={!demo.data}
          aria-valuetext={`${count(rate)} transactions a minute`}
          onChange={(event) => setChosen(fromSlider(Number(event.target.value)))}
        />
        <div className="ends mute">
          <span>1</span>
          <span>45</span>
          <span>2,000</span>
        </div>
      </div>
    </section>
  );
}
