import { useState } from 'react';
import type { Workload } from '../../api/schema';
import { EditWorkload } from '../../forms/EditWorkload';
import { Button } from '../../ui/Button';
import { CopyButton } from '../../ui/CopyButton';
import { Panel } from '../../ui/Page';
import { useRefusal } from '../../ui/useRole';
import { blockedBy } from '../../ui/WorkloadActions';
import { Generations } from './Generations';

/** The description as it is on record, with the defaults that apply, and what it was. */
export function Description({ workload }: { workload: Workload }) {
  const [editing, setEditing] = useState(false);
  const refusal = useRefusal('operator');
  const { status, ...description } = workload;
  const text = JSON.stringify(description, null, 2);
  return (
    <>
      <Generations name={workload.name} />
      <Panel
        title={`Description, generation ${status.generation}`}
        actions={
          <span className="actions">
            <CopyButton text={text} label="Copy the description" />
            <Button
              icon="edit"
              small
              blocked={refusal ?? blockedBy(status.availableActions, 'replace')}
              onClick={() => setEditing(true)}
            >
              Edit
            </Button>
          </span>
        }
      >
        <pre className="code" tabIndex={0} aria-label="Description as JSON">
          {text}
        </pre>
        {editing && <EditWorkload name={workload.name} onClose={() => setEditing(false)} />}
      </Panel>
    </>
  );
}
