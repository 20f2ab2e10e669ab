import type { Workload } from '../../api/schema';
import { Panel } from '../../ui/Page';
import { KINDS } from '../../ui/states';
import { AssessmentOf } from './AssessmentOf';
import type { StepProps } from './ServiceStep';

/** What the old workload does, line by line, before anything is made. */
export function AssessStep({ old, draft, change }: StepProps & { old: Workload | undefined }) {
  if (!old) return null;
  if (old.kind !== 'container') {
    return (
      <Panel title="What the old one does">
        <p className="muted">
          Containers alone can be looked into, and {old.name} is of the kind {KINDS[old.kind].label}. The
          answers of both are compared in the next step all the same.
        </p>
      </Panel>
    );
  }
  return (
    <Panel title="What the old one does">
      <AssessmentOf workload={old.name} observe={draft.observe} />
      <div className="fields">
        <label className="choice">
          <input
            type="checkbox"
            checked={draft.assess}
            onChange={event => change({ assess: event.target.checked })}
          />
          Look at it once more when the migration begins
        </label>
        <label>
          Watched for
          <input
            value={draft.observe}
            maxLength={16}
            onChange={event => change({ observe: event.target.value })}
          />
        </label>
      </div>
    </Panel>
  );
}
