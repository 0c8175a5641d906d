import { useState } from 'react';
import { problemOf, send } from '../api/client';
import type { DocumentAdded, NewDocument, Problem } from '../api/types';
import { ProblemNote } from '../frame/states';

/** Adds a note to a shipment. */
export function NoteForm({ system, shipment }: { system: string; shipment: string }) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const add = async () => {
    setBusy(true);
    setProblem(null);
    const note: NewDocument = { system, kind: 'note', body: text.trim(), shipment_key: shipment };
    try {
      await send<DocumentAdded>('POST', '/api/documents', note);
      setText('');
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <textarea
        aria-label="Note"
        placeholder="What somebody should know of it"
        rows={2}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="button" disabled={busy || text.trim() === ''}>
        Add note
      </button>
      {problem && <ProblemNote problem={problem} />}
    </form>
  );
}
