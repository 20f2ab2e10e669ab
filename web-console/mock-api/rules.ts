import type {
  AvailableAction,
  DesiredState,
  ObservedState,
  WorkloadKind,
  WorkloadState,
} from '../src/api/schema';

export function observed(state: WorkloadState): ObservedState {
  const map: Record<WorkloadState, ObservedState> = {
    queued: 'absent',
    preparing: 'absent',
    starting: 'starting',
    running: 'running',
    ready: 'running',
    paused: 'paused',
    stopping: 'stopping',
    stopped: 'stopped',
    succeeded: 'stopped',
    failed: 'failed',
    lost: 'absent',
    unknown: 'unknown',
    deleting: 'stopping',
  };
  return map[state];
}

const ENDED = new Set<WorkloadState>(['stopped', 'succeeded', 'failed', 'lost']);
const NOT_HALTABLE = 'the engine of a Wasm module cannot halt it and take it up again';
const NOT_STARTED: Partial<Record<WorkloadState, string>> = {
  unknown: 'the backend cannot be asked',
  paused: 'it is paused; resume it',
};
const NOT_PAUSED: Partial<Record<WorkloadState, string>> = {
  stopping: 'it is being stopped',
  unknown: 'the backend cannot be asked',
  paused: 'it is paused',
};

/** What can be done in a state, and why the rest cannot; what a kind never can is told where the kind is. */
export function actions(state: WorkloadState, kind?: WorkloadKind): AvailableAction[] {
  const ended = ENDED.has(state);
  const deleting = state === 'deleting';
  const runs = state === 'running' || state === 'ready';
  const haltable = kind !== 'wasm';
  const notInside = ended ? 'nothing of it runs' : 'its run has not begun yet';
  const busy = 'it is being deleted';
  const say = (action: AvailableAction['action'], available: boolean, reason: string): AvailableAction =>
    available ? { action, available } : { action, available, reason: deleting ? busy : reason };
  return [
    say('start', ended && !deleting, NOT_STARTED[state] ?? 'it runs already'),
    say(
      'stop',
      !ended && !deleting && state !== 'stopping',
      ended ? 'it does not run' : 'it is being stopped',
    ),
    say(
      'restart',
      !deleting && state !== 'unknown' && state !== 'stopping',
      'it is being stopped, or cannot be asked',
    ),
    say('pause', runs && haltable, haltable ? (NOT_PAUSED[state] ?? notInside) : NOT_HALTABLE),
    say(
      'resume',
      state === 'paused' && haltable,
      !haltable ? NOT_HALTABLE : runs ? 'it is not paused' : notInside,
    ),
    say('replace', !deleting, busy),
    say('delete', !deleting, busy),
    say('exec', runs, state === 'paused' ? 'it is paused; resume it first' : notInside),
    say('console', runs || state === 'paused', notInside),
    say('display', runs || state === 'paused', notInside),
  ];
}

export function desiredOf(state: WorkloadState): DesiredState {
  if (state === 'deleting') return 'deleted';
  return ENDED.has(state) ? 'stopped' : 'running';
}
