import type {
  BackendHealth,
  DriverHealth,
  FigureQuality,
  PhaseName,
  WarningSeverity,
  WorkloadKind,
  WorkloadState,
} from '../api/schema';
import type { IconName } from './Icon';

/** Everything that the spec can say of a state, as people see it. A new word there does not compile here. */
export type Tone = 'good' | 'busy' | 'bad' | 'doubt' | 'quiet';
export type Look = { label: string; icon: IconName; tone: Tone };

export const STATES: Record<WorkloadState, Look & { means: string }> = {
  queued: { label: 'Queued', icon: 'clock', tone: 'busy', means: 'It waits for its turn.' },
  preparing: {
    label: 'Preparing',
    icon: 'box',
    tone: 'busy',
    means: 'Its image, root or compiled form is being made.',
  },
  starting: { label: 'Starting', icon: 'play', tone: 'busy', means: 'The backend is starting it.' },
  running: {
    label: 'Running',
    icon: 'play',
    tone: 'good',
    means: 'It runs and has not said yet that it is ready.',
  },
  ready: { label: 'Ready', icon: 'checkCircle', tone: 'good', means: 'It runs and does its work.' },
  paused: {
    label: 'Paused',
    icon: 'pause',
    tone: 'quiet',
    means: 'It is halted where it was and can be resumed.',
  },
  stopping: { label: 'Stopping', icon: 'stop', tone: 'busy', means: 'It was told to stop.' },
  stopped: {
    label: 'Stopped',
    icon: 'stop',
    tone: 'quiet',
    means: 'It was stopped and can be started again.',
  },
  succeeded: {
    label: 'Succeeded',
    icon: 'check',
    tone: 'good',
    means: 'It ran to its end with exit code 0.',
  },
  failed: {
    label: 'Failed',
    icon: 'crossCircle',
    tone: 'bad',
    means: 'It ended badly; the reason says how.',
  },
  lost: { label: 'Lost', icon: 'lost', tone: 'doubt', means: 'It ran, and nobody can tell how it ended.' },
  unknown: {
    label: 'Unknown',
    icon: 'question',
    tone: 'doubt',
    means: 'The backend cannot be asked at the moment.',
  },
  deleting: { label: 'Deleting', icon: 'trash', tone: 'busy', means: 'It is being removed.' },
};

export const KINDS: Record<WorkloadKind, { label: string; plural: string; icon: IconName }> = {
  vm: { label: 'VM', plural: 'Virtual machines', icon: 'vm' },
  container: { label: 'Container', plural: 'Containers', icon: 'container' },
  wasm: { label: 'Wasm', plural: 'Wasm modules', icon: 'wasm' },
};

export const HEALTH: Record<DriverHealth, Look> = {
  available: { label: 'Available', icon: 'checkCircle', tone: 'good' },
  degraded: { label: 'Degraded', icon: 'warning', tone: 'doubt' },
  unavailable: { label: 'Unavailable', icon: 'crossCircle', tone: 'bad' },
};

export const SEVERITIES: Record<WarningSeverity, Look> = {
  notice: { label: 'Notice', icon: 'info', tone: 'quiet' },
  warning: { label: 'Warning', icon: 'warning', tone: 'doubt' },
  error: { label: 'Error', icon: 'crossCircle', tone: 'bad' },
};

export const PHASES: Record<PhaseName, { label: string; means: string }> = {
  queued: { label: 'Queued', means: 'Accepted, until its turn came' },
  prepare: { label: 'Prepare', means: 'Image, root file system or compiled module' },
  create: { label: 'Create', means: 'The object in the backend, not started' },
  start: { label: 'Start', means: 'Until the backend confirmed it or the first byte came' },
  ready: { label: 'Ready', means: 'Until the program answered, wrote or ended' },
};

export const QUALITIES: Record<FigureQuality, string> = {
  measured: 'measured',
  estimated: 'estimated',
  unavailable: 'unavailable',
};

export const KIND_NAMES = Object.keys(KINDS) as WorkloadKind[];
export const STATE_NAMES = Object.keys(STATES) as WorkloadState[];

/** The states in which a workload takes up what it was allotted. */
export const OCCUPYING: ReadonlySet<WorkloadState> = new Set([
  'starting',
  'running',
  'ready',
  'paused',
  'stopping',
]);

export const BACKENDS: Record<BackendHealth, Look & { means: string }> = {
  ready: { label: 'Ready', icon: 'checkCircle', tone: 'good', means: 'It gets its share of requests.' },
  failing: {
    label: 'Failing',
    icon: 'warning',
    tone: 'bad',
    means: 'Connections to it have just failed; others are asked first.',
  },
  unknown: {
    label: 'Unknown',
    icon: 'question',
    tone: 'doubt',
    means: 'What runs it cannot be asked; it keeps its share.',
  },
  'not-ready': { label: 'Not ready', icon: 'pause', tone: 'quiet', means: 'It gets no requests.' },
};
