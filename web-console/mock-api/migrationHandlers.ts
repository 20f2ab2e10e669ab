import type {
  Migration,
  MigrationAction,
  MigrationGate,
  MigrationRequest,
  MigrationState,
} from '../src/api/schema';
import { Refusal, type Handlers } from './contract';
import { evidenceOf } from './migrationStory';
import type { World } from './world';

type Ours = Pick<
  Handlers,
  | 'createMigration'
  | 'listMigrations'
  | 'getMigration'
  | 'promoteMigration'
  | 'rollBackMigration'
  | 'cancelMigration'
>;

const COURSE: MigrationState[] = [
  'assessing',
  'preparing',
  'verifying',
  'canary',
  'cutting-over',
  'watching',
  'grace',
  'done',
];
const GATE_OF: Partial<Record<MigrationState, MigrationGate>> = {
  verifying: 'verify',
  canary: 'canary',
  'cutting-over': 'cut-over',
  done: 'done',
};
const ENDS = new Set<MigrationState>(['done', 'rolled-back', 'cancelled', 'failed']);
const STEP_MS = 900;

/** Migrations that go their course, one state after the other, and wait where they were told to. */
export function migrationHandlers(world: World): Ours {
  const find = (name: string): Migration => {
    const found = world.migrations.get(name);
    if (!found) throw new Refusal(404, 'MIGRATION_NOT_FOUND', `There is no migration "${name}".`);
    return found;
  };
  const act = (name: string, action: MigrationAction, then: (found: Migration) => void) => {
    const found = find(name);
    const offered = found.status.availableActions.find(each => each.action === action);
    if (!offered?.available) {
      throw new Refusal(409, 'ACTION_NOT_POSSIBLE', `Cannot ${action} "${name}": ${offered?.reason}.`);
    }
    then(found);
    return { status: 202 as const, body: found };
  };
  return {
    createMigration: ({ body }) => {
      if (!world.services.has(body.service)) {
        throw new Refusal(404, 'SERVICE_NOT_FOUND', `There is no service "${body.service}".`);
      }
      const open = [...world.migrations.values()].find(
        each => each.service === body.service && !ENDS.has(each.status.state),
      );
      if (open) {
        throw new Refusal(
          409,
          'MIGRATION_UNDER_WAY',
          `The service "${body.service}" is moved by "${open.name}".`,
        );
      }
      const made = plantMigration(world, body);
      goOn(world, made);
      return { status: 201, body: made };
    },
    listMigrations: () => ({ status: 200, body: { items: [...world.migrations.values()].toReversed() } }),
    getMigration: ({ path }) => ({ status: 200, body: find(path.migration) }),
    promoteMigration: ({ path }) => act(path.migration, 'promote', found => goOn(world, found, true)),
    rollBackMigration: ({ path }) =>
      act(path.migration, 'rollback', found => {
        enter(world, found, 'rolling-back');
        enter(world, found, 'rolled-back');
      }),
    cancelMigration: ({ path }) => act(path.migration, 'cancel', found => enter(world, found, 'cancelled')),
  };
}

/** Puts one on record that has not begun. */
export function plantMigration(world: World, request: MigrationRequest): Migration {
  const { name, service, grace, removeOld, gates, ...rest } = request;
  const from = request.from ?? world.services.get(service)?.description.backends?.[0]?.workload ?? '';
  const fromKind = world.members.get(from)?.workload.kind;
  const made: Migration = {
    ...rest,
    name: name ?? `${service}-to-${request.to.kind}`,
    id: crypto.randomUUID(),
    service,
    from,
    ...(fromKind && { fromKind }),
    grace: grace ?? '10m',
    removeOld: removeOld ?? false,
    gates: gates ?? [],
    status: {
      state: 'assessing',
      message: 'It begins.',
      createdAt: new Date().toISOString(),
      createdBy: 'admin',
      availableActions: [],
      steps: [],
    },
  };
  world.migrations.set(made.name, made);
  enter(world, made, COURSE.find(state => state !== 'assessing' || request.assess) ?? 'preparing');
  return made;
}

/** One that is over and one that waits for somebody. */
export function plantMigrations(world: World): void {
  const to = { kind: 'wasm' as const, lifecycle: 'service' as const, source: { artifact: 'web.wasm' } };
  const done = plantMigration(world, {
    name: 'pricing-to-wasm',
    service: 'shop',
    from: 'pricing',
    to: { ...to, name: 'pricing-2' },
    assess: {},
  });
  while (!ENDS.has(done.status.state)) enter(world, done, next(done));
  const waiting = plantMigration(world, {
    name: 'shop-to-wasm',
    service: 'shop',
    from: 'web',
    to: { ...to, name: 'web-wasm' },
    assess: {},
    gates: ['canary', 'cut-over'],
  });
  while (waiting.status.waitingFor === undefined) arrive(world, waiting);
}

function next(migration: Migration): MigrationState {
  return COURSE[COURSE.indexOf(migration.status.state) + 1] ?? 'done';
}

/** Goes to the next state, or waits before it. */
function arrive(world: World, migration: Migration, promoted = false): void {
  const gate = GATE_OF[next(migration)];
  if (gate && migration.gates.includes(gate) && !promoted) {
    migration.status.waitingFor = 'promote';
    migration.status.message = `It waits before ${next(migration)}.`;
    offer(migration);
    return;
  }
  delete migration.status.waitingFor;
  enter(world, migration, next(migration));
}

function goOn(world: World, migration: Migration, promoted = false): void {
  const wait = promoted ? 0 : STEP_MS / world.speed;
  const state = migration.status.state;
  setTimeout(() => {
    if (migration.status.state !== state || ENDS.has(state)) return;
    arrive(world, migration, promoted);
    if (migration.status.waitingFor === undefined && !ENDS.has(migration.status.state))
      goOn(world, migration);
  }, wait);
}

function enter(world: World, migration: Migration, state: MigrationState): void {
  const { status } = migration;
  const now = () => new Date().toISOString();
  const from = status.state;
  const last = status.steps.at(-1);
  if (last) {
    last.endedAt = now();
    last.outcome = state === 'rolling-back' || state === 'cancelled' ? 'cut-short' : 'passed';
  }
  status.state = state;
  status.message = ENDS.has(state) ? `The migration is ${state}.` : `It is ${state}.`;
  delete status.waitingFor;
  if (ENDS.has(state)) status.endedAt = now();
  else {
    const evidence = evidenceOf(state, migration.from, migration.to.name, now);
    status.steps.push({ state, startedAt: now(), outcome: 'under-way', evidence });
  }
  offer(migration);
  world.tell(
    'migration.state-changed',
    { type: 'migration', name: migration.name },
    { code: 'MIGRATION_WENT_ON', message: status.message },
    status.message,
    { from, to: state },
  );
}

function offer({ status }: Migration): void {
  const { state } = status;
  const ended = ENDS.has(state) ? `it is ${state}` : undefined;
  const at = COURSE.indexOf(state);
  const reasons: Record<MigrationAction, string | undefined> = {
    promote:
      ended ??
      (status.waitingFor || ['canary', 'watching', 'grace'].includes(state)
        ? undefined
        : `it is ${state}, which ends by itself`),
    rollback: ended ?? (at >= 3 ? undefined : 'no client has seen the new workload'),
    cancel: ended ?? (at >= 4 ? 'the new workload has all requests; roll it back' : undefined),
  };
  status.availableActions = (Object.keys(reasons) as MigrationAction[]).map(action => {
    const reason = reasons[action];
    return { action, available: reason === undefined, ...(reason !== undefined && { reason }) };
  });
}
