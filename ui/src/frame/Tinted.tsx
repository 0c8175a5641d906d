import { useState, type ReactNode } from 'react';

/** Text that is tinted for a moment when it changes. */
export function Tinted({ text, children }: { text: string; children?: ReactNode }) {
  const [seen, setSeen] = useState({ text, changes: 0 });
  if (seen.text !== text) setSeen({ text, changes: seen.changes + 1 });
  return (
    <span key={seen.changes} className={seen.changes > 0 ? 'tint' : undefined}>
      {children ?? text}
    </span>
  );
}
