import type { Phase, PhaseName, Run } from '../api/schema';

export type StartUp = {
  /** Nanoseconds of all phases so far; undefined when one of them is unavailable, since a sum without it is no total. */
  total: number | undefined;
  parts: { name: PhaseName; nanos: number }[];
  /** Whether the last phase has ended, too; until then `total` is what it took so far. */
  complete: boolean;
  /** Why there is no total. */
  missing: string | undefined;
};

/** What a run's start-up consisted of; undefined while no phase has ended. */
export function startUp(run: Run | undefined): StartUp | undefined {
  if (!run || run.phases.length === 0) return undefined;
  const gap = run.phases.find(phase => duration(phase) === undefined);
  const parts = run.phases.flatMap(phase => {
    const value = duration(phase);
    return value === undefined ? [] : [{ name: phase.name, nanos: value }];
  });
  const sum = parts.reduce((total, part) => total + part.nanos, 0);
  const missing = gap && `${gap.name}: ${gap.reason ?? 'not available'}`;
  const complete = run.phases.some(phase => phase.name === 'ready');
  return { total: gap ? undefined : sum, parts, complete, missing };
}

function duration(phase: Phase): number | undefined {
  return phase.availability === 'measured' ? phase.durationNanos : undefined;
}
