import type { Recording } from '../src/api/schema';
import { Refusal, type Handlers } from './contract';
import type { World } from './world';

type Ours = Pick<Handlers, 'putRecording' | 'getRecording' | 'deleteRecording'>;

const DAY = 24 * 3_600_000;
const TEN_MINUTES = 600_000;

/** Recordings of services, which take in a request a second. */
export function recordingHandlers(world: World): Ours {
  return {
    putRecording: ({ path, body }) => {
      if (!world.services.has(path.name)) {
        throw new Refusal(404, 'SERVICE_NOT_FOUND', `There is no service "${path.name}".`);
      }
      if (!body.consent) {
        const violation = { field: 'consent', message: 'must be true' };
        throw new Refusal(400, 'VALIDATION_FAILED', 'consent: must be true', [violation]);
      }
      const now = Date.now();
      const recording: Recording = {
        service: path.name,
        state: 'recording',
        startedAt: new Date(now).toISOString(),
        until: new Date(now + TEN_MINUTES).toISOString(),
        eraseAt: new Date(now + DAY).toISOString(),
        limits: { requests: body.requests ?? 500, bodies: body.bodies ?? '64KiB' },
        mask: { headers: [], json: [], query: [], ...body.mask },
        recorded: 0,
        recordedBytes: 0,
        skipped: 0,
      };
      const replaced = world.recordings.has(path.name);
      world.recordings.set(path.name, recording);
      return replaced ? { status: 200, body: recording } : { status: 201, body: recording };
    },
    getRecording: ({ path }) => {
      const begun = present(world, path.name);
      const seconds = Math.floor((Date.now() - Date.parse(begun.startedAt)) / 1000);
      const recorded = Math.min(seconds, begun.limits.requests);
      return { status: 200, body: { ...begun, recorded, recordedBytes: recorded * 400 } };
    },
    deleteRecording: ({ path }) => {
      present(world, path.name);
      world.recordings.delete(path.name);
      return { status: 204, body: undefined };
    },
  };
}

function present(world: World, name: string): Recording {
  const found = world.recordings.get(name);
  if (!found) throw new Refusal(404, 'RECORDING_NOT_FOUND', `Nothing is recorded of the service "${name}".`);
  return found;
}
