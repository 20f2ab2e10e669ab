import type { Figure, Footprint, Served, Usage, UsageSample } from '../src/api/schema';
import { random } from './figures';
import type { Member } from './world';

const STEP_MS = 5_000;
const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };

export function usage(member: Member, since: string | undefined): Usage {
  const { invocations } = member;
  return { samples: samples(member, since), ...(invocations > 0 && { invocations: served(invocations) }) };
}

function served(answered: number): Served {
  return {
    answered,
    failed: Math.floor(answered / 40),
    refused: 0,
    active: 0,
    waiting: 0,
    p50Nanos: 412_345,
    p95Nanos: 980_400,
    p99Nanos: 2_140_000,
    maxNanos: 6_310_000,
  };
}

/** Samples as a running workload leaves them: the same course however often it is asked for. */
function samples({ workload, runs }: Member, since: string | undefined): UsageSample[] {
  const [run] = runs;
  const footprint = run?.footprint;
  if (!run || !footprint) return [];
  const end = Math.min(Date.now(), Date.parse(run.endedAt ?? '') || Infinity);
  const from = Math.max(Date.now() - millis(since ?? '10m'), Date.parse(run.startedAt ?? run.queuedAt));
  const seed = [...workload.name].reduce((sum, char) => sum + char.charCodeAt(0), 0);
  const taken: UsageSample[] = [];
  const requests = workload.kind === 'wasm' && workload.lifecycle === 'service';
  for (let step = Math.ceil(from / STEP_MS); step * STEP_MS <= end; step++) {
    const at = step * STEP_MS;
    taken.push({
      at: new Date(at).toISOString(),
      run: run.number,
      footprint: figuresAt(footprint, seed, step),
      ...(requests && { requests: served(200 + (step % 100_000)) }),
    });
  }
  // A run that was shorter than a step still has its last figures.
  if (taken.length === 0 && end >= from) {
    taken.push({ at: new Date(end).toISOString(), run: run.number, footprint });
  }
  return taken;
}

function figuresAt(footprint: Footprint, seed: number, step: number): Footprint {
  const wave = (length: number, shift = 0) =>
    0.5 + 0.5 * Math.sin((2 * Math.PI * (step + seed + shift)) / length);
  const noise = random(seed * 1_000 + (step % 100_000))();
  // The sum of all steps so far, in closed form, so that counters only grow.
  const grown = (each: number, length: number) =>
    Math.round(each * (step % 1_000_000) + (each * 0.4 * length * wave(length)) / Math.PI);
  const level = (figure: Figure | undefined) => scaled(figure, 0.9 + 0.12 * wave(53) + 0.03 * noise);
  const counter = (figure: Figure | undefined, each: number, length: number) =>
    figure?.quality === 'unavailable' ? figure : figure && { ...figure, value: grown(each, length) };
  return {
    ...footprint,
    ...(footprint.memory && { memory: level(footprint.memory) as Figure }),
    ...optional('cpuTime', counter(footprint.cpuTime, 4.2e8 + (seed % 7) * 1e8, 41)),
    ...optional('disk', counter(footprint.disk, 18_000 + (seed % 5) * 9_000, 67)),
    ...optional('networkReceived', counter(footprint.networkReceived, 61_000, 31)),
    ...optional('networkSent', counter(footprint.networkSent, 240_000, 31)),
  };
}

function optional(name: keyof Footprint, figure: Figure | undefined): Footprint {
  return figure === undefined ? {} : { [name]: figure };
}

function scaled(figure: Figure | undefined, by: number): Figure | undefined {
  if (figure?.value === undefined) return figure;
  return { ...figure, value: Math.round(figure.value * by) };
}

function millis(since: string): number {
  const parts = /^(\d+)([smh])$/.exec(since);
  return parts ? Number(parts[1]) * (UNITS[parts[2] ?? ''] ?? 1) : Date.now() - Date.parse(since);
}
