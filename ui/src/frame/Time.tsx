import type { Value } from '../api/types';
import { absolute, due, minute, NONE, relative, time } from '../format/format';
import { useNow } from '../live/hooks';

/** A moment, with the absolute time and its zone on hover. */
export function Time({
  value,
  as = 'relative',
}: {
  value: Value | undefined;
  as?: 'relative' | 'minute' | 'due';
}) {
  const now = useNow();
  const at = time(value);
  if (at === null) return <span className="mute">{NONE}</span>;
  const text = as === 'minute' ? minute(at) : as === 'due' ? due(at, now) : relative(at, now);
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
