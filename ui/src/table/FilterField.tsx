import { useEffect, useRef, useState } from 'react';
import { Filter } from 'lucide-react';
import { useParam } from '../place/location';

/** The text filter of a list, kept in the address; `/` jumps to it. */
export function FilterField({ label, placeholder }: { label: string; placeholder: string }) {
  const [value, setValue] = useParam('q');
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    setText(value);
  }
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== '/' || target.closest('input, textarea, select, [contenteditable]')) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener('keydown', key);
    return () => window.removeEventListener('keydown', key);
  }, []);
  useEffect(() => {
    if (text.trim() === value) return undefined;
    const timer = setTimeout(() => {
      setKnown(text.trim());
      setValue(text.trim() || null);
    }, 150);
    return () => clearTimeout(timer);
  }, [text, value, setValue]);
  return (
    <span className="field">
      <Filter size={14} aria-hidden="true" />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          if (text) setText('');
          else event.currentTarget.blur();
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </span>
  );
}
