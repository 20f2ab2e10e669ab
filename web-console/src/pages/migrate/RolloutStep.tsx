import type { MigrationGate } from '../../api/schema';
import { Button } from '../../ui/Button';
import { Panel } from '../../ui/Page';
import type { DraftStep } from './draft';
import type { StepProps } from './ServiceStep';
import { GATES } from './states';
import { Field } from './VerifyStep';

/** How the new one gets its requests, when it is taken back, and where somebody is asked. */
export function RolloutStep({ draft, change }: StepProps) {
  const edit = (at: number, part: Partial<DraftStep>) =>
    change({ steps: draft.steps.map((each, i) => (i === at ? { ...each, ...part } : each)) });
  const toggle = (gate: MigrationGate, on: boolean) =>
    change({ gates: on ? [...draft.gates, gate] : draft.gates.filter(each => each !== gate) });
  return (
    <>
      <Panel title="Its share of the requests">
        {draft.steps.map((each, i) => (
          <div key={i} className="wizard-row canary-row">
            <Field label="Percent" value={each.weight} onChange={weight => edit(i, { weight })} />
            <Field label="For" value={each.for} onChange={value => edit(i, { for: value })} />
            <Field
              label="And so many requests"
              value={each.requests}
              onChange={requests => edit(i, { requests })}
            />
            <Button
              icon="trash"
              look="ghost"
              small
              aria-label={`Remove step ${i + 1}`}
              title="Remove"
              onClick={() => change({ steps: draft.steps.filter((_, at) => at !== i) })}
            />
          </div>
        ))}
        <Button
          icon="plus"
          small
          onClick={() => change({ steps: [...draft.steps, { weight: '90', for: '10s', requests: '' }] })}
        >
          Add a step
        </Button>
        <p className="muted">
          {draft.steps.length === 0
            ? 'Without a step it gets all requests at once.'
            : 'After the last step it gets all requests.'}
        </p>
      </Panel>
      <Panel title="When it is taken back by itself">
        <div className="wizard-row">
          <Field label="Watched for" value={draft.watchFor} onChange={watchFor => change({ watchFor })} />
          <Field
            label="Errors, percent at most"
            value={draft.errorBudget}
            onChange={errorBudget => change({ errorBudget })}
          />
          <Field
            label="p99, times the old one’s"
            value={draft.latencyFactor}
            onChange={latencyFactor => change({ latencyFactor })}
          />
          <Field
            label="The old one can come back for"
            value={draft.grace}
            onChange={grace => change({ grace })}
          />
        </div>
        <label className="choice">
          <input
            type="checkbox"
            checked={draft.removeOld}
            onChange={event => change({ removeOld: event.target.checked })}
          />
          Delete the old one at the end; otherwise it stays stopped
        </label>
      </Panel>
      <Panel title="Where it waits for you">
        <fieldset>
          <legend className="sr-only">Gates</legend>
          {(Object.keys(GATES) as MigrationGate[]).map(gate => (
            <label key={gate} className="choice">
              <input
                type="checkbox"
                checked={draft.gates.includes(gate)}
                onChange={event => toggle(gate, event.target.checked)}
              />
              <span>
                <b>{GATES[gate].label}</b> <span className="muted">{GATES[gate].means}</span>
              </span>
            </label>
          ))}
        </fieldset>
      </Panel>
    </>
  );
}
