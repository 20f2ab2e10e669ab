import type { WorkloadKind, WorkloadState } from '../api/schema';
import { Icon } from './Icon';
import { KINDS, STATES, type Look } from './states';

export function Badge({ look, title }: { look: Look; title?: string | undefined }) {
  return (
    <span className={`badge tone-${look.tone}`} title={title}>
      <Icon name={look.icon} size={14} />
      {look.label}
    </span>
  );
}

export function StateBadge({ state, reason }: { state: WorkloadState; reason?: string | undefined }) {
  const look = STATES[state];
  return <Badge look={look} title={reason ? `${look.means} ${reason}` : look.means} />;
}

export function KindBadge({ kind }: { kind: WorkloadKind }) {
  const { label, icon } = KINDS[kind];
  return (
    <span className={`kind kind-${kind}`}>
      <Icon name={icon} />
      {label}
    </span>
  );
}
