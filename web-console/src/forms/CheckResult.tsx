import { messageOf } from '../api/problem';
import { bytes, shortDigest } from '../ui/format';
import { Icon } from '../ui/Icon';
import { lineOfField } from './json';
import type { Check } from './useDryRun';

/** What the service says to the description, beside it, where it can be read without losing the text. */
export function CheckResult({ id, check, text }: { id: string; check: Check; text: string }) {
  return (
    <div id={id} className="check" aria-live="polite">
      <Verdict check={check} text={text} />
    </div>
  );
}

function Verdict({ check, text }: { check: Check; text: string }) {
  switch (check.state) {
    case 'checking':
      return (
        <p className="verdict-line muted">
          <Icon name="clock" /> The service checks it…
        </p>
      );
    case 'syntax':
      return (
        <>
          <p className="verdict-line tone-bad">
            <Icon name="crossCircle" />{' '}
            {check.line === undefined ? 'Not JSON yet' : `Line ${check.line}: not JSON`}
          </p>
          <p className="muted">{check.error}</p>
        </>
      );
    case 'refused':
      return (
        <>
          <p className="verdict-line tone-bad">
            <Icon name="crossCircle" /> The service would refuse it
          </p>
          <p>{messageOf(check.error)}</p>
          {check.problem && (
            <>
              <ul className="violations">
                {check.problem.violations.map(({ field, message }) => {
                  const line = lineOfField(text, field);
                  return (
                    <li key={field + message}>
                      <code>{field}</code>
                      {line !== undefined && <span className="muted"> line {line}</span>}
                      <br />
                      {message}
                    </li>
                  );
                })}
              </ul>
              {check.problem.code && (
                <p className="muted">
                  <code>{check.problem.code}</code>
                </p>
              )}
            </>
          )}
        </>
      );
    case 'good':
      return <Plan check={check} />;
  }
}

function Plan({ check: { dryRun } }: { check: Extract<Check, { state: 'good' }> }) {
  const { source, plan, driver } = dryRun;
  return (
    <>
      <p className="verdict-line tone-good">
        <Icon name="checkCircle" /> The service would create it
      </p>
      <dl className="facts">
        <div>
          <dt>Driver</dt>
          <dd>{driver}</dd>
        </div>
        <div>
          <dt>Source</dt>
          <dd>
            {source.reference}{' '}
            <span className="muted" title={source.digest}>
              {shortDigest(source.digest)}
              {source.sizeBytes !== undefined && `, ${bytes(source.sizeBytes)}`}
            </span>
          </dd>
        </div>
        <div>
          <dt>Object</dt>
          <dd>{plan.name}</dd>
        </div>
      </dl>
      <details>
        <summary>With the defaults that apply</summary>
        <pre className="code" tabIndex={0}>
          {JSON.stringify(dryRun.workload, null, 2)}
        </pre>
      </details>
      <details>
        <summary>What the backend would get ({plan.mediaType})</summary>
        <pre className="code" tabIndex={0}>
          {plan.content}
        </pre>
      </details>
    </>
  );
}
