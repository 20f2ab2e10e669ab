import type { Service } from '../../api/schema';
import { Badge } from '../../ui/badges';
import { Panel } from '../../ui/Page';
import { BACKENDS } from '../../ui/states';
import type { Draft } from './draft';

export type StepProps = { draft: Draft; change: (part: Partial<Draft>) => void };

export function ServiceStep({ services, draft, change }: StepProps & { services: Service[] }) {
  const service = services.find(each => each.name === draft.service);
  const choose = (name: string) => {
    const chosen = services.find(each => each.name === name);
    change({ service: name, from: chosen?.backends[0]?.workload ?? '', to: '' });
  };
  return (
    <Panel title="Which service moves?">
      <div className="fields">
        <label>
          Service
          <select value={draft.service} onChange={event => choose(event.target.value)}>
            {services.map(each => (
              <option key={each.name}>{each.name}</option>
            ))}
          </select>
        </label>
        {service && service.backends.length > 0 && (
          <fieldset>
            <legend>The workload that is replaced</legend>
            {service.status.backends.map(each => (
              <label key={each.workload} className="choice">
                <input
                  type="radio"
                  name="from"
                  checked={draft.from === each.workload}
                  onChange={() => change({ from: each.workload, to: '' })}
                />
                <span>
                  <b>{each.workload}</b>{' '}
                  <Badge look={BACKENDS[each.health]} title={each.reason ?? BACKENDS[each.health].means} />
                </span>
              </label>
            ))}
          </fieldset>
        )}
      </div>
      <p className="muted">Its addresses stay as they are: {service?.status.addresses.join(', ')}.</p>
    </Panel>
  );
}
