import { describe, expect, test } from 'vitest';
import type { ComparisonReport } from '../../src/api/schema';
import { blockedBy, requestOf, type Draft } from '../../src/pages/compare/draft';
import { amount, changes, place, spreadOf, startUpOf } from '../../src/pages/compare/report';
import { plantGreeters } from '../../mock-api/comparisonHandlers';
import { mockReport } from '../../mock-api/comparisonReport';
import { World } from '../../mock-api/world';

function report(name = 'greeter-kinds'): ComparisonReport {
  const world = new World();
  plantGreeters(world);
  return mockReport(world.comparisons.get(name)!);
}

describe('figures', () => {
  test('have the unit that they are measured in', () => {
    expect(amount(1_800_000, 'nanoseconds')).toBe('1.80 ms');
    expect(amount(5_242_880, 'bytes')).toBe('5 MiB');
    expect(amount(812.4, 'per-second')).toBe('812/s');
    expect(amount(81.24, 'per-second')).toBe('81.2/s');
    expect(amount(undefined, 'bytes')).toBe('–');
  });

  test('stand on a logarithmic scale', () => {
    expect(place(10, 1, 100)).toBeCloseTo(50);
    expect(place(1, 1, 100)).toBe(0);
    expect(place(1000, 1, 100)).toBe(100);
    expect(place(0, 1, 100)).toBe(0);
  });

  test('come from the samples that count alone', () => {
    const whole = report();
    const spread = spreadOf(whole, 'startUp')!;
    expect(spread.values.size).toBe(3);
    expect([...spread.values.values()].every(values => values.length === 20)).toBe(true);
    whole.samples[0]!.counted = false;
    expect([...spreadOf(whole, 'startUp')!.values.values()].flat()).toHaveLength(59);
    expect(spreadOf(whole, 'throughput')).toBeUndefined();
  });

  test('of a start-up are the sum of its phases', () => {
    const [variant] = report().variants;
    expect(startUpOf(variant!)).toBeCloseTo(variant!.phases.reduce((sum, phase) => sum + phase.median!, 0));
    expect(startUpOf({ ...variant!, phases: [{ phase: 'start', count: 0, reason: 'none' }] })).toBe(0);
  });
});

describe('an earlier comparison', () => {
  test('is set beside this one by label and kind', () => {
    const rows = changes(report('greeter-before'), report());
    expect(rows).toHaveLength(12);
    expect(rows.every(row => row.ratio > 0.5 && row.ratio < 2)).toBe(true);
  });

  test('has nothing to say of what it did not have', () => {
    const before = report('greeter-before');
    before.variants[0]!.label = 'another';
    before.variants[1]!.kind = 'vm';
    expect(new Set(changes(before, report()).map(row => row.label)).size).toBe(1);
  });
});

describe('a new comparison', () => {
  const draft: Draft = {
    name: '',
    repetitions: '9',
    auto: false,
    insideView: true,
    seconds: '',
    variants: [
      { key: 1, label: 'a', text: '{"name":"x"}' },
      { key: 2, label: 'b', text: '{"name":"y"}' },
    ],
  };

  test('leaves out what is not said', () => {
    expect(requestOf(draft)).toEqual({
      repetitions: 9,
      insideView: true,
      variants: [
        { label: 'a', workload: { name: 'x' } },
        { label: 'b', workload: { name: 'y' } },
      ],
    });
    expect(requestOf({ ...draft, name: 'n', auto: true, seconds: '3' })).toMatchObject({
      name: 'n',
      repetitions: 'auto',
      maxRepetitions: 9,
      load: { seconds: 3 },
    });
  });

  test('waits for two descriptions that are JSON', () => {
    expect(blockedBy(draft)).toBeUndefined();
    expect(blockedBy({ ...draft, variants: draft.variants.slice(1) })).toBe(
      'a comparison needs two variants',
    );
    const broken = { ...draft.variants[1]!, text: '{' };
    expect(blockedBy({ ...draft, variants: [draft.variants[0]!, broken] })).toBe(
      'the description of variant 2 is not JSON yet',
    );
  });
});
