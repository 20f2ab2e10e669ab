import type { ComparisonState, ReportPair } from '../../api/schema';
import type { Look } from '../../ui/states';

export const COMPARISON_STATES: Record<ComparisonState, Look> = {
  queued: { label: 'Queued', icon: 'clock', tone: 'busy' },
  running: { label: 'Running', icon: 'play', tone: 'busy' },
  done: { label: 'Done', icon: 'check', tone: 'good' },
  cancelled: { label: 'Cancelled', icon: 'stop', tone: 'quiet' },
  failed: { label: 'Failed', icon: 'crossCircle', tone: 'bad' },
};

export const VERDICTS: Record<ReportPair['verdict'], Look> = {
  differs: { label: 'Differs', icon: 'checkCircle', tone: 'good' },
  no_difference_shown: { label: 'No difference shown', icon: 'info', tone: 'quiet' },
  too_few: { label: 'Too few', icon: 'question', tone: 'doubt' },
  not_comparable: { label: 'Not comparable', icon: 'question', tone: 'doubt' },
};
