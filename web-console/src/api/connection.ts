import { useSyncExternalStore } from 'react';

/**
 * Whether the service answers, as all calls of this page see it together.
 *
 * `live`: events stream in. `polling`: the service answers, but its event stream is not open, so the pages ask now and
 * then. `lost`: it does not answer; what is shown is as old as `lastAnswerAt` says.
 */
export type Connection = { state: 'live' | 'polling' | 'lost'; lastAnswerAt: number | undefined };

let answers = true;
let streaming = false;
let current: Connection = { state: 'polling', lastAnswerAt: undefined };
const listeners = new Set<() => void>();

export const connection = {
  answered(now = Date.now()): void {
    answers = true;
    // The time is of interest only once the connection is lost, so it alone makes nobody render.
    current = { ...current, lastAnswerAt: now };
    settle();
  },
  failed(): void {
    answers = false;
    settle();
  },
  streamOpened(): void {
    streaming = true;
    answers = true;
    settle();
  },
  streamClosed(): void {
    streaming = false;
    settle();
  },
  current: (): Connection => current,
};

export function onConnectionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useConnection(): Connection {
  const state = useSyncExternalStore(onConnectionChange, () => current.state);
  return { state, lastAnswerAt: current.lastAnswerAt };
}

function settle(): void {
  const state = !answers ? 'lost' : streaming ? 'live' : 'polling';
  if (state === current.state) return;
  current = { ...current, state };
  for (const listener of [...listeners]) listener();
}
