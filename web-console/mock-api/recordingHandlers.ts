import type { Recording } from '../src/api/schema';
import { Refusal, type Handlers } from './contract';

export function recordingHandlers(): Pick<Handlers, 'putRecording' | 'getRecording' | 'deleteRecording'> {
  const recordings = new Map<string, Recording>();
  return {
    putRecording: ({ path }) => {
      const inFuture = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
      const recording: Recording = {
        service: path.name,
        state: 'recording',
        startedAt: new Date().toISOString(),
        until: inFuture(10),
        eraseAt: inFuture(24 * 60),
        limits: { requests: 500, bodies: '64KiB' },
        mask: {},
        recorded: 42,
        recordedBytes: 18_112,
        skipped: 0,
      };
      recordings.set(path.name, recording);
      return { status: 201, body: recording };
    },
    getRecording: ({ path }) => {
      const found = recordings.get(path.name);
      if (!found) throw new Refusal(404, 'RECORDING_NOT_FOUND', `Nothing is recorded of "${path.name}".`);
      return { status: 200, body: found };
    },
    deleteRecording: ({ path }) => {
      recordings.delete(path.name);
      return { status: 204, body: undefined };
    },
  };
}
