import { useState } from 'react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { get, problemOf, send } from '../api/client';
import type { Problem, WorkProgress } from '../api/types';

interface Run {
  progress: WorkProgress;
  error: Problem | null;
}

export interface Work<T> {
  start: (body: unknown) => void;
  running: boolean;
  progress: WorkProgress | null;
  /** What came of it; that of the last run until the next is done. */
  run: T | null;
  problem: Problem | null;
}

/** Work that the server does in the background, begun with a POST and followed with GETs. */
export function useWork<T extends Run>(path: string): Work<T> {
  const [id, setId] = useState<string | null>(null);
  const begin = useMutation({
    mutationFn: (body: unknown) => send<{ id: string }>('POST', path, body),
    onSuccess: (begun) => setId(begun.id),
  });
  const run = useQuery({
    queryKey: [path, id],
    queryFn: ({ signal }) => get<T>(`${path}/${id}`, signal),
    enabled: id !== null,
    refetchInterval: (query) =>
      query.state.error || (query.state.data && query.state.data.progress.state !== 'running')
        ? false
        : 300,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    retry: false,
    placeholderData: (previous) => previous,
  });
  const fresh = run.isPlaceholderData ? undefined : run.data;
  const waiting = id !== null && !run.error && (!fresh || fresh.progress.state === 'running');
  const failure = begin.error ?? run.error;
  return {
    start: begin.mutate,
    running: begin.isPending || waiting,
    progress: fresh?.progress ?? null,
    run: run.data ?? null,
    problem: failure ? problemOf(failure) : (fresh?.error ?? null),
  };
}
