import { describe, expect, test } from 'vitest';
import type { Event, NetworkMember, NetworkRange } from '../../src/api/schema';
import { touchedBy } from '../../src/api/useLiveQueries';
import { inUse, isNear, memberOf, nameless, ownerOf, rangeSize, reach } from '../../src/ui/networks';
import { listNetworks } from '../../mock-api/networks';
import { FLEETS } from '../../mock-api/fleets';
import { World } from '../../mock-api/world';

const range = (of: NetworkRange['for'], first: string, last: string, used = 0): NetworkRange => ({
  for: of,
  first,
  last,
  used,
});

describe('what may be reached', () => {
  test('is said in words, and is everything unless given', () => {
    expect(reach('vm', 'none')).toBe('nothing but DHCP and names');
    expect(reach('container', 'local')).toBe('the shared network');
    expect(reach('container')).toBe('everything that the host reaches');
  });

  test('is nothing for a module, whatever is given', () => {
    expect(reach('wasm', 'all')).toBe(reach('wasm', 'none'));
    expect(reach('wasm')).toMatch(/^nothing/);
  });
});

describe('who is near the shared network', () => {
  test('machines always, others when they share or are bounded', () => {
    expect(isNear({ kind: 'vm' })).toBe(true);
    expect(isNear({ kind: 'container' })).toBe(false);
    expect(isNear({ kind: 'container', network: { shared: false, egress: 'all' } })).toBe(false);
    expect(isNear({ kind: 'container', network: { shared: true } })).toBe(true);
    expect(isNear({ kind: 'container', network: { egress: 'none' } })).toBe(true);
    expect(isNear({ kind: 'wasm', network: { shared: true } })).toBe(true);
  });

  test('one is found with its network, or not at all', () => {
    const member = { workload: 'web' } as NetworkMember;
    const network = { name: 'triptych', available: true, ranges: [], members: [member], memberCount: 1 };
    expect(memberOf([network], 'web')).toEqual({ network, member });
    expect(memberOf([network], 'other')).toBeUndefined();
    expect(memberOf([], 'web')).toBeUndefined();
  });

  test('why one has no name is told', () => {
    expect(nameless({ shared: true })).toBe('no name now');
    expect(nameless({ shared: false })).toBe('no name: not shared');
  });
});

describe('whose addresses are whose', () => {
  test('a range is counted with both of its ends', () => {
    expect(rangeSize('10.77.0.10', '10.77.0.127')).toBe(118);
    expect(rangeSize('10.77.0.1', '10.77.0.1')).toBe(1);
    expect(rangeSize('10.77.0.250', '10.77.1.5')).toBe(12);
  });

  test.each([
    ['10.77.0.9', '10.77.0.8'],
    ['10.77.0.256', '10.77.1.1'],
    ['fd00::1', 'fd00::2'],
    ['', '10.77.0.1'],
    ['1.2.3.4.5', '1.2.3.4.6'],
  ])('from %j to %j is no range that can be counted', (first, last) =>
    expect(rangeSize(first, last)).toBeUndefined(),
  );

  test('use is told with the size where that is known', () => {
    expect(inUse(range('vm', '10.77.0.10', '10.77.0.127', 3))).toBe('3 of 118');
    expect(inUse(range('wasm', 'fd00::1', 'fd00::f', 3))).toBe('3');
    expect(ownerOf(range('host', '', ''))).toBe('The host');
    expect(ownerOf(range('container', '', ''))).toBe('Containers');
  });
});

test('what happens to a workload or a driver may change who is on a network', () => {
  const about = (type: Event['subject']['type']) => touchedBy({ subject: { type, name: 'web' } } as Event);
  expect(about('workload')).toContainEqual(['networks']);
  expect(about('driver')).toContainEqual(['networks']);
  expect(about('volume')).not.toContainEqual(['networks']);
});

test('the mock names five hundred members at most and counts all', () => {
  const world = new World();
  FLEETS.large(world);
  const [network] = listNetworks(world).items;
  expect(network?.members).toHaveLength(500);
  expect(network?.memberCount).toBe(1_000);
});
