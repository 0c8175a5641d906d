import { Choice } from '../orders/Orders';
import { ParamField, ParamInput, ParamSelect } from '../table/ParamField';
import { SILENT_MINUTES, type MapFilter } from './view';
import { MODES } from './words';

const VIEWS: readonly (readonly [string, string])[] = [
  ['all', 'All'],
  ['moving', 'Moving'],
  ['standing', 'Standing'],
  ['late', 'Late'],
  ['beyond', 'Beyond limit'],
  ['silent', `Silent ${SILENT_MINUTES} min`],
];

/** Which sensors are wanted; all of it is in the address. */
export function Filters({ filter }: { filter: MapFilter }) {
  return (
    <>
      <Choice label="Which sensors" param="view" value={filter.view} options={VIEWS} />
      <ParamSelect param="mode" label="Mode of transport" value={filter.mode} options={MODES} />
      <ParamField param="carrier" label="Carrier" value={filter.carrier} />
      <ParamField param="customer" label="Customer" value={filter.customer} />
      <span className="field wide map-measure" role="group" aria-label="Measures">
        <span className="mute">Measures</span>
        <ParamInput
          param="least"
          label="Measures at least"
          value={filter.least}
          inputMode="decimal"
        />
        <span className="mute">to</span>
        <ParamInput param="most" label="Measures at most" value={filter.most} inputMode="decimal" />
      </span>
    </>
  );
}
