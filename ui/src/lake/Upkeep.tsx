import { useEffect } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../api/client';
import type { UpkeepRun } from '../api/types';
import { count, counted } from '../format/format';
import { Mark } from '../frame/Mark';
import { Time } from '../frame/Time';
import { doneByAll } from './tables';

/** The upkeep that was last asked for, and the way to ask for it. */
export function useUpkeep() {
  const client = useQueryClient();
  const run = useQuery({
    queryKey: ['lake-upkeep'],
    queryFn: ({ signal }) => get<UpkeepRun>('/api/lake/upkeep', signal),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? 500 : 10_000),
  });
  const start = useMutation({
    mutationFn: (tables: string[] | null) =>
      send<{ id: string }>('POST', '/api/lake/upkeep', tables ? { tables } : {}),
    onSettled: () => client.invalidateQueries({ queryKey: ['lake-upkeep'] }),
  });
  const tablesDone = run.data?.progress.done;
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ['lake'] });
  }, [client, tablesDone]);
  return {
    run: run.data,
    running: run.data?.state === 'running' || start.isPending,
    error: start.error,
    start: start.mutate,
  };
}

/** How far the upkeep that was asked for is, or what it has done. */
export function UpkeepNews({ run }: { run: UpkeepRun | undefined }) {
  if (run?.state === 'running') {
    const { done, total } = run.progress;
    return (
      <span className="status upkeep-news" role="status">
        <progress value={done} max={Math.max(1, total)} aria-label="Tables put in order" />
        <span className="mute tabular">
          {count(done)} of {counted(total, 'table')}
        </span>
      </span>
    );
  }
  if (run?.state !== 'done') {
    return <span className="mute upkeep-news">{run && 'Upkeep runs by itself'}</span>;
  }
  const failed = run.tables.filter((table) => table.error).length;
  return (
    <span className="status upkeep-news" role="status">
      <Mark shape={failed > 0 ? 'warn' : 'check'} tone={failed > 0 ? 'bad' : 'ok'} />
      <span className="what">
        {failed > 0 ? `Upkeep failed for ${counted(failed, 'table')}` : doneByAll(run)}{' '}
        <span className="mute">
          <Time value={run.finished_at} />
        </span>
      </span>
    </span>
  );
}
