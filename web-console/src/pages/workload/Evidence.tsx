import type { Workload } from '../../api/schema';
import { Age } from '../../ui/Age';
import { CopyButton } from '../../ui/CopyButton';
import { bytes, factName, factValue, shortDigest } from '../../ui/format';
import { Icon } from '../../ui/Icon';
import { Panel } from '../../ui/Page';
import { STATES } from '../../ui/states';

/** Why the state is what it is: what is wanted, what the backend said, and when. */
export function Evidence({ workload }: { workload: Workload }) {
  const { status } = workload;
  const look = STATES[status.state];
  return (
    <Panel
      title="State"
      actions={
        <span className="muted">
          for <Age at={status.changedAt} />
        </span>
      }
    >
      <div>
        <div className="verdict">
          <p>{look.means}</p>
          {status.reason && look.tone !== 'bad' && look.tone !== 'doubt' && (
            <p className="muted">
              {status.reason.message} <code>{status.reason.code}</code>
            </p>
          )}
          {status.reason && (look.tone === 'bad' || look.tone === 'doubt') && (
            <div className={`notice ${look.tone}`}>
              <Icon name={look.icon} />
              <div>
                <p>{status.reason.message}</p>
                <p className="muted">
                  <code>{status.reason.code}</code>
                </p>
              </div>
            </div>
          )}
          <Addresses workload={workload} />
        </div>
        <dl className="facts two">
          <div>
            <dt>Wanted</dt>
            <dd>{status.desired}</dd>
          </div>
          <div>
            <dt>Observed</dt>
            <dd>
              {status.observed.state}{' '}
              <span className="muted">
                {status.observed.observedAt ? <Age at={status.observed.observedAt} ago /> : 'never asked'}
              </span>
            </dd>
          </div>
          <div>
            <dt>Lifecycle</dt>
            <dd>{workload.lifecycle ?? 'job'}</dd>
          </div>
          <div>
            <dt>Allotted</dt>
            <dd>
              {workload.resources?.memory ?? 'default memory'}, {workload.resources?.cpus ?? 1} CPU
              {workload.resources?.timeout && `, at most ${workload.resources.timeout}`}
            </dd>
          </div>
          <div>
            <dt>Generation</dt>
            <dd className="num">{status.generation}</dd>
          </div>
          {status.source && (
            <div>
              <dt>Source</dt>
              <dd>
                {status.source.reference}{' '}
                <span className="muted" title={status.source.digest}>
                  {shortDigest(status.source.digest)}
                  {status.source.sizeBytes !== undefined && `, ${bytes(status.source.sizeBytes)}`}
                </span>
              </dd>
            </div>
          )}
          {Object.entries(status.facts).map(([key, value]) => (
            <div key={key}>
              <dt>{factName(key)}</dt>
              <dd>{factValue(value)}</dd>
            </div>
          ))}
          <div>
            <dt>Created</dt>
            <dd>
              <Age at={status.createdAt} ago />
            </dd>
          </div>
        </dl>
      </div>
    </Panel>
  );
}

function Addresses({ workload: { status } }: { workload: Workload }) {
  const guest = status.addresses ?? [];
  if (status.endpoints.length === 0 && guest.length === 0) return null;
  return (
    <ul className="endpoints">
      {status.endpoints.map(endpoint => {
        const address = endpoint.url ?? `${endpoint.host}:${endpoint.port}`;
        return (
          <li key={endpoint.name}>
            <Icon name="globe" />
            {isHttp(endpoint.url) ? (
              <a href={endpoint.url} target="_blank" rel="noreferrer noopener">
                {address} <Icon name="external" size={12} />
              </a>
            ) : (
              <code>{address}</code>
            )}
            <span className="muted">
              {endpoint.name}, {endpoint.protocol}
            </span>
            <CopyButton text={address} label="Copy the address" />
          </li>
        );
      })}
      {guest.map(address => (
        <li key={address}>
          <Icon name="globe" />
          <code>{address}</code>
          <span className="muted">address in the guest</span>
        </li>
      ))}
    </ul>
  );
}

/** A link is made of http addresses alone, whatever a guest may have reported. */
function isHttp(url: string | undefined): url is string {
  return url !== undefined && /^https?:\/\//.test(url);
}
