import { useState, type ReactNode } from 'react';
import { Undo2 } from 'lucide-react';
import { problemOf, remove, send } from '../api/client';
import type { GeofenceShape, Problem } from '../api/types';
import { Bones, Empty, ProblemNote } from '../frame/states';
import type { MapLocation } from '../map/layers';
import {
  boundaryOf,
  converted,
  edited,
  metres,
  nearTo,
  undone,
  unfit,
  withCorner,
  withCornerAfter,
  withoutCorner,
  wrapped,
  type Border,
  type Corner,
  type Edits,
} from './border';
import { BorderForm } from './BorderForm';
import { BorderMap } from './BorderMap';
import type { Handle } from './borderScene';
import type { Found } from './PlacePane';

const ORIGINS: Record<Found['origin'], string> = {
  drawn: 'Drawn here.',
  source: 'From its source. What is drawn here counts before it.',
  kind: 'A circle by the kind of the place, as nobody has drawn one.',
};

/** The request for a border. */
function shapeOf(border: Border): GeofenceShape {
  if (border.kind === 'polygon') return { boundary: boundaryOf(border.corners) };
  const [longitude, latitude] = border.centre;
  return {
    latitude,
    longitude: wrapped(longitude),
    radius_m: Math.round(border.radius * 10) / 10,
  };
}

/** The border after a handle was pulled to a place. */
function pulled(border: Border, handle: Handle, to: Corner): Border {
  if (border.kind === 'circle') {
    if (handle.kind === 'centre') return { ...border, centre: to };
    const radius = metres(border.centre, [nearTo(to[0], border.centre[0]), to[1]]);
    return handle.kind === 'radius'
      ? { ...border, radius: Math.min(1_000_000, Math.max(1, Math.round(radius))) }
      : border;
  }
  const { corners } = border;
  const at: Corner = [nearTo(to[0], corners[0]?.[0] ?? to[0]), to[1]];
  switch (handle.kind) {
    case 'corner':
      return { ...border, corners: withCorner(corners, handle.index, at) };
    case 'edge':
      return { ...border, corners: withCornerAfter(corners, handle.index, at) };
    default:
      return border;
  }
}

/** Draws the border of a place, on the map or in figures, and saves it. */
export function BorderEditor({
  system,
  place,
  found,
  zone,
  locations,
  onPlace,
  children,
}: {
  system: string;
  place: string;
  /** Undefined until it is known, null when there is none and nothing to begin with. */
  found: Found | null | undefined;
  zone: boolean;
  locations: readonly MapLocation[];
  onPlace: (location: MapLocation) => void;
  children: ReactNode;
}) {
  const [edits, setEdits] = useState<Edits | null>(null);
  const [corner, setCorner] = useState(-1);
  const [said, setSaid] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const border = edits?.now ?? found?.border;
  const change = (next: Border, goesOn = false) => {
    if (!border) return;
    setEdits((before) => edited(before ?? { now: border, past: [] }, next, goesOn));
    setSaid('');
    setProblem(null);
  };
  const work = async (done: string, run: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await run();
      setSaid(done);
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  const path = `/api/geofences/${encodeURIComponent(system)}/${encodeURIComponent(place)}`;
  const why = border ? unfit(border) : '';
  return (
    <>
      <BorderMap
        drawn={{ border, corner, locations }}
        place={`${system}/${place}`}
        onPull={(handle, to, first) => border && change(pulled(border, handle, to), !first)}
        onChoose={(handle) =>
          setCorner(
            handle.kind === 'corner'
              ? handle.index
              : handle.kind === 'edge'
                ? handle.index + 1
                : -1,
          )
        }
        onPlace={onPlace}
      />
      <div className="place-below">
        {children}
        <h3>Border</h3>
        {found === undefined && <Bones lines={3} />}
        {found === null && (
          <Empty title="Nobody knows where this place is.">
            Its row of <code>model.location</code> has no coordinates to begin with.
          </Empty>
        )}
        {border && found && (
          <form
            className="border-form"
            aria-label="Border"
            onSubmit={(event) => event.preventDefault()}
            onKeyDown={(event) => {
              if (event.key !== 'z' || !(event.ctrlKey || event.metaKey) || !edits) return;
              event.preventDefault();
              setEdits(undone(edits));
            }}
          >
            <p className="mute">
              {zone && found.origin === 'kind'
                ? 'A zone has no border until somebody draws one.'
                : ORIGINS[found.origin]}
              {found.complex &&
                ' It has parts or holes, which are not shown here; saving replaces it.'}
            </p>
            <div className="border-tools">
              <div className="segments" role="group" aria-label="Kind of border">
                {(['circle', 'polygon'] as const).map((kind) => (
                  <button
                    key={kind}
                    type="button"
                    aria-pressed={border.kind === kind}
                    onClick={() => change(converted(border, kind))}
                  >
                    {kind === 'circle' ? 'Circle' : 'Polygon'}
                  </button>
                ))}
              </div>
              <button
                type="button"
                className="button"
                disabled={!edits || edits.past.length === 0}
                onClick={() => edits && setEdits(undone(edits))}
              >
                <Undo2 size={14} aria-hidden="true" />
                Undo
              </button>
              {border.kind === 'polygon' && (
                <button
                  type="button"
                  className="button"
                  disabled={corner < 0 || border.corners.length <= 3}
                  onClick={() => {
                    change({ kind: 'polygon', corners: withoutCorner(border.corners, corner) });
                    setCorner(-1);
                  }}
                >
                  Remove corner
                </button>
              )}
            </div>
            <BorderForm border={border} corner={corner} choose={setCorner} change={change} />
            <div className="border-tools">
              <button
                type="button"
                className="button primary"
                disabled={busy || why !== '' || (!edits && found.origin === 'drawn')}
                onClick={() =>
                  void work('Saved. It counts from now on.', () =>
                    send('PUT', path, shapeOf(border)),
                  )
                }
              >
                Save border
              </button>
              {found.origin === 'drawn' && (
                <button
                  type="button"
                  className="button"
                  disabled={busy}
                  onClick={() =>
                    void work('Removed. Saving brings it back.', () => {
                      // What was drawn stays in the editor, so that it can be saved again.
                      change(border);
                      return remove(path);
                    })
                  }
                >
                  Remove border
                </button>
              )}
              <span className="mute" role="status">
                {why || said}
              </span>
            </div>
            {problem && <ProblemNote problem={problem} />}
          </form>
        )}
      </div>
    </>
  );
}
