import { plantGreeters } from './comparisonHandlers';
import type {
  Artifact,
  Host,
  Reason,
  Run,
  Workload,
  WorkloadDescription,
  WorkloadState,
} from '../src/api/schema';
import { cache, footprint, lost, phases } from './figures';
import { FAILING, GREETING, HOSTILE, PRIMES, records, requests } from './output';
import { actions, desiredOf, observed, type World } from './world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Seed = {
  description: WorkloadDescription;
  state: WorkloadState;
  /** How long ago it was created, in milliseconds. */
  age: number;
  runs?: number;
  reason?: Reason;
  exitCode?: number;
  output?: Parameters<typeof records>[2];
  cold?: boolean;
  load?: number;
};

const container = (
  name: string,
  image: string,
  more: Partial<WorkloadDescription> = {},
): WorkloadDescription => ({
  name,
  kind: 'container',
  lifecycle: 'job',
  source: { image },
  resources: { cpus: 1, memory: '64MiB' },
  ...more,
});
const vm = (name: string, image: string, more: Partial<WorkloadDescription> = {}): WorkloadDescription => ({
  ...container(name, image, { resources: { cpus: 1, memory: '256MiB' } }),
  kind: 'vm',
  ...more,
});
const wasm = (
  name: string,
  artifact: string,
  more: Partial<WorkloadDescription> = {},
): WorkloadDescription => ({
  ...container(name, ''),
  kind: 'wasm',
  source: { artifact },
  ...more,
});
const hello = { args: ['Ada'], env: { GREETING: 'Hello' }, labels: { app: 'hello' } };
const service = { lifecycle: 'service' as const };
const http = [{ name: 'http', port: 8080, protocol: 'http' as const, publish: 0 }];

const FLEET: Seed[] = [
  {
    description: vm('hello-vm', 'triptych/greeter:1', hello),
    state: 'succeeded',
    age: 3 * MINUTE,
    exitCode: 0,
    output: GREETING,
  },
  {
    description: container('hello-container', 'triptych/greeter:1', hello),
    state: 'succeeded',
    age: 3 * MINUTE,
    exitCode: 0,
    output: GREETING,
  },
  {
    description: wasm('hello-wasm', 'greeter.wasm', hello),
    state: 'succeeded',
    age: 3 * MINUTE,
    exitCode: 0,
    output: GREETING,
    runs: 4,
  },
  {
    description: container('web', 'triptych/web:1', {
      ...service,
      ports: http,
      probe: { http: { path: '/', port: 'http' } },
      labels: { app: 'web', tier: 'front' },
    }),
    state: 'ready',
    age: 26 * HOUR,
    output: requests(400),
    load: 2.3,
  },
  {
    description: vm('ledger', 'triptych/web:1', {
      ...service,
      labels: { app: 'ledger' },
      resources: { cpus: 2, memory: '512MiB' },
    }),
    state: 'ready',
    age: 51 * HOUR,
    output: requests(120),
    load: 1.8,
  },
  { description: vm('builder', 'triptych/primes:1', { args: ['5000000'] }), state: 'starting', age: 2_000 },
  {
    description: wasm('primes-wasm', 'primes.wasm', { args: ['1000'], labels: { app: 'primes' } }),
    state: 'succeeded',
    age: 12 * MINUTE,
    exitCode: 0,
    output: PRIMES,
    cold: true,
  },
  {
    description: wasm('pricing', 'primes.wasm', { ...service, labels: { app: 'pricing' } }),
    state: 'running',
    age: 40 * MINUTE,
    output: PRIMES,
  },
  {
    description: container('import-orders', 'triptych/greeter:1', {
      labels: { app: 'orders', nightly: 'true' },
    }),
    state: 'failed',
    age: 5 * HOUR,
    runs: 2,
    exitCode: 7,
    reason: { code: 'EXITED', message: 'It exited with 7.' },
    output: FAILING,
  },
  {
    description: container('hungry', 'triptych/hungry:1', { args: ['--touch', '128MiB'] }),
    state: 'failed',
    age: 7 * HOUR,
    exitCode: 137,
    reason: { code: 'OUT_OF_MEMORY', message: 'It used more than the 64MiB it was given and was ended.' },
    load: 12,
  },
  {
    description: wasm('thumbnails', 'greeter.wasm'),
    state: 'lost',
    age: 9 * HOUR,
    reason: {
      code: 'CONTROL_PLANE_RESTARTED',
      message: 'The service was restarted, and Wasm modules that run inside it ended with it.',
    },
  },
  {
    description: vm('staging', 'triptych/web:1', service),
    state: 'stopped',
    age: 30 * HOUR,
    reason: { code: 'STOPPED', message: 'admin stopped it.' },
  },
  {
    description: wasm('guest-output', 'greeter.wasm', { labels: { app: 'odd' } }),
    state: 'succeeded',
    age: 11 * HOUR,
    exitCode: 0,
    output: HOSTILE,
  },
];

/** The host as most pages and tests want it: some of everything, also of what goes wrong. */
export function settle(world: World): void {
  drivers(world);
  for (const artifact of ARTIFACTS) world.artifacts.set(artifact.name, artifact);
  world.services.set('shop', {
    description: {
      backends: [
        { workload: 'web', port: 'http', weight: 3 },
        { workload: 'pricing', weight: 1 },
      ],
    },
    etag: 3,
    createdAt: ago(26 * HOUR),
  });
  world.secrets.set('payments', { name: 'payments', createdAt: ago(40 * HOUR), changedAt: ago(2 * HOUR) });
  world.secrets.set('smtp', { name: 'smtp', createdAt: ago(90 * HOUR), changedAt: ago(90 * HOUR) });
  for (const seed of [...FLEET].sort((a, b) => b.age - a.age)) plant(world, seed);
  plantGreeters(world);
}

/** A host where nothing was done yet. */
export function settleEmpty(world: World): void {
  drivers(world);
}

export function plant(world: World, seed: Seed): void {
  const { description, state, age, runs = 1 } = seed;
  const createdAt = ago(age);
  const list = Array.from({ length: runs }, (_, i) =>
    run(seed, runs - i, age * (1 - (runs - 1 - i) / (runs * 2))),
  );
  const workload: Workload = {
    ...description,
    status: {
      id: crypto.randomUUID(),
      state,
      desired: desiredOf(state),
      observed: {
        state: observed(state),
        observedAt: ago(4_000),
        ...(state === 'unknown' && { since: ago(4 * MINUTE), lastObservedAt: ago(4 * MINUTE + 6_000) }),
      },
      ...(seed.reason && { reason: seed.reason }),
      availableActions: actions(state),
      endpoints: description.ports
        ? [
            {
              name: 'http',
              host: '127.0.0.1',
              port: 32_771,
              protocol: 'http',
              url: 'http://127.0.0.1:32771/',
            },
          ]
        : [],
      addresses: description.kind === 'vm' && state === 'ready' ? ['10.77.0.14'] : [],
      currentRun: list[0],
      generation: 1,
      source: world.source(description),
      createdAt,
      changedAt: ago(age * 0.97),
      facts: {
        ...(description.kind === 'vm' && { accelerator: 'tcg' }),
        ...(description.kind === 'wasm' && { engine: 'endive' }),
        backendName: `triptych-${description.name}-7c2f`,
      },
    },
  };
  const logs = new Map(
    list.map(each => [
      each.number,
      records(each.number, Date.parse(each.queuedAt), seed.output ?? [], each.endedAt !== undefined),
    ]),
  );
  world.members.set(description.name, {
    workload,
    runs: list,
    logs,
    etag: 1,
    invocations: description.name === 'hello-wasm' ? 128 : 0,
  });
  world.tell(
    'workload.state-changed',
    { type: 'workload', name: description.name },
    seed.reason ?? { code: 'BACKEND_SAID_SO', message: 'The backend confirmed it.' },
    `${description.name} is ${state}.`,
    { at: ago(age * 0.97), from: 'running', to: state, actor: 'system', run: runs },
  );
}

function run(seed: Seed, number: number, age: number): Run {
  const { description, state } = seed;
  const { kind } = description;
  const from = Date.now() - age;
  const young = state === 'starting' || state === 'queued';
  const list = phases(kind, from, { cold: seed.cold === true, until: young ? 3 : 5 });
  const took = list.reduce((sum, phase) => sum + (phase.durationNanos ?? 0), 0) / 1e6;
  const ended = desiredOf(state) !== 'running';
  return {
    number,
    generation: 1,
    state: state === 'deleting' ? 'stopping' : state,
    queuedAt: new Date(from).toISOString(),
    ...(!young && {
      startedAt: new Date(from + took * 0.2).toISOString(),
      readyAt: new Date(from + took).toISOString(),
    }),
    ...(ended && { endedAt: new Date(from + took + 140).toISOString() }),
    ...(seed.exitCode !== undefined && { exitCode: seed.exitCode }),
    ...(seed.reason && { reason: seed.reason }),
    phases: state === 'lost' ? lost(list) : list,
    temperature: seed.cold ? 'cold' : 'prepared',
    cache: cache(kind, seed.cold === true),
    ...(!young && { footprint: footprint(kind, seed.load) }),
  };
}

export function ago(millis: number): string {
  return new Date(Date.now() - millis).toISOString();
}

function drivers(world: World): void {
  world.drivers = DRIVERS();
  world.tokens.set('admin', {
    name: 'admin',
    role: 'admin',
    createdAt: ago(90 * HOUR),
    lastUsedAt: ago(20_000),
  });
  world.tokens.set('ci', {
    name: 'ci',
    role: 'operator',
    createdAt: ago(20 * HOUR),
    lastUsedAt: ago(3 * HOUR),
  });
  world.tokens.set('dashboard', { name: 'dashboard', role: 'viewer', createdAt: ago(19 * HOUR) });
}

const DRIVERS = (): Host['drivers'] => [
  {
    name: 'vm',
    kind: 'vm',
    health: 'degraded',
    reason: 'The processor offers neither vmx nor svm, so virtual machines run in software emulation.',
    remedy:
      'Run Triptych on a machine, or in a virtual machine with nested virtualization, where /dev/kvm works.',
    checkedAt: ago(6_000),
    version: 'libvirt 9.0.0, QEMU 7.2.22',
    capabilities: ['LogStreaming'],
    workloadsSurviveRestart: true,
    facts: { accelerator: 'tcg' },
  },
  {
    name: 'container',
    kind: 'container',
    health: 'available',
    checkedAt: ago(6_000),
    version: 'Docker Engine 20.10.24',
    capabilities: ['LogStreaming', 'ImageSource'],
    workloadsSurviveRestart: true,
    facts: { runtimes: 'runc', storage: 'overlay2' },
  },
  {
    name: 'wasm',
    kind: 'wasm',
    health: 'available',
    checkedAt: ago(6_000),
    version: 'Endive 1.0.0',
    capabilities: ['LogStreaming'],
    workloadsSurviveRestart: false,
    facts: { engine: 'endive' },
  },
];

const IMPORTS = [
  'args_get',
  'args_sizes_get',
  'environ_get',
  'environ_sizes_get',
  'fd_close',
  'fd_read',
  'fd_seek',
  'fd_write',
  'proc_exit',
];

function module(name: string, sizeBytes: number, digest: string, extra: string[] = []): Artifact {
  return {
    name,
    digest: `sha256:${digest.repeat(8)}`,
    sizeBytes,
    createdAt: ago(50 * HOUR),
    changedAt: ago(50 * HOUR),
    inspection: {
      format: 'wasm-module',
      wasm: {
        wasi: 'preview1',
        imports: [
          ...IMPORTS.map(each => ({
            module: 'wasi_snapshot_preview1',
            name: each,
            type: 'function' as const,
            granted: true,
          })),
          ...extra.map(each => ({ module: 'env', name: each, type: 'function' as const, granted: false })),
        ],
        exports: [
          { name: 'memory', type: 'memory' },
          { name: '_start', type: 'function' },
        ],
        memoryMinBytes: 131_072,
        producers: { language: ['C11'], 'processed-by': ['clang 19.1.7'] },
        languages: ['C11'],
        sections: [
          { name: 'type', sizeBytes: 120 },
          { name: 'code', sizeBytes: sizeBytes - 8 - 120 - 4_000 - 110 },
          { name: 'data', sizeBytes: 4_000 },
          { name: 'custom:producers', sizeBytes: 110 },
        ],
        needs: [
          { power: 'environment', grant: 'on-request', imports: ['wasi_snapshot_preview1.environ_get'] },
          ...(extra.length > 0
            ? [
                {
                  power: 'other' as const,
                  grant: 'never' as const,
                  imports: extra.map(each => `env.${each}`),
                },
              ]
            : []),
        ],
        counts: { imports: IMPORTS.length + extra.length, exports: 2, sections: 4 },
      },
    },
    usedBy: [],
  };
}

const ARTIFACTS: Artifact[] = [
  module('greeter.wasm', 113_408, '3f9a17c2'),
  module('primes.wasm', 98_112, 'b04e5d81'),
  module('hungry.wasm', 101_376, '9920aa4e'),
  module('missiles.wasm', 64_312, '0d11ce55', ['launch_missiles']),
  {
    name: 'vmlinuz',
    digest: `sha256:${'51c0ffee'.repeat(8)}`,
    sizeBytes: 8_192_032,
    createdAt: ago(49 * HOUR),
    changedAt: ago(49 * HOUR),
    inspection: { format: 'linux-kernel' },
    usedBy: [],
  },
];
