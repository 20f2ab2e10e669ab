import type { MigrationRequest } from '../../api/schema';
import { count } from '../../ui/format';
import { Panel } from '../../ui/Page';
import { KINDS } from '../../ui/states';
import type { StepProps } from './ServiceStep';
import { GATES } from './states';
import { Field } from './VerifyStep';

/** All of it in words, and as it is sent. */
export function ReviewStep({ request, draft, change }: StepProps & { request: MigrationRequest }) {
  const { service, from, to, assess, verify, canary, watch, grace, removeOld, gates = [] } = request;
  const sentences = [
    `${service} moves from ${from} to ${to.name}, of the kind ${KINDS[to.kind]?.label ?? to.kind}.`,
    assess ? `${from} is watched for ${assess.observe} first.` : `${from} is not assessed.`,
    verify
      ? `The answers of both are compared: ${[
          count(verify.requests?.length ?? 0, 'given request'),
          ...(verify.recorded ? ['what was recorded'] : []),
          ...(verify.mirror ? [`copies of clients’ requests for ${verify.mirror.for}`] : []),
        ].join(', ')}.`
      : 'The answers are not compared.',
    canary
      ? `It gets ${canary.steps.map(each => `${each.weight} %`).join(', then ')}, then all requests.`
      : 'It gets all requests at once.',
    `It is watched for ${watch?.for}; with more than ${draft.errorBudget} % errors, or a p99 of more than ${draft.latencyFactor} times the old one’s, it is taken back.`,
    `${from} can come back for ${grace}, then it ${removeOld ? 'is deleted' : 'stays stopped'}.`,
    gates.length === 0
      ? 'It waits for nobody.'
      : `It waits for you: ${gates.map(gate => GATES[gate].label.toLowerCase()).join(', ')}.`,
  ];
  return (
    <Panel title="What will be done">
      <ul className="review">
        {sentences.map(each => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <div className="fields">
        <Field label="Name, drawn when empty" value={draft.name} onChange={name => change({ name })} />
      </div>
      <details>
        <summary>As it is sent</summary>
        <pre className="code" tabIndex={0}>
          {JSON.stringify(request, null, 2)}
        </pre>
      </details>
    </Panel>
  );
}
