import type { Figure, Footprint, Phase, PhaseName, Run, WorkloadKind } from '../src/api/schema';

/** Start-ups and footprints of the size that real ones have. */
const TYPICAL: Record<WorkloadKind, Record<PhaseName, number>> = {
  vm: { queued: 410_000, prepare: 2_600_000, create: 96_000_000, start: 402_000_000, ready: 2_310_000_000 },
  container: {
    queued: 380_000,
    prepare: 1_900_000,
    create: 14_200_000,
    start: 201_000_000,
    ready: 6_400_000,
  },
  wasm: { queued: 290_000, prepare: 610_000, create: 180_000, start: 420_000, ready: 160_000 },
};
const COLD: Record<WorkloadKind, number> = { vm: 6_800_000_000, container: 940_000_000, wasm: 352_000_000 };

const MIB = 2 ** 20;
export const PHASE_NAMES: PhaseName[] = ['queued', 'prepare', 'create', 'start', 'ready'];

/** A small generator of numbers between 0 and 1, the same on each visit. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const next = random(7);

export function phases(kind: WorkloadKind, from: number, { cold = false, until = 5 } = {}): Phase[] {
  let at = from;
  return PHASE_NAMES.slice(0, until).map(name => {
    const typical = cold && name === 'prepare' ? COLD[kind] : TYPICAL[kind][name];
    const durationNanos = Math.round(typical * (0.9 + 0.25 * next()));
    const startedAt = new Date(at).toISOString();
    at += durationNanos / 1e6;
    return { name, startedAt, durationNanos, availability: 'measured' };
  });
}

export function lost(list: Phase[]): Phase[] {
  return list.map(phase =>
    phase.name === 'ready'
      ? { name: 'ready', availability: 'unavailable', reason: 'the service was restarted in between' }
      : phase,
  );
}

export function cache(kind: WorkloadKind, cold: boolean): Run['cache'] {
  const name = { vm: 'root-squashfs', container: 'image', wasm: 'compiled-module' }[kind];
  return [{ cache: name, hit: !cold, hits: cold ? 4 : 31, misses: cold ? 3 : 2 }];
}

const BASIS: Record<WorkloadKind, { memory: string; cpu: string; note: string }> = {
  vm: { memory: 'pss', cpu: 'proc-stat', note: 'The QEMU process, with the guest in it.' },
  container: { memory: 'cgroup', cpu: 'cgroup', note: 'Working set of the cgroup and its shim.' },
  wasm: { memory: 'linear-memory', cpu: 'thread-clock', note: 'Linear memory, tables and compiled code.' },
};

export function footprint(kind: WorkloadKind, load = 1): Footprint {
  const { memory, cpu, note } = BASIS[kind];
  const own = Math.round({ vm: 148, container: 3.4, wasm: 0.93 }[kind] * MIB * (0.85 + 0.3 * next()) * load);
  const shared = Math.round({ vm: 11.2, container: 5.1, wasm: 2.4 }[kind] * MIB);
  const bytes = (value: number, basis = memory): Figure => ({
    value: value + shared,
    own: value,
    shared,
    unit: 'bytes',
    basis,
    quality: 'measured',
    note,
  });
  return {
    memory: bytes(own),
    memoryPeak: bytes(Math.round(own * 1.08), kind === 'vm' ? 'pss-sampled' : memory),
    cpuTime: {
      value: Math.round(TYPICAL[kind].ready * 0.7 * load),
      unit: 'nanoseconds',
      basis: cpu,
      quality: 'measured',
    },
    threads: {
      value: { vm: 5, container: 1, wasm: 1 }[kind],
      unit: 'count',
      basis: memory,
      quality: 'measured',
    },
    disk: {
      value: { vm: 4, container: 0, wasm: 0 }[kind] * MIB,
      unit: 'bytes',
      basis: 'overlay',
      quality: 'estimated',
    },
    networkReceived:
      kind === 'wasm'
        ? { unit: 'bytes', basis: 'none', quality: 'unavailable', note: 'A Wasm job has no network.' }
        : { value: Math.round(18_400 * load), unit: 'bytes', basis: 'interface', quality: 'measured' },
    ...(kind !== 'wasm' && {
      networkSent: {
        value: Math.round(91_000 * load),
        unit: 'bytes',
        basis: 'interface',
        quality: 'measured',
      },
    }),
  };
}
