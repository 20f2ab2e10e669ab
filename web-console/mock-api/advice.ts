import type { Advice, Workload } from '../src/api/schema';

const MIB = 2 ** 20;

/** One of each answer: the greeters were compared, the services resemble what was, of the rest nothing is known. */
export function advice({ name, kind, labels }: Workload): Advice {
  const base = { workload: name, kind, runs: 4 };
  if (labels?.app === 'hello' && kind === 'container') {
    return {
      ...base,
      measured: cost(412e6, 468e6, 3.1 * MIB),
      alternatives: [
        {
          kind: 'wasm',
          sure: 'high',
          cost: cost(1.9e6, 2.6e6, 0.2 * MIB),
          comparisons: ['greeter-kinds'],
          words: 'This program was measured as a Wasm module on this host.',
        },
        {
          kind: 'vm',
          sure: 'low',
          cost: cost(5.1e9, 6.4e9, 140 * MIB),
          comparisons: ['greeter-before'],
          words: 'Other programs took this much more as virtual machines.',
        },
      ],
      verdict: 'consider',
      consider: 'wasm',
      reasons: ['As a Wasm module it starts about 190 times as fast and needs less memory.'],
    };
  }
  if (kind === 'wasm') {
    return {
      ...base,
      measured: cost(1.9e6, 2.6e6, 0.2 * MIB),
      alternatives: [
        {
          kind: 'container',
          sure: 'low',
          cost: cost(390e6, 480e6, 3 * MIB),
          comparisons: ['greeter-kinds'],
          words: 'Other programs took this much as containers.',
        },
        { kind: 'vm', sure: 'unknown', comparisons: [], words: 'No program was measured as both.' },
      ],
      verdict: 'stay',
      reasons: ['It starts faster and needs less memory than anything measured as another kind.'],
    };
  }
  return {
    ...base,
    runs: 0,
    alternatives: [],
    verdict: 'unknown',
    reasons: ['This host has compared nothing that says what another kind would cost.'],
  };
}

function cost(low: number, high: number, memory: number): Advice['measured'] {
  return {
    startUp: { low, high, values: 20 },
    memoryPeak: { low: Math.round(memory * 0.96), high: Math.round(memory * 1.05), values: 20 },
  };
}
