import type { Pull, PullProgress, PullState } from '../src/api/schema';
import { Refusal, type Handlers } from './contract';
import type { World } from './world';

type Ids = 'listPulls' | 'beginPull' | 'getPull' | 'cancelPull';

export const REGISTRIES = ['docker.io', 'registry.example.org'];
const MIB = 2 ** 20;
const LAYERS = [2 * MIB, 12 * MIB, 30 * MIB];
const STEP_MS = 8000;
const CODES: Record<PullState, string> = {
  pulling: 'IMAGE_PULL_REQUESTED',
  succeeded: 'IMAGE_PULLED',
  failed: 'IMAGE_PULL_FAILED',
  cancelled: 'IMAGE_PULL_CANCELLED',
};

export function pullHandlers(world: World): Pick<Handlers, Ids> {
  const one = (id: string) => {
    const pull = world.pulls.find(each => each.id === id);
    if (!pull) {
      throw new Refusal(404, 'PULL_NOT_FOUND', `There is no pull "${id}". GET /images/pulls lists them.`);
    }
    return pull;
  };
  return {
    listPulls: () => ({ status: 200, body: { items: world.pulls, registries: REGISTRIES } }),
    beginPull: ({ body }) => {
      const registry = body.reference.split('/')[0] ?? '';
      if (!REGISTRIES.includes(registry)) {
        throw new Refusal(
          422,
          'REGISTRY_NOT_ALLOWED',
          `Nothing may be pulled from ${registry}: triptych.images.registries does not list it, but ${REGISTRIES.join(', ')}. Whoever runs this service can add it there.`,
        );
      }
      const pull: Pull = {
        id: crypto.randomUUID(),
        reference: body.reference,
        ...(body.platform !== undefined && { platform: body.platform }),
        ...(body.credentials && { username: body.credentials.username }),
        state: 'pulling',
        progress: { layers: 0, layersDone: 0, bytes: 0, bytesFetched: 0, bytesUnpacked: 0 },
        createdAt: new Date().toISOString(),
        createdBy: 'admin',
      };
      world.pulls = [pull, ...world.pulls];
      if (!body.reference.includes('slow')) later(world, pull.id, 1, body.credentials === undefined);
      return { status: 202, body: pull };
    },
    getPull: ({ path }) => ({ status: 200, body: one(path.pull) }),
    cancelPull: ({ path }) => {
      if (one(path.pull).state === 'pulling') change(world, path.pull, { ...end(), state: 'cancelled' });
      return { status: 202, body: one(path.pull) };
    },
  };
}

const end = () => ({ endedAt: new Date().toISOString() });

function change(world: World, id: string, changed: Partial<Pull>) {
  const pull = world.pulls.find(each => each.id === id);
  world.pulls = world.pulls.map(each => (each.id === id ? { ...each, ...changed } : each));
  if (pull && changed.state) {
    world.tell(
      'image.pull-changed',
      { type: 'image', name: pull.reference },
      { code: CODES[changed.state], message: '' },
      `The image "${pull.reference}" is ${changed.state === 'succeeded' ? 'here' : 'not here'}.`,
      { from: pull.state, to: changed.state },
    );
  }
}

function later(world: World, id: string, step: number, anonymous: boolean) {
  setTimeout(() => {
    const pull = world.pulls.find(each => each.id === id);
    if (pull?.state !== 'pulling') return;
    if (anonymous && pull.reference.includes('private')) {
      const detail = `The registry registry.example.org wants credentials for "${pull.reference}", or has no such image. Give credentials.`;
      change(world, id, { ...end(), state: 'failed', error: { code: 'REGISTRY_REFUSED', detail } });
      return;
    }
    change(world, id, { progress: after(step) });
    if (step < LAYERS.length) later(world, id, step + 1, anonymous);
    else arrive(world, pull);
  }, STEP_MS / world.speed);
}

function after(step: number): PullProgress {
  const sum = (layers: number[]) => layers.reduce((all, size) => all + size, 0);
  const here = sum(LAYERS.slice(0, step));
  return {
    layers: LAYERS.length,
    layersDone: step,
    bytes: sum(LAYERS),
    bytesFetched: here,
    bytesUnpacked: here,
  };
}

function arrive(world: World, pull: Pull) {
  const digest = `sha256:${crypto.randomUUID().replaceAll('-', '').repeat(2)}`;
  const now = new Date().toISOString();
  const repository = pull.reference.replace(/:[^/]*$/, '');
  const image = { id: digest, names: [pull.reference], sizeBytes: 96 * MIB, sharedBytes: 0, createdAt: now };
  world.images = [{ ...image, loadedAt: now, loadedBy: 'admin' }, ...world.images];
  change(world, pull.id, { ...end(), state: 'succeeded', digest, repoDigest: `${repository}@${digest}` });
}
