import { useState } from 'react';
import { useCommand, type Command } from '../api/queries';
import type { AvailableAction, Workload } from '../api/schema';
import { Button } from './Button';
import { Confirm } from './Dialog';
import type { IconName } from './Icon';
import { ErrorNote } from './notices';
import { toast } from './toasts';
import { useRefusal } from './useRole';

export const COMMANDS: Record<Command, { label: string; icon: IconName; done: string; confirm?: string }> = {
  start: { label: 'Start', icon: 'play', done: 'is being started' },
  stop: {
    label: 'Stop',
    icon: 'stop',
    done: 'is being stopped',
    confirm: 'It gets time to end by itself and can be started again.',
  },
  restart: {
    label: 'Restart',
    icon: 'restart',
    done: 'is being restarted',
    confirm: 'The current run is stopped and a new one begins.',
  },
  pause: { label: 'Pause', icon: 'pause', done: 'is paused' },
  resume: { label: 'Resume', icon: 'play', done: 'goes on' },
  delete: {
    label: 'Delete',
    icon: 'trash',
    done: 'is being deleted',
    confirm:
      'It is stopped, and everything that its backend holds of it is destroyed. Its history stays. There is no way back.',
  },
};

/** What can be done with a workload now. The service decides; here are no rules of our own. */
export function WorkloadActions({ workload, compact = false }: { workload: Workload; compact?: boolean }) {
  const command = useCommand(workload.name);
  const refusal = useRefusal('operator');
  const [asking, setAsking] = useState<Command>();

  const run = (chosen: Command) =>
    command.mutate(chosen, {
      onSuccess: () => {
        setAsking(undefined);
        toast.done(`${workload.name} ${COMMANDS[chosen].done}.`);
      },
      // A dialog shows the error itself.
      onError: error =>
        asking === undefined && toast.failed(`${COMMANDS[chosen].label} ${workload.name}`, error),
    });

  return (
    <span className="actions" role="group" aria-label={`Actions for ${workload.name}`}>
      {offered(workload.status.availableActions).map(name => {
        const { label, icon, confirm } = COMMANDS[name];
        const blocked = refusal ?? blockedBy(workload.status.availableActions, name);
        return (
          <Button
            key={name}
            icon={icon}
            look={compact ? 'ghost' : name === 'delete' ? 'danger' : 'plain'}
            small={compact}
            blocked={command.isPending ? 'a command is on its way' : blocked}
            aria-label={compact ? `${label} ${workload.name}` : undefined}
            title={compact ? label : undefined}
            onClick={() => (confirm ? setAsking(name) : run(name))}
          >
            {compact ? undefined : label}
          </Button>
        );
      })}
      {asking && (
        <Confirm
          title={`${COMMANDS[asking].label} ${workload.name}?`}
          action={COMMANDS[asking].label}
          busy={command.isPending}
          error={command.error && <ErrorNote error={command.error} />}
          onConfirm={() => run(asking)}
          onClose={() => {
            setAsking(undefined);
            command.reset();
          }}
        >
          <p>{COMMANDS[asking].confirm}</p>
        </Confirm>
      )}
    </span>
  );
}

/** Pausing and resuming share one place: what is paused can be resumed, and everything else might be paused. */
export function offered(actions: AvailableAction[]): Command[] {
  const hidden: Command = blockedBy(actions, 'resume') === undefined ? 'pause' : 'resume';
  return (Object.keys(COMMANDS) as Command[]).filter(each => each !== hidden);
}

export function blockedBy(actions: AvailableAction[], action: AvailableAction['action']): string | undefined {
  const found = actions.find(each => each.action === action);
  if (found?.available) return undefined;
  return found?.reason ?? 'the service does not offer it';
}
