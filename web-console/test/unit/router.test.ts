import { expect, test } from 'vitest';
import { match, withQuery } from '../../src/ui/router';

test('a pattern gives its values', () => {
  expect(match('/workloads/:name', '/workloads/web')).toEqual({ name: 'web' });
  expect(match('/workloads/:name', '/workloads/web/')).toEqual({ name: 'web' });
  expect(match('/artifacts/:name', '/artifacts/a%20b')).toEqual({ name: 'a b' });
});

test('another path, an empty value and a broken escape are no match', () => {
  expect(match('/workloads/:name', '/workloads')).toBeUndefined();
  expect(match('/workloads/:name', '/workloads/')).toBeUndefined();
  expect(match('/workloads/:name', '/workloads/web/runs')).toBeUndefined();
  expect(match('/workloads/:name', '/workloads/%')).toBeUndefined();
});

test('a filter stays in the address, and an empty one leaves it', () => {
  const place = { path: '/workloads', query: new URLSearchParams('kind=vm&q=we') };
  expect(withQuery(place, { state: 'ready' })).toBe('/workloads?kind=vm&q=we&state=ready');
  expect(withQuery(place, { q: '' })).toBe('/workloads?kind=vm');
  expect(withQuery(place, { q: undefined, kind: undefined })).toBe('/workloads');
});
