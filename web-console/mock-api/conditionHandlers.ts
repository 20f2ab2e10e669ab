import type { Orphan } from '../src/api/schema';
import { Refusal, type Handlers } from './contract';
import type { World } from './world';

type Ours = Pick<
  Handlers,
  'listOrphans' | 'adoptOrphan' | 'stopOrphan' | 'ignoreOrphan' | 'listWarnings' | 'acknowledgeWarning'
>;

/** Warnings, and what carries our mark without a workload. */
export function conditionHandlers(world: World): Ours {
  return {
    listOrphans: () => ({ status: 200, body: { items: world.orphans } }),
    adoptOrphan: ({ path }) => {
      const orphan = find(world, path.orphan);
      settle(world, orphan, 'orphan.adopted');
      const source = { image: 'triptych/greeter:1' };
      const adopted = world.create({ name: orphan.name ?? 'found', kind: orphan.kind, source });
      return { status: 201, body: adopted.workload };
    },
    stopOrphan: ({ path }) => {
      settle(world, find(world, path.orphan), 'orphan.stopped');
      return { status: 204, body: undefined };
    },
    ignoreOrphan: ({ path }) => {
      const orphan = find(world, path.orphan);
      orphan.ignored = true;
      return { status: 200, body: orphan };
    },
    listWarnings: () => ({ status: 200, body: { items: world.warnings } }),
    acknowledgeWarning: ({ path }) => {
      const warning = world.warnings.find(each => each.id === path.warning);
      if (!warning) throw new Refusal(404, 'WARNING_NOT_FOUND', 'There is no warning of that id.');
      warning.acknowledgedAt ??= new Date().toISOString();
      warning.acknowledgedBy ??= 'admin';
      return { status: 200, body: warning };
    },
  };
}

function find(world: World, id: string): Orphan {
  const orphan = world.orphans.find(each => each.id === id);
  if (!orphan) throw new Refusal(404, 'ORPHAN_NOT_FOUND', 'There is no orphan of that id.');
  return orphan;
}

function settle(world: World, orphan: Orphan, type: string): void {
  world.orphans = world.orphans.filter(each => each !== orphan);
  world.tell(
    type,
    { type: 'host', name: orphan.name ?? orphan.id },
    { code: 'DONE', message: 'As asked.' },
    orphan.id,
  );
}
