import type { WorkProgress } from '../api/types';
import { count } from '../format/format';

/** How far work is that takes some seconds. */
export function Progress({ progress }: { progress: WorkProgress | null }) {
  const counted = progress !== null && progress.total > 1;
  return (
    <div className="work-progress" role="status">
      <progress
        {...(counted ? { value: progress.done, max: progress.total } : {})}
        aria-label={progress?.step ?? 'Waiting'}
      />
      <span className="mute tabular">
        {progress?.step ?? 'Waiting'}
        {counted ? `: ${count(progress.done)} of ${count(progress.total)} tables` : ' …'}
      </span>
    </div>
  );
}
