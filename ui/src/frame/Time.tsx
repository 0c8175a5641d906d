import type { Value } from '../api/types';
import { absolute, day, due, minute, NONE, relative, time } from '../format/format';
import { useNow } from '../live/hooks';

const TEXTS = { relative, minute, day, due };

/** A moment, with the absolute time and its zone on hover. */
export function Time({
  value,
  as = 'relative',
}: {
  value: Value | undefined;
  as?: keyof typeof TEXTS;
}) {
  const now = useNow();
  const at = time(value);
  if (at === null) return <span className="mute">{NONE}</span>;
  const text = TEXTS[as](at, now);
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={absolute(at)}
      className={as === 'due' && at < now ? 'late' : undefined}
    >
      {text}
    </time>
  );
}
