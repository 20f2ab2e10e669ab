import type {
  MigrationAction,
  MigrationFinding,
  MigrationGate,
  MigrationOutcome,
  MigrationState,
} from '../../api/schema';
import type { IconName } from '../../ui/Icon';
import type { Look } from '../../ui/states';

export const MIGRATION_STATES: Record<MigrationState, Look & { means: string }> = {
  assessing: { label: 'Assessing', icon: 'search', tone: 'busy', means: 'The old workload is looked at.' },
  preparing: { label: 'Preparing', icon: 'box', tone: 'busy', means: 'The new workload is made.' },
  verifying: {
    label: 'Verifying',
    icon: 'compare',
    tone: 'busy',
    means: 'The answers of both are compared.',
  },
  canary: {
    label: 'Canary',
    icon: 'services',
    tone: 'busy',
    means: 'The new one gets a part of the requests.',
  },
  'cutting-over': {
    label: 'Cutting over',
    icon: 'migrate',
    tone: 'busy',
    means: 'The new one gets all new requests.',
  },
  watching: {
    label: 'Watching',
    icon: 'clock',
    tone: 'busy',
    means: 'It is taken back by itself if the new one does badly.',
  },
  grace: {
    label: 'Grace',
    icon: 'pause',
    tone: 'good',
    means: 'The old one is stopped and can still come back.',
  },
  done: { label: 'Done', icon: 'checkCircle', tone: 'good', means: 'The service has moved.' },
  'rolling-back': {
    label: 'Rolling back',
    icon: 'restart',
    tone: 'doubt',
    means: 'The old one gets all requests again.',
  },
  'rolled-back': {
    label: 'Rolled back',
    icon: 'restart',
    tone: 'doubt',
    means: 'The service is where it was.',
  },
  cancelled: {
    label: 'Cancelled',
    icon: 'stop',
    tone: 'quiet',
    means: 'It was given up; the service is where it was.',
  },
  failed: {
    label: 'Failed',
    icon: 'crossCircle',
    tone: 'bad',
    means: 'It could not go on; the message says why.',
  },
};

export const OUTCOMES: Record<MigrationOutcome, Look> = {
  'under-way': { label: 'Under way', icon: 'clock', tone: 'busy' },
  passed: { label: 'Passed', icon: 'check', tone: 'good' },
  failed: { label: 'Failed', icon: 'crossCircle', tone: 'bad' },
  'cut-short': { label: 'Cut short', icon: 'stop', tone: 'quiet' },
};

export const MEANINGS: Record<MigrationFinding['means'], Look> = {
  fits: { label: 'Fits', icon: 'check', tone: 'good' },
  rebuild: { label: 'Rebuild', icon: 'edit', tone: 'doubt' },
  stay: { label: 'Stay', icon: 'stop', tone: 'bad' },
};

export const VERDICTS: Record<MigrationFinding['means'] | 'ready', Look & { means: string }> = {
  ready: {
    label: 'Ready',
    icon: 'checkCircle',
    tone: 'good',
    means: 'Nothing that was found stands against it.',
  },
  fits: {
    label: 'Ready',
    icon: 'checkCircle',
    tone: 'good',
    means: 'Nothing that was found stands against it.',
  },
  rebuild: {
    label: 'Rebuild',
    icon: 'edit',
    tone: 'doubt',
    means: 'The program has to be built anew for it.',
  },
  stay: { label: 'Stay', icon: 'stop', tone: 'bad', means: 'What it does cannot be had as another kind.' },
};

export const GATES: Record<MigrationGate, { label: string; means: string }> = {
  verify: {
    label: 'Before the answers are compared',
    means: 'The new workload is ready and sees no client yet.',
  },
  canary: {
    label: 'Before clients see it',
    means: 'The answers were compared; the differences can be read.',
  },
  'cut-over': { label: 'Before it gets all requests', means: 'It had its part of the requests.' },
  done: { label: 'Before the old one is let go', means: 'The old one is stopped and could still come back.' },
};

export const ACTIONS: Record<
  MigrationAction,
  { label: string; icon: IconName; look: 'primary' | 'plain' | 'danger'; done: string; confirm?: string }
> = {
  promote: { label: 'Promote', icon: 'play', look: 'primary', done: 'goes on' },
  rollback: {
    label: 'Roll back',
    icon: 'restart',
    look: 'plain',
    done: 'is being rolled back',
    confirm:
      'The old workload gets all requests again and is started before, when it was stopped. The new one is removed.',
  },
  cancel: {
    label: 'Give up',
    icon: 'cross',
    look: 'danger',
    done: 'is being given up',
    confirm: 'The new workload is removed; the service stays as it was.',
  },
};
