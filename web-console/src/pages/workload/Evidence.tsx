import { useEvents } from '../../api/queries';
import type { Workload } from '../../api/schema';
import { Age, Until } from '../../ui/Age';
import { CopyButton } from '../../ui/CopyButton';
import { bytes, factName, factValue, ioRates, shortDigest } from '../../ui/format';
import { Foreign } from '../../ui/Foreign';
import { Icon } from '../../ui/Icon';
import { Panel } from '../../ui/Page';
import { KINDS, STATES } from '../../ui/states';
import { OnTheNetwork } from './OnTheNetwork';
import { StableAddress } from './StableAddress';

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
              <Foreign text={status.reason.message} /> <code>{status.reason.code}</code>
            </p>
          )}
          {status.reason && (look.tone === 'bad' || look.tone === 'doubt') && (
            <div className={`notice ${look.tone}`}>
              <Icon name={look.icon} />
              <div>
                <p>
                  <Foreign text={status.reason.message} />
                </p>
                <p className="muted">
                  <code>
                    <Foreign text={status.reason.code} />
                  </code>
                </p>
              </div>
            </div>
          )}
          <Addresses workload={workload} />
          <StableAddress workload={workload} />
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
                {status.observed.observedAt ? (
                  <>
                    <Age at={status.observed.observedAt} ago />, by the driver for{' '}
                    {KINDS[workload.kind].plural.toLowerCase().replace('wasm', 'Wasm')}
                  </>
                ) : (
                  'never asked'
                )}
              </span>
            </dd>
          </div>
          {status.observed.health && (
            <div>
              <dt>Health</dt>
              <dd>
                {status.observed.health} <span className="muted">by the health check of its image</span>
              </dd>
            </div>
          )}
          {status.observed.since && (
            <div>
              <dt>Unknown for</dt>
              <dd>
                <Age at={status.observed.since} />{' '}
                <span className="muted">
                  {status.observed.lastObservedAt ? (
                    <>
                      last seen <Age at={status.observed.lastObservedAt} ago />
                    </>
                  ) : (
                    'never seen before'
                  )}
                </span>
              </dd>
            </div>
          )}
          {status.nextAttemptAt && (
            <div>
              <dt>Next attempt</dt>
              <dd>
                <Until at={status.nextAttemptAt} />{' '}
                <span className="muted">by the restart policy; Start or Restart begins it at once</span>
              </dd>
            </div>
          )}
          <LastChange name={workload.name} />
          <div>
            <dt>Lifecycle</dt>
            <dd>{workload.lifecycle ?? 'job'}</dd>
          </div>
          <div>
            <dt>Allotted</dt>
            <dd>
              {workload.resources?.memory ?? 'default memory'}, {workload.resources?.cpus ?? 1} CPU
              {workload.resources?.cpuWeight && ` of weight ${workload.resources.cpuWeight}`}
              {workload.resources?.timeout && `, at most ${workload.resources.timeout}`}
            </dd>
          </div>
          {workload.resources?.io && (
            <div>
              <dt>Rates of I/O</dt>
              <dd>{ioRates(workload.resources.io)}</dd>
            </div>
          )}
          <OnTheNetwork workload={workload} />
          <div>
            <dt>Generation</dt>
            <dd className="num">{status.generation}</dd>
          </div>
          {status.source && (
            <div>
              <dt>Source</dt>
              <dd>
                <Foreign text={status.source.reference} />{' '}
                <span className="muted" title={status.source.digest}>
                  {shortDigest(status.source.digest)}
                  {status.source.sizeBytes !== undefined && `, ${bytes(status.source.sizeBytes)}`}
                </span>
              </dd>
            </div>
          )}
          {Object.entries(status.facts).map(([key, value]) => (
            <div key={key}>
              <dt>
                <Foreign text={factName(key)} />
              </dt>
              <dd>
                <Foreign text={factValue(value)} />
              </dd>
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

/** The newest change of state that is on record, and who made it. */
function LastChange({ name }: { name: string }) {
  const change = useEvents(name, 200).data?.find(event => event.to !== undefined);
  return (
    <div>
      <dt>Last change</dt>
      <dd>
        {change === undefined ? (
          <span className="muted">–</span>
        ) : (
          <>
            {change.from !== undefined && `${change.from} → `}
            {change.to} <span className="muted">by</span> {change.actor}{' '}
            <span className="muted">
              <Age at={change.at} ago /> <code>{change.reason.code}</code>
            </span>
          </>
        )}
      </dd>
    </div>
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
              <code>
                <Foreign text={address} />
              </code>
            )}
            <span className="muted">
              <Foreign text={endpoint.name} />, {endpoint.protocol}
            </span>
            <CopyButton text={address} label="Copy the address" />
          </li>
        );
      })}
      {guest.map(address => (
        <li key={address}>
          <Icon name="globe" />
          <code>
            <Foreign text={address} />
          </code>
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
