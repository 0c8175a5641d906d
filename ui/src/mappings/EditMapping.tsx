import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import type { MappingText } from '../api/types';
import { Bones, ErrorNote } from '../frame/states';
import { Link } from '../place/Link';
import { Files, textPath, type Draft } from './Files';

/** A mapping that is there: change it, preview it, save it. */
export function EditMapping({ name }: { name: string }) {
  const text = useQuery({
    queryKey: ['mapping-text', name],
    queryFn: ({ signal }) => get<MappingText>(textPath(name), signal),
    // What is being changed must not be taken away by a newer text: saving tells of that.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <div className="page scroll mappings">
      <p className="crumb">
        <Link href="/mappings">All mappings</Link>
      </p>
      {text.error && <ErrorNote error={text.error} />}
      {!text.data && !text.error && <Bones lines={12} />}
      {text.data && <Editing text={text.data} />}
    </div>
  );
}

function Editing({ text }: { text: MappingText }) {
  const [drafts, setDrafts] = useState<Draft[]>([
    { name: text.name, sql: text.sql, version: text.version, saved: text.sql },
  ]);
  return <Files drafts={drafts} change={setDrafts} title="SQL" />;
}
