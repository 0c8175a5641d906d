import { expect, test } from 'vitest';
import type { CellsEvent, SensorsEvent } from '../api/types';
import { withCells, withSensors } from './changes';

const base64 = (array: ArrayBufferView) =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');

function sensorsEvent(change: Partial<SensorsEvent> & { rows: number[][] }): SensorsEvent {
  const { rows, ...rest } = change;
  const column = (i: number) => rows.map((row) => row[i] ?? 0);
  return {
    as_of: '2026-03-01T12:00:00Z',
    whole: true,
    total: rows.length,
    names: [],
    numbers: base64(Int32Array.from(column(0))),
    latitudes: base64(Int32Array.from(column(1))),
    longitudes: base64(Int32Array.from(column(2))),
    times: base64(Int32Array.from(column(3))),
    speeds: base64(Int16Array.from(column(4))),
    headings: base64(Int16Array.from(column(5))),
    flags: base64(Uint8Array.from(column(6))),
    gone: '',
    ...rest,
  };
}

const WHOLE = sensorsEvent({
  names: [
    { source: 'fleet', sensor: 'truck 1' },
    { source: 'fleet', sensor: 'truck 2' },
  ],
  rows: [
    [7, 510_000_000, 70_000_000, 1_767_225_600, 725, 45, 3],
    [70_000, -179_999_999, -1_800_000_000, 1_767_225_601, -1, -1, 4],
  ],
});

test('reads the columns of sensors', () => {
  const { sensors, total } = withSensors(undefined, WHOLE);
  expect(total).toBe(2);
  expect(sensors.get(7)).toEqual({
    number: 7,
    source: 'fleet',
    sensor: 'truck 1',
    latitude: 51,
    longitude: 7,
    time: 1_767_225_600_000,
    speed: 72.5,
    heading: 45,
    moving: true,
    late: true,
    beyondLimit: false,
  });
  expect(sensors.get(70_000)).toMatchObject({
    longitude: -180,
    speed: null,
    heading: null,
    moving: false,
    late: false,
    beyondLimit: true,
  });
});

test('takes what is new, what has changed and what is gone', () => {
  const before = withSensors(undefined, WHOLE);
  const after = withSensors(
    before,
    sensorsEvent({
      whole: false,
      total: 2,
      names: [{ source: 'fleet', sensor: 'truck 3' }],
      rows: [
        [8, 520_000_000, 80_000_000, 1, 0, 0, 0],
        [7, 511_000_000, 70_000_000, 2, 800, 90, 1],
      ],
      gone: base64(Int32Array.of(70_000)),
    }),
  );
  expect([...after.sensors.keys()].sort()).toEqual([7, 8]);
  expect(after.sensors.get(7)).toMatchObject({ sensor: 'truck 1', latitude: 51.1, late: false });
  expect(after.sensors.get(8)?.sensor).toBe('truck 3');
  expect(before.sensors.get(7)?.latitude).toBe(51);
});

test('leaves sensors that do not change the objects they are', () => {
  const before = withSensors(undefined, WHOLE);
  const after = withSensors(before, sensorsEvent({ whole: false, total: 2, rows: [] }));
  expect(after.sensors.get(7)).toBe(before.sensors.get(7));
});

test('forgets what came before when all comes anew', () => {
  const again = sensorsEvent({
    names: [{ source: 'fleet', sensor: 'truck 9' }],
    rows: [[9, 0, 0, 0, 0, 0, 0]],
  });
  expect([...withSensors(withSensors(undefined, WHOLE), again).sensors.keys()]).toEqual([9]);
});

test('goes from sensors to cells and on', () => {
  const cell = 0x871fa4c4dffffffn;
  const event = (change: Partial<CellsEvent>): CellsEvent => ({
    as_of: '2026-03-01T12:00:00Z',
    whole: true,
    total: 12,
    cells: base64(BigUint64Array.of(cell)),
    counts: base64(Int32Array.of(12)),
    late: base64(Int32Array.of(2)),
    beyond_limit: base64(Int32Array.of(1)),
    gone: '',
    ...change,
  });
  const cells = withCells(withSensors(undefined, WHOLE), event({}));
  expect(cells.sensors.size).toBe(0);
  expect(cells.cells.get('871fa4c4dffffff')).toEqual({
    cell: '871fa4c4dffffff',
    sensors: 12,
    late: 2,
    beyondLimit: 1,
  });
  const none = event({
    whole: false,
    total: 0,
    cells: '',
    counts: '',
    late: '',
    beyond_limit: '',
    gone: base64(BigUint64Array.of(cell)),
  });
  expect(withCells(cells, none).cells.size).toBe(0);
});
