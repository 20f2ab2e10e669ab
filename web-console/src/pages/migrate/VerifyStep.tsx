import type { DraftRequest } from './draft';
import { Button } from '../../ui/Button';
import { Panel } from '../../ui/Page';
import { Recording } from './Recording';
import type { StepProps } from './ServiceStep';

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** How the answers of both are compared before clients see the new one. */
export function VerifyStep({ draft, change }: StepProps) {
  return (
    <>
      <Panel title="Are the answers the same?">
        <label className="choice">
          <input
            type="checkbox"
            checked={draft.compare}
            onChange={event => change({ compare: event.target.checked })}
          />
          Compare the answers of both before clients see the new one
        </label>
        {draft.compare && <Requests draft={draft} change={change} />}
      </Panel>
      {draft.compare && (
        <>
          <Panel title="Requests of clients">
            <div className="fields">
              <Recording service={draft.service} />
              <label className="choice">
                <input
                  type="checkbox"
                  checked={draft.recorded}
                  onChange={event => change({ recorded: event.target.checked })}
                />
                Replay what was recorded
              </label>
              <label className="choice">
                <input
                  type="checkbox"
                  checked={draft.mirror}
                  onChange={event => change({ mirror: event.target.checked })}
                />
                Send the new one copies of the clients’ own safe requests
              </label>
              {draft.mirror && (
                <div className="wizard-row">
                  <Field label="For" value={draft.mirrorFor} onChange={mirrorFor => change({ mirrorFor })} />
                  <Field
                    label="Or until so many were compared"
                    value={draft.mirrorRequests}
                    onChange={mirrorRequests => change({ mirrorRequests })}
                  />
                </div>
              )}
            </div>
          </Panel>
          <Rules draft={draft} change={change} />
        </>
      )}
    </>
  );
}

function Requests({ draft, change }: StepProps) {
  const edit = (at: number, part: Partial<DraftRequest>) =>
    change({ requests: draft.requests.map((each, i) => (i === at ? { ...each, ...part } : each)) });
  return (
    <fieldset className="requests">
      <legend>Requests that are sent to both</legend>
      {draft.requests.map((each, i) => (
        <div key={i} className="request-row">
          <label>
            Method
            <select value={each.method} onChange={event => edit(i, { method: event.target.value })}>
              {METHODS.map(method => (
                <option key={method}>{method}</option>
              ))}
            </select>
          </label>
          <Field label="Path" value={each.path} onChange={path => edit(i, { path })} />
          <label>
            Headers
            <textarea
              rows={1}
              value={each.headers}
              placeholder="accept: application/json"
              spellCheck={false}
              onChange={event => edit(i, { headers: event.target.value })}
            />
          </label>
          <label>
            Body
            <textarea
              rows={1}
              value={each.body}
              spellCheck={false}
              onChange={event => edit(i, { body: event.target.value })}
            />
          </label>
          <Button
            icon="trash"
            look="ghost"
            small
            aria-label={`Remove request ${i + 1}`}
            title="Remove"
            onClick={() => change({ requests: draft.requests.filter((_, at) => at !== i) })}
          />
        </div>
      ))}
      <Button
        icon="plus"
        small
        onClick={() =>
          change({ requests: [...draft.requests, { method: 'GET', path: '/', headers: '', body: '' }] })
        }
      >
        Add a request
      </Button>
      {draft.requests.some(each => !['GET', 'HEAD', 'OPTIONS'].includes(each.method)) && (
        <label className="choice">
          <input
            type="checkbox"
            checked={draft.unsafe}
            onChange={event => change({ unsafe: event.target.checked })}
          />
          Send the ones that change something, too; both workloads carry them out
        </label>
      )}
    </fieldset>
  );
}

function Rules({ draft, change }: StepProps) {
  return (
    <details className="section">
      <summary>What counts as the same</summary>
      <div className="section-fields fields">
        <p className="muted">Status and body are always compared; JSON by value. One to a line:</p>
        <Lines
          label="Headers that have to be equal"
          value={draft.headers}
          onChange={headers => change({ headers })}
        />
        <Lines
          label="Headers that may differ"
          value={draft.ignoreHeaders}
          onChange={ignoreHeaders => change({ ignoreHeaders })}
        />
        <Lines
          label="Parts of JSON that may differ, such as /time"
          value={draft.ignoreJson}
          onChange={ignoreJson => change({ ignoreJson })}
        />
        <Field
          label="Answers that have to be comparable, at least"
          value={draft.minimum}
          onChange={minimum => change({ minimum })}
        />
      </div>
    </details>
  );
}

type FieldProps = { label: string; value: string; onChange: (value: string) => void };

export function Field({ label, value, onChange }: FieldProps) {
  return (
    <label>
      {label}
      <input value={value} spellCheck={false} onChange={event => onChange(event.target.value)} />
    </label>
  );
}

function Lines({ label, value, onChange }: FieldProps) {
  return (
    <label>
      {label}
      <textarea rows={2} value={value} spellCheck={false} onChange={event => onChange(event.target.value)} />
    </label>
  );
}
