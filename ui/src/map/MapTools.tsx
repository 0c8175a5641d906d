import { Maximize, Minus, Plus } from 'lucide-react';

/** The buttons on a map. */
export function MapTools({
  zoomBy,
  all,
  showAll,
}: {
  zoomBy: (steps: number) => void;
  /** What the last button shows. */
  all: string;
  showAll: () => void;
}) {
  return (
    <div className="map-tools">
      <button type="button" className="button icon" aria-label="Nearer" onClick={() => zoomBy(1)}>
        <Plus size={14} aria-hidden="true" />
      </button>
      <button type="button" className="button icon" aria-label="Farther" onClick={() => zoomBy(-1)}>
        <Minus size={14} aria-hidden="true" />
      </button>
      <button type="button" className="button icon" aria-label={all} title={all} onClick={showAll}>
        <Maximize size={14} aria-hidden="true" />
      </button>
    </div>
  );
}
