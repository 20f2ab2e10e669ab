import { useState } from 'react';
import type { Workload } from '../../api/schema';
import { EditWorkload } from '../../forms/EditWorkload';
import { Button } from '../../ui/Button';
import { CopyButton } from '../../ui/CopyButton';
import { Diff } from '../../ui/Diff';
import { Panel } from '../../ui/Page';
import { useRefusal } from '../../ui/useRole';
import { blockedBy } from '../../ui/WorkloadActions';
import { descriptionText, lastGeneration } from './generations';

/** The description as it is on record, with the defaults that apply. */
export function Description({ workload }: { workload: Workload }) {
  const [editing, setEditing] = useState(false);
  const refusal = useRefusal('operator');
  const { status } = workload;
  const text = descriptionText(workload);
  const before = lastGeneration(workload);
  return (
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
      {before && (
        <>
          <h3 className="diff-title">What is different from generation {before.generation}</h3>
          <Diff label="What is different" before={before.text} after={text} />
          <h3 className="diff-title">The whole of it</h3>
        </>
      )}
      <pre className="code" tabIndex={0} aria-label="Description as JSON">
        {text}
      </pre>
      {editing && <EditWorkload name={workload.name} onClose={() => setEditing(false)} />}
    </Panel>
  );
}
