import { drivers } from './access';
import { ARTIFACTS } from './artifacts';
import { plantGreeters } from './comparisonHandlers';
import { plantMigrations } from './migrationHandlers';
import type { WorkloadDescription } from '../src/api/schema';
import { FAILING, GREETING, HOSTILE, PRIMES, requests } from './output';
import { plant, type Seed } from './plant';
import { ago, HOUR, MINUTE } from './times';
import { plantVolumes } from './volumes';
import type { World } from './world';

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
      network: { shared: true },
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
      network: { shared: true, egress: 'local' },
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
    description: wasm('pricing', 'primes.wasm', {
      ...service,
      ports: http,
      wasm: { http: 'cgi' },
      labels: { app: 'pricing' },
      network: { shared: true },
    }),
    state: 'running',
    age: 40 * MINUTE,
    output: PRIMES,
  },
  {
    description: container('import-orders', 'triptych/greeter:1', {
      labels: { app: 'orders', nightly: 'true' },
      network: { egress: 'none' },
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
  plantVolumes(world);
  world.secrets.set('payments', { name: 'payments', createdAt: ago(40 * HOUR), changedAt: ago(2 * HOUR) });
  world.secrets.set('smtp', { name: 'smtp', createdAt: ago(90 * HOUR), changedAt: ago(90 * HOUR) });
  for (const seed of [...FLEET].sort((a, b) => b.age - a.age)) plant(world, seed);
  plantGreeters(world);
  plantMigrations(world);
}

/** A host where nothing was done yet. */
export function settleEmpty(world: World): void {
  drivers(world);
}
