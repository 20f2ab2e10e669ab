import type { Snapshot } from '../src/api/schema';
import { Refusal, type Handlers } from './contract';
import type { World } from './world';

type Ours = Pick<Handlers, 'listSnapshots' | 'takeSnapshot' | 'restoreSnapshot' | 'deleteSnapshot'>;

const MOST = 20;

/** Snapshots of pretended disks. */
export function snapshotHandlers(world: World): Ours {
  const kept = new Map<string, Snapshot[]>();
  const of = (name: string) => {
    if (!('disk' in world.member(name).workload.source))
      throw new Refusal(422, 'NOT_SUPPORTED', 'Only the disk that a virtual machine boots from can be kept.');
    const snapshots = kept.get(name) ?? [];
    kept.set(name, snapshots);
    return snapshots;
  };
  const find = (name: string, snapshot: string) => {
    const found = of(name).find(each => each.name === snapshot);
    if (!found) throw new Refusal(404, 'SNAPSHOT_NOT_FOUND', `"${name}" has no snapshot "${snapshot}".`);
    return found;
  };
  const runs = (name: string) => ['running', 'ready'].includes(world.member(name).workload.status.state);
  return {
    listSnapshots: ({ path }) => ({
      status: 200,
      body: { items: [...of(path.name)], diskBytes: 3 * 2 ** 30 + of(path.name).length * 2 ** 20 },
    }),
    takeSnapshot: ({ path, body }) => {
      const snapshots = of(path.name);
      if (snapshots.some(each => each.name === body.name))
        throw new Refusal(409, 'NAME_TAKEN', `"${path.name}" has a snapshot "${body.name}".`);
      if (snapshots.length >= MOST)
        throw new Refusal(409, 'ACTION_NOT_POSSIBLE', `"${path.name}" has ${MOST} snapshots.`);
      const taken: Snapshot = {
        name: body.name,
        state: 'ready',
        consistency: runs(path.name) ? 'frozen' : 'stopped',
        createdAt: new Date().toISOString(),
        createdBy: 'admin',
      };
      snapshots.push(taken);
      return { status: 201, body: taken };
    },
    restoreSnapshot: ({ path }) => {
      const found = find(path.name, path.snapshot);
      if (runs(path.name)) throw new Refusal(409, 'ACTION_NOT_POSSIBLE', `"${path.name}" runs. Stop it.`);
      return { status: 200, body: found };
    },
    deleteSnapshot: ({ path }) => {
      const found = find(path.name, path.snapshot);
      kept.set(
        path.name,
        of(path.name).filter(each => each !== found),
      );
      return { status: 204, body: undefined };
    },
  };
}
