import type { WorkloadState } from '../src/api/schema';
import { settle, settleEmpty } from './fleet';
import { guests } from './guests';
import { hostile } from './hostile';
import { plant } from './plant';
import type { World } from './world';

const STATES: WorkloadState[] = ['ready', 'running', 'succeeded', 'stopped', 'failed'];
const KINDS = ['vm', 'container', 'wasm'] as const;
const LARGE = 3_000;

/** The hosts that a page can be looked at with. */
export const FLEETS = { mixed: settle, empty: settleEmpty, large: settleLarge, hostile, guests };

/** As many workloads as a list has to stand. */
function settleLarge(world: World): void {
  settleEmpty(world);
  for (let i = LARGE; i > 0; i--) {
    const kind = KINDS[i % 3] ?? 'vm';
    const state = STATES[i % 5] ?? 'ready';
    plant(world, {
      description: {
        name: `${kind}-${String(i).padStart(4, '0')}`,
        kind,
        lifecycle: state === 'ready' || state === 'running' ? 'service' : 'job',
        source: kind === 'wasm' ? { artifact: 'primes.wasm' } : { image: 'triptych/primes:1' },
        labels: { app: `app-${i % 20}`, tier: i % 2 === 0 ? 'front' : 'back' },
        resources: { cpus: 1, memory: kind === 'vm' ? '256MiB' : '64MiB' },
      },
      state,
      age: i * 30_000,
      runs: 1 + (i % 3),
      ...(state === 'failed' && { exitCode: 7, reason: { code: 'EXITED', message: 'It exited with 7.' } }),
    });
  }
}
