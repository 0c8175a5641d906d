import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Play, Save } from 'lucide-react';
import { get, send } from '../api/client';
import type { PreviewRun, SavedMapping, Table } from '../api/types';
import { Mark } from '../frame/Mark';
import { Bones, ErrorNote, ProblemNote } from '../frame/states';
import { EditorBox } from '../sql/EditorBox';
import { PreviewReport } from './PreviewReport';
import { Progress } from './Progress';
import { useWork } from './work';

/** A mapping as it is being written. */
export interface Draft {
  name: string;
  sql: string;
  /** Of the file that saving would replace; null when there is none. */
  version: string | null;
  /** The text that the file has; null when there is none. */
  saved: string | null;
}

/** The address of a mapping's file, for reading and writing. */
export function textPath(name: string): string {
  return `/api/mapping-texts/${encodeURIComponent(name)}`;
}

/** Mapping files to read, correct, preview and save. */
export function Files({
  drafts,
  change,
  title,
}: {
  drafts: Draft[];
  change: (drafts: Draft[]) => void;
  title: string;
}) {
  const [chosen, setChosen] = useState(drafts[0]?.name ?? '');
  const draft = drafts.find((one) => one.name === chosen) ?? drafts[0];
  const preview = useWork<PreviewRun>('/api/previews');
  const [previewed, setPreviewed] = useState<Draft | null>(null);
  const tables = useQuery({
    queryKey: ['tables'],
    queryFn: ({ signal }) => get<Table[]>('/api/tables', signal),
    staleTime: 30_000,
  });
  if (!draft) return null;
  const run = () => {
    const { name, sql } = draft;
    setPreviewed(draft);
    preview.start({
      name,
      sql,
      beside: drafts
        .filter((one) => one !== draft)
        .map((one) => ({ name: one.name, sql: one.sql })),
    });
  };
  const report = preview.run?.preview;
  const shown = previewed?.name === draft.name;
  return (
    <>
      <section className="card">
        <header>
          <h2>{title}</h2>
          <span className="more mute">
            <code>mappings/{draft.name}.sql</code>
          </span>
        </header>
        {drafts.length > 1 && (
          <div className="file-tabs">
            <div className="segments" role="group" aria-label="File">
              {drafts.map((one) => (
                <button
                  key={one.name}
                  type="button"
                  aria-pressed={one === draft}
                  onClick={() => setChosen(one.name)}
                >
                  {one.sql === one.saved && <Mark shape="check" tone="ok" />}
                  {one.name.split('/').at(-1)}
                  {one.sql === one.saved && <span className="hidden"> saved</span>}
                </button>
              ))}
            </div>
          </div>
        )}
        <EditorBox
          text={draft.sql}
          tables={tables.data ?? NO_TABLES}
          onChange={(sql) =>
            change(drafts.map((one) => (one.name === draft.name ? { ...one, sql } : one)))
          }
          onRun={run}
          key={draft.name}
        />
        <div className="toolbar">
          <button
            type="button"
            className="button"
            disabled={preview.running || !draft.sql.trim()}
            onClick={run}
          >
            <Play size={13} aria-hidden="true" />
            Preview
          </button>
          <SaveButton drafts={drafts} change={change} />
        </div>
      </section>
      {preview.running && (
        <section className="card">
          <Progress progress={preview.progress} />
          {!report && <Bones lines={6} />}
        </section>
      )}
      {shown && !preview.running && preview.problem && <ProblemNote problem={preview.problem} />}
      {shown && report && !preview.problem && (
        <PreviewReport report={report} stale={preview.running || previewed?.sql !== draft.sql} />
      )}
    </>
  );
}

const NO_TABLES: Table[] = [];

/** Writes what has been changed, one file after the other. */
function SaveButton({ drafts, change }: { drafts: Draft[]; change: (drafts: Draft[]) => void }) {
  const client = useQueryClient();
  const open = drafts.filter((draft) => draft.sql !== draft.saved);
  const save = useMutation({
    mutationFn: async () => {
      let now = drafts;
      const done: SavedMapping[] = [];
      try {
        for (const draft of open) {
          const { name, sql, version } = draft;
          const saved = await send<SavedMapping>('PUT', textPath(name), {
            sql,
            ...(version === null ? {} : { version }),
          });
          done.push(saved);
          now = now.map((one) =>
            one.name === name ? { ...one, version: saved.version, saved: sql } : one,
          );
        }
      } finally {
        // What was written before a refusal stays written.
        change(now);
      }
      return done;
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['mappings'] }),
  });
  return (
    <>
      <button
        type="button"
        className="button primary"
        disabled={open.length === 0 || save.isPending}
        onClick={() => save.mutate()}
      >
        <Save size={13} aria-hidden="true" />
        {open.length > 1 ? `Save ${open.length} files` : 'Save'}
      </button>
      {save.data && open.length === 0 && <Saved saved={save.data} />}
      {save.error && <ErrorNote error={save.error} />}
    </>
  );
}

function Saved({ saved }: { saved: SavedMapping[] }) {
  const when = saved.map((one) => one.takes_effect);
  return (
    <span className="status saved" role="status">
      <Mark shape="check" tone="ok" />
      {when.includes('next_start')
        ? 'Saved. It takes effect when Millrace has started.'
        : when.includes('replay')
          ? 'Saved. The rows are made anew beside the old ones, which stay until all are there.'
          : 'Saved, and running as soon as its tables are captured.'}
    </span>
  );
}
