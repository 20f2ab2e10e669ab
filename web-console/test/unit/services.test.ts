import { describe, expect, it } from 'vitest';
import type { BackendStatus } from '../../src/api/schema';
import { millis, share } from '../../src/pages/services/shares';

const backend = (weight: number, health: BackendStatus['health'] = 'ready'): BackendStatus => ({
  workload: 'web',
  weight,
  health,
});

describe('the share of a backend', () => {
  it('is its part of the weights of those that take requests', () => {
    const all = [backend(3), backend(1), backend(4, 'not-ready')];
    expect(all.map(each => share(each, all))).toEqual(['75 %', '25 %', '0 %']);
  });

  it('is nothing where nobody takes any', () => {
    expect(share(backend(0), [backend(0)])).toBe('0 %');
  });

  it('shows a small part as what it is', () => {
    const all = [backend(1), backend(999, 'unknown')];
    expect(share(all[0]!, all)).toBe('0.1 %');
  });
});

describe('a latency', () => {
  it('has two digits or a unit that is large enough', () => {
    expect([0.714, 6.12, 44.4, 2340].map(millis)).toEqual(['0.71 ms', '6.1 ms', '44 ms', '2.3 s']);
  });
});
