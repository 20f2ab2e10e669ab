import type {
  Comparison,
  ComparisonReport,
  ReportPair,
  ReportSample,
  ReportVariant,
  WorkloadKind,
} from '../src/api/schema';

const START_UP: Record<WorkloadKind, number> = { vm: 2.4e9, container: 2.6e8, wasm: 1.8e6 };
const MEMORY: Record<WorkloadKind, number> = { vm: 1.21e8, container: 5.4e6, wasm: 1.9e6 };
const CPU: Record<WorkloadKind, number> = { vm: 2.1e9, container: 4.1e7, wasm: 1.2e6 };
const PARTS: Record<WorkloadKind, [number, number, number, number, number]> = {
  vm: [0.002, 0.004, 0.03, 0.1, 0.864],
  container: [0.004, 0.02, 0.11, 0.84, 0.026],
  wasm: [0.2, 0.05, 0.2, 0.4, 0.15],
};
const PHASES = ['queued', 'prepare', 'create', 'start', 'ready'] as const;
const FIGURES = ['startUp', 'elapsed', 'memoryPeak', 'cpuTime'] as const;

/** The same each time, and different from one to the next. */
function noise(i: number): number {
  return 1 + 0.07 * Math.sin(i * 12.9898) + (i % 11 === 0 ? 0.25 : 0);
}

function middle(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function sample(comparison: Comparison, round: number, index: number): ReportSample {
  const variant = comparison.variants[index]!;
  const kind = variant.workload.kind;
  const factor = noise(round * 7 + index * 3 + comparison.seed);
  const startUp = START_UP[kind] * factor;
  return {
    position: round * comparison.variants.length + index,
    purpose: 'measured',
    round,
    variant: variant.label,
    attempt: 1,
    workload: `cmp-${round}-${index}`,
    begunAt: comparison.createdAt,
    succeeded: true,
    counted: true,
    exitCode: 0,
    temperature: 'prepared',
    caches: 'image hit 12/1',
    figures: {
      startUp,
      elapsed: startUp * 1.4,
      memoryPeak: MEMORY[kind] * factor,
      cpuTime: CPU[kind] * factor,
    },
    phases: Object.fromEntries(PHASES.map((name, i) => [name, Math.round(startUp * (PARTS[kind][i] ?? 0))])),
    outputDigest: 'sha256:4cd8',
  };
}

function variantReport(comparison: Comparison, index: number, samples: ReportSample[]): ReportVariant {
  const { label, workload } = comparison.variants[index]!;
  const mine = samples.filter(each => each.variant === label);
  const kind = workload.kind;
  return {
    label,
    kind,
    attempts: mine.length,
    succeeded: mine.length,
    failed: 0,
    setAside: 0,
    failures: [],
    outputs: [{ digest: 'sha256:4cd8', bytes: 11, beginning: 'Hello, Ada!\n', count: mine.length }],
    summaries: FIGURES.map(figure => {
      const values = mine.map(each => each.figures[figure] ?? 0);
      const median = middle(values);
      return {
        figure,
        count: values.length,
        median,
        p95: Math.max(...values),
        spread: median * 0.08,
        least: Math.min(...values),
        most: Math.max(...values),
        low: median * 0.97,
        high: median * 1.03,
        basis: figure === 'memoryPeak' ? (kind === 'vm' ? 'pss' : 'cgroup') : 'monotonic-clock',
        quality: 'measured' as const,
      };
    }),
    phases: PHASES.map(phase => ({
      phase,
      count: mine.length,
      median: middle(mine.map(each => each.phases[phase] ?? 0)),
    })),
    footprint: [
      {
        figure: 'memoryPeak',
        unit: 'bytes',
        own: MEMORY[kind],
        ...(kind === 'wasm' && { shared: 9.1e6 }),
        basis: kind === 'vm' ? 'pss' : kind === 'wasm' ? 'linear-memory' : 'cgroup',
        quality: 'measured',
        note: kind === 'vm' ? 'the whole QEMU process, its kernel in it' : 'less inactive page cache',
      },
    ],
    size: {
      reference: workload.source.artifact ?? workload.source.image ?? 'kernel',
      digest: 'sha256:4cd8',
      bytes: kind === 'wasm' ? 41_000 : 46_480,
      note: 'Its own: the source.',
    },
    inside: {
      facts:
        kind === 'wasm'
          ? { environment: '2 variables', kernel: 'none (WASI)', root: '0', uid: 'no users here' }
          : {
              environment: '4 variables',
              kernel: 'Linux 6.1.0',
              root: '7: dev etc probe proc run sys tmp',
              uid: '0',
            },
    },
    description: workload,
  };
}

function pairs(variants: ReportVariant[]): ReportPair[] {
  return FIGURES.flatMap(figure =>
    variants.flatMap((first, i) =>
      variants.slice(i + 1).map((second): ReportPair => {
        const of = (variant: ReportVariant) =>
          variant.summaries.find(each => each.figure === figure)?.median ?? 1;
        const ratio = of(first) / of(second);
        const words =
          ratio > 2
            ? `${second.label} ${figure === 'startUp' ? 'starts' : 'is'} ${(ratio * 0.96).toFixed(0)}–${(ratio * 1.05).toFixed(0)} × ${figure === 'memoryPeak' ? 'smaller' : 'faster'} than ${first.label}.`
            : `No difference shown between ${first.label} and ${second.label} (ratio 0.98–1.03).`;
        return {
          figure,
          primary: figure === 'startUp',
          first: first.label,
          second: second.label,
          pairs: first.succeeded,
          ratio,
          low: ratio > 2 ? ratio * 0.96 : 0.98,
          high: ratio > 2 ? ratio * 1.05 : 1.03,
          verdict: ratio > 2 ? 'differs' : 'no_difference_shown',
          words,
        };
      }),
    ),
  );
}

/** What the pretended service concludes from the rounds that are complete. */
export function mockReport(comparison: Comparison): ComparisonReport {
  const samples = Array.from({ length: comparison.progress.rounds }, (_, round) =>
    comparison.variants.map((_each, index) => sample(comparison, round, index)),
  ).flat();
  const variants = comparison.variants.map((_, index) => variantReport(comparison, index, samples));
  const all = comparison.progress.rounds < 7 ? [] : pairs(variants);
  return {
    name: comparison.name,
    state: comparison.state,
    message: comparison.message,
    createdAt: comparison.createdAt,
    ...(comparison.startedAt && { startedAt: comparison.startedAt }),
    ...(comparison.endedAt && { endedAt: comparison.endedAt }),
    method: {
      mode: comparison.mode,
      temperature: comparison.temperature,
      seed: comparison.seed,
      repetitions: comparison.repetitions,
      rounds: comparison.progress.rounds,
      warmUps: comparison.warmUps,
      confidence: 0.9833,
      notes: ['Every round runs each variant once, in an order drawn from the seed, one at a time.'],
    },
    summary: all.filter(pair => pair.primary).map(pair => pair.words),
    output: { verdict: 'same', words: 'All variants printed the same bytes, every time.' },
    variants,
    figures: [
      { figure: 'startUp', title: 'Start-up', unit: 'nanoseconds', primary: true, leavesOut: 'Not HTTP.' },
      {
        figure: 'elapsed',
        title: 'Request to recorded result',
        unit: 'nanoseconds',
        primary: false,
        leavesOut: 'Not HTTP.',
      },
      {
        figure: 'memoryPeak',
        title: 'Memory, peak',
        unit: 'bytes',
        primary: false,
        leavesOut: 'Not the page cache.',
      },
      {
        figure: 'cpuTime',
        title: 'Processor time',
        unit: 'nanoseconds',
        primary: false,
        leavesOut: 'Not dockerd.',
      },
    ],
    pairs: all,
    host: {
      name: 'atelier',
      system: 'Debian GNU/Linux 12',
      kernel: 'Linux 6.1.0',
      architecture: 'amd64',
      processor: 'AMD EPYC',
      processors: 8,
      memoryBytes: 24 * 2 ** 30,
      load: '0.31 0.22 0.18',
      otherWorkloads: 3,
      triptych: '0.1.0',
      java: '25',
      backends: [{ kind: 'container', version: '20.10.24', facts: { runtimes: 'runc' } }],
    },
    samples,
  };
}
