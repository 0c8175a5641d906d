import type { Answer, Problem } from './types';

/** An answer of the server that says what went wrong and what to do. */
export class ApiError extends Error {
  readonly problem: Problem;
  readonly status: number;

  constructor(problem: Problem, status: number) {
    super(problem.message);
    this.problem = problem;
    this.status = status;
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return {
    code: 'UNREACHABLE',
    message: 'Cannot reach Millrace.',
    remedy: 'Check that it is running; the page tries again by itself.',
  };
}

/** Reads the problem out of an answer that is not 2xx. */
export async function refusal(response: Response): Promise<ApiError> {
  const fallback: Problem = {
    code: `HTTP_${response.status}`,
    message: `Cannot read ${new URL(response.url).pathname}: the server answered ${response.status}.`,
    remedy: 'Look into the log of Millrace.',
  };
  try {
    const body = (await response.json()) as Partial<Problem>;
    return new ApiError({ ...fallback, ...body }, response.status);
  } catch {
    return new ApiError(fallback, response.status);
  }
}

async function call(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, { credentials: 'same-origin', ...init });
  if (!response.ok) throw await refusal(response);
  return response;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await call(path, { signal: signal ?? null })).json()) as T;
}

export async function send<T>(method: 'POST' | 'PUT', path: string, body: unknown): Promise<T> {
  const response = await call(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as T;
}

export async function remove(path: string): Promise<void> {
  await call(path, { method: 'DELETE' });
}

export async function runSql(
  sql: string,
  options: { limit?: number; signal?: AbortSignal } = {},
): Promise<Answer> {
  const response = await call('/api/sql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql, limit: options.limit ?? 1000 }),
    signal: options.signal ?? null,
  });
  return (await response.json()) as Answer;
}

/** The address under which a query's answer can be downloaded. */
export function downloadAddress(sql: string, format: 'csv' | 'arrow'): string {
  return `/api/sql?${new URLSearchParams({ q: sql, limit: '100000', format }).toString()}`;
}
