import { expect, test } from 'vitest';
import { parseSensor, parseView, placeText, sensorText, viewText, windowQuery } from './view';

const ALL = { view: 'all', mode: '', carrier: '', customer: '', least: '', most: '' };

test('a view survives its address', () => {
  const view = { latitude: 51.51, longitude: -7.25, zoom: 6.3 };
  expect(parseView(viewText(view))).toEqual(view);
});

test('what is no view is none', () => {
  for (const text of [null, '', '51', '51,7', '91,0,3', '0,0,x', '1,2,3,4']) {
    expect(parseView(text), String(text)).toBeNull();
  }
});

test('asks for a window west of the 180th meridian and beyond it', () => {
  const query = new URLSearchParams(
    windowQuery({ south: -20, west: 530, north: 10, east: 550, area: 600_000 }, ALL),
  );
  expect(query.get('west')).toBe('170');
  expect(query.get('east')).toBe('190');
});

test('asks for the whole world when more than that is seen', () => {
  const query = new URLSearchParams(
    windowQuery({ south: -89, west: -300, north: 95, east: 250, area: 600_000 }, ALL),
  );
  expect([query.get('west'), query.get('east'), query.get('north')]).toEqual(['-180', '180', '90']);
});

test('filters by what the address says and leaves out what it does not', () => {
  const window = { south: 0, west: 0, north: 1, east: 1, area: 60_000 };
  const query = new URLSearchParams(
    windowQuery(window, { ...ALL, view: 'late', carrier: 'A & B', least: '2', most: 'x' }),
  );
  expect(query.get('late')).toBe('true');
  expect(query.get('carrier')).toBe('A & B');
  expect(query.get('least')).toBe('2');
  expect(query.has('most')).toBe(false);
  expect(query.has('mode')).toBe(false);
  expect(query.get('cells')).toBe('100');
});

test('a sensor survives its address, whatever its key', () => {
  expect(parseSensor(sensorText('fleet', 'truck/ü 1'))).toEqual({
    source: 'fleet',
    sensor: 'truck/ü 1',
  });
  for (const text of [null, 'fleet', 'a/b/c', 'a/%']) expect(parseSensor(text)).toBeNull();
});

test('says degrees with their letters', () => {
  expect(placeText(-33.9, 151.25, 1)).toBe('33.9° S 151.3° E');
});
