import { useAcknowledge, useWarnings } from '../../api/queries';
import type { Warning } from '../../api/schema';
import { Age } from '../../ui/Age';
import { Button } from '../../ui/Button';
import { Foreign } from '../../ui/Foreign';
import { Icon } from '../../ui/Icon';
import { Panel } from '../../ui/Page';
import { SEVERITIES } from '../../ui/states';
import { toast } from '../../ui/toasts';
import { useRefusal } from '../../ui/useRole';

/** What an operator should know; nothing is shown while there is nothing. */
export function Warnings() {
  const items = useWarnings().data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Panel title="Warnings">
      <ul className="conditions">
        {items.map(warning => (
          <li key={warning.id}>
            <WarningNote warning={warning} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function WarningNote({ warning }: { warning: Warning }) {
  const acknowledge = useAcknowledge();
  const refusal = useRefusal('operator');
  const { tone, icon, label } = SEVERITIES[warning.severity];
  const seen = warning.acknowledgedAt !== undefined;
  return (
    <div className={`notice ${seen ? 'quiet' : tone}`}>
      <Icon name={icon} />
      <div>
        <p>
          <b>{label}:</b> <Foreign text={warning.message} />
        </p>
        {warning.remedy && (
          <p className="remedy">
            <Foreign text={warning.remedy} />
          </p>
        )}
        <p className="muted">
          For <Age at={warning.since} />
          {seen && `, acknowledged by ${warning.acknowledgedBy ?? 'somebody'}`}
        </p>
      </div>
      {!seen && (
        <Button
          small
          blocked={refusal}
          aria-label={`Acknowledge ${warning.id}`}
          onClick={() =>
            acknowledge.mutate(warning.id, {
              onError: error => toast.failed('Acknowledge the warning', error),
            })
          }
        >
          Acknowledge
        </Button>
      )}
    </div>
  );
}
