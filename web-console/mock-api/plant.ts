import type { Reason, Run, Workload, WorkloadDescription, WorkloadState } from '../src/api/schema';
import { cache, footprint, lost, phases } from './figures';
import { records } from './output';
import { ago, MINUTE } from './times';
import { actions, desiredOf, observed } from './rules';
import type { World } from './world';

export type Seed = {
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

/** Puts a workload on the host as if it had lived there for as long as its seed says. */
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
      availableActions: actions(state, description.kind),
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
    earlier: [],
    made: { createdAt, createdBy: 'admin' },
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
    state: state === 'deleting' ? 'stopping' : state === 'paused' ? 'ready' : state,
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
