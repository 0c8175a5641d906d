import { useEffect, useRef } from 'react';
import { mountEditor, type Editor, type NamedTable } from './editor';

/** The SQL editor; `onMount` must stay the same. */
export function EditorBox({
  text,
  tables,
  onChange,
  onRun,
  onMount,
}: {
  text: string;
  tables: readonly NamedTable[];
  onChange: (text: string) => void;
  onRun: (text: string) => void;
  onMount?: (editor: Editor | null) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const mounted = useRef<Editor | null>(null);
  const latest = useRef({ text, tables, onChange, onRun });
  useEffect(() => {
    latest.current = { text, tables, onChange, onRun };
    mounted.current?.update({ text, tables });
  }, [text, tables, onChange, onRun]);
  useEffect(() => {
    if (!box.current) return undefined;
    const editor = mountEditor(box.current, {
      text: latest.current.text,
      tables: latest.current.tables,
      onChange: (written) => latest.current.onChange(written),
      onRun: () => latest.current.onRun(latest.current.text),
    });
    mounted.current = editor;
    onMount?.(editor);
    return () => {
      mounted.current = null;
      onMount?.(null);
      editor.destroy();
    };
  }, [onMount]);
  return <div ref={box} className="sql-editor" />;
}
