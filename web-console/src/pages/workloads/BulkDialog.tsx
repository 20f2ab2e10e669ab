import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Command } from '../../api/queries';
import type { Workload } from '../../api/schema';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { count } from '../../ui/format';
import { Icon, type IconName } from '../../ui/Icon';
import type { Tone } from '../../ui/states';
import { COMMANDS } from '../../ui/WorkloadActions';
import { bulkPlan, runBulk, type BulkItem, type Outcome } from './bulk';

type Stage = 'asking' | 'running' | 'done';
type BulkDialogProps = { command: Command; workloads: Workload[]; onClose: () => void };

/** Asks, does it, and keeps the result of each until it was read. */
export function BulkDialog({ command, workloads, onClose }: BulkDialogProps) {
  const [plan, setPlan] = useState(() => bulkPlan(workloads, command));
  const [stage, setStage] = useState<Stage>('asking');
  const client = useQueryClient();
  const { label, confirm } = COMMANDS[command];
  const possible = plan.filter(each => each.outcome.state !== 'left-out').length;

  const run = async () => {
    setStage('running');
    await runBulk(plan, command, (id, outcome) =>
      setPlan(now => now.map(each => (each.workload.status.id === id ? { ...each, outcome } : each))),
    );
    setStage('done');
    for (const key of ['workloads', 'workload', 'events', 'host']) {
      void client.invalidateQueries({ queryKey: [key] });
    }
  };

  return (
    <Dialog
      title={`${label} ${count(possible, 'workload')}${stage === 'asking' ? '?' : ''}`}
      onClose={onClose}
      footer={
        stage === 'asking' ? (
          <>
            <Button onClick={onClose} autoFocus>
              Cancel
            </Button>
            <Button look={command === 'start' ? 'primary' : 'danger'} onClick={() => void run()}>
              {label} {possible}
            </Button>
          </>
        ) : (
          <Button onClick={onClose} blocked={stage === 'running' ? 'the commands are being sent' : undefined}>
            Close
          </Button>
        )
      }
    >
      {stage === 'asking' && confirm && <p className="bulk-text">{confirm}</p>}
      {stage !== 'asking' && (
        <p className="bulk-text" role="status">
          {summary(plan)}
        </p>
      )}
      <ul className="bulk-items" aria-label="Result for each">
        {plan.map(({ workload, outcome }) => (
          <li key={workload.status.id}>
            <b>{workload.name}</b>
            <Said outcome={outcome} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

const LOOKS: Record<Outcome['state'], { label: string; icon: IconName; tone: Tone }> = {
  waiting: { label: 'to be done', icon: 'clock', tone: 'quiet' },
  sending: { label: 'being sent', icon: 'clock', tone: 'busy' },
  accepted: { label: 'accepted', icon: 'check', tone: 'good' },
  'left-out': { label: 'left out', icon: 'info', tone: 'quiet' },
  refused: { label: 'refused', icon: 'crossCircle', tone: 'bad' },
};

function Said({ outcome }: { outcome: Outcome }) {
  const { label, icon, tone } = LOOKS[outcome.state];
  return (
    <span className={`tone-${tone}`}>
      <Icon name={icon} size={14} /> {label}
      {'reason' in outcome && `: ${outcome.reason}`}
    </span>
  );
}

function summary(plan: readonly BulkItem[]): string {
  const number = (state: Outcome['state']) => plan.filter(each => each.outcome.state === state).length;
  const parts = (['accepted', 'refused', 'left-out'] as const)
    .filter(state => number(state) > 0)
    .map(state => `${number(state)} ${LOOKS[state].label}`);
  const open = number('waiting') + number('sending');
  return [...parts, ...(open > 0 ? [`${open} to go`] : [])].join(', ');
}
