import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { PostgreSQL, sql, type SQLNamespace } from '@codemirror/lang-sql';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { Compartment, EditorState, Prec } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { nameParts } from './text';

/** A table that a query can name. */
export interface NamedTable {
  /** As SQL takes it. */
  name: string;
  columns: readonly { name: string; type: string; comment?: string | null }[];
  /** Null when nobody counts them. */
  rows: number | null;
}

export interface EditorProps {
  text: string;
  tables: readonly NamedTable[];
  onChange: (text: string) => void;
  onRun: () => void;
}

export interface Editor {
  update: (props: Partial<EditorProps>) => void;
  insert: (text: string) => void;
  destroy: () => void;
}

/** The tables as the completion wants them: `plant.public.item` as nested names. */
export function namespace(tables: readonly NamedTable[]): SQLNamespace {
  const root: Record<string, unknown> = {};
  for (const table of tables) {
    const parts = nameParts(table.name);
    let level = root;
    for (const part of parts.slice(0, -1)) {
      level = (level[part] ??= {}) as Record<string, unknown>;
    }
    level[parts.at(-1) ?? ''] = table.columns.map((column) => ({
      label: column.name,
      detail: column.type.toLowerCase(),
      type: 'property',
    }));
  }
  return root as SQLNamespace;
}

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--accent)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
  { tag: tags.comment, color: 'var(--ink-3)', fontStyle: 'italic' },
  { tag: tags.typeName, color: 'var(--ink-2)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: 'var(--surface)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px' },
  '.cm-content': { caretColor: 'var(--accent)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)' },
  '.cm-gutters': {
    backgroundColor: 'var(--surface)',
    color: 'var(--ink-3)',
    border: 'none',
    paddingLeft: '4px',
  },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'var(--tint) !important',
  },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    border: '1px solid var(--line-strong)',
    borderRadius: '6px',
    boxShadow: 'var(--shadow)',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent-soft)',
    color: 'var(--ink)',
  },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal' },
});

/** Mounts the SQL editor: Ctrl Enter runs, completion knows all tables. */
export function mountEditor(element: HTMLElement, initial: EditorProps): Editor {
  let props = initial;
  const language = new Compartment();
  const support = (tables: readonly NamedTable[]) =>
    sql({ dialect: PostgreSQL, schema: namespace(tables), upperCaseKeywords: true });
  const run = () => {
    props.onRun();
    return true;
  };
  const view = new EditorView({
    parent: element,
    state: EditorState.create({
      doc: initial.text,
      extensions: [
        Prec.highest(keymap.of([{ key: 'Mod-Enter', run }])),
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ icons: false }),
        highlightActiveLine(),
        keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        language.of(support(initial.tables)),
        syntaxHighlighting(colours),
        look,
        placeholder('SELECT … FROM model.sales_order'),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'SQL query', tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) props.onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    update: (next) => {
      if (next.tables && next.tables !== props.tables) {
        view.dispatch({ effects: language.reconfigure(support(next.tables)) });
      }
      if (next.text !== undefined && next.text !== view.state.doc.toString()) {
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next.text } });
      }
      props = { ...props, ...next };
    },
    insert: (text) => {
      view.dispatch(view.state.replaceSelection(text));
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}
