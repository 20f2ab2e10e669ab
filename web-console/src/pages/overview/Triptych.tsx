import { allItems, isComplete, useWorkloads } from '../../api/workloadList';
import type { Host, Workload, WorkloadKind } from '../../api/schema';
import { Age } from '../../ui/Age';
import { Badge } from '../../ui/badges';
import { bytes, count, factName, factValue, nanos, sizeBytes } from '../../ui/format';
import { Foreign } from '../../ui/Foreign';
import { Icon } from '../../ui/Icon';
import { Link } from '../../ui/router';
import { startUp } from '../../ui/startUp';
import { HEALTH, KINDS, KIND_NAMES, OCCUPYING, STATES, STATE_NAMES } from '../../ui/states';

/** The host as three panels, one for each kind. */
export function Triptych({ host }: { host: Host }) {
  const workloads = useWorkloads({});
  const pages = workloads.data?.pages ?? [];
  const complete = isComplete(pages);
  const items = allItems(pages);
  return (
    <div className="triptych">
      {KIND_NAMES.map(kind => (
        <KindPanel
          key={kind}
          kind={kind}
          host={host}
          workloads={items.filter(item => item.kind === kind)}
          complete={complete}
        />
      ))}
    </div>
  );
}

type KindProps = { kind: WorkloadKind; host: Host; workloads: Workload[]; complete: boolean };

function KindPanel({ kind, host, workloads, complete }: KindProps) {
  const driver = host.drivers.find(each => each.kind === kind);
  const counts = STATE_NAMES.map(state => ({
    state,
    count: host.workloads.find(each => each.kind === kind && each.state === state)?.count ?? 0,
  })).filter(each => each.count > 0);
  const total = counts.reduce((sum, each) => sum + each.count, 0);
  return (
    <section className={`panel kind-panel kind-${kind}`} aria-label={KINDS[kind].plural}>
      <header>
        <h2>
          <Icon name={KINDS[kind].icon} size={18} />
          {KINDS[kind].plural}
        </h2>
        {driver ? <Badge look={HEALTH[driver.health]} /> : <span className="muted">no driver</span>}
      </header>
      <p className="kind-counts">
        <Link to={`/workloads?kind=${kind}`} className="count">
          <b className="num">{total}</b> {total === 1 ? 'workload' : 'workloads'}
        </Link>
        {counts.map(each => (
          <Link
            key={each.state}
            to={`/workloads?kind=${kind}&state=${each.state}`}
            className={`tone-${STATES[each.state].tone}`}
          >
            <Icon name={STATES[each.state].icon} size={14} />
            <span className="num">{each.count}</span> {STATES[each.state].label.toLowerCase()}
          </Link>
        ))}
      </p>
      <dl className="facts">
        <div>
          <dt>Asked for</dt>
          <dd>{complete ? allotment(workloads) : '–'}</dd>
        </div>
        <div>
          <dt>Last start-up</dt>
          <dd>
            <LastStartUp workloads={workloads} />
          </dd>
        </div>
        {driver && (
          <>
            <div>
              <dt>Version</dt>
              <dd>
                <Foreign text={driver.version ?? 'not known'} />
              </dd>
            </div>
            {Object.entries(driver.facts).map(([key, value]) => (
              <div key={key}>
                <dt>
                  <Foreign text={factName(key)} />
                </dt>
                <dd>
                  <Foreign text={factValue(value)} />
                </dd>
              </div>
            ))}
            {driver.accelerators
              ?.filter(each => !each.inUse)
              .map(each => (
                <div key={each.name}>
                  <dt>
                    <Foreign text={each.name.toUpperCase()} />
                  </dt>
                  <dd>
                    <details>
                      <summary>{each.verdict === 'usable' ? 'not in use' : each.verdict}</summary>
                      <Foreign text={`${each.reason} ${each.remedy ?? ''}`} />
                    </details>
                  </dd>
                </div>
              ))}
            <div>
              <dt>On restart</dt>
              <dd>{driver.workloadsSurviveRestart ? 'workloads go on' : 'workloads are lost'}</dd>
            </div>
            <div>
              <dt>Checked</dt>
              <dd>
                <Age at={driver.checkedAt} ago />
              </dd>
            </div>
          </>
        )}
      </dl>
      {driver && (driver.reason || driver.remedy) && (
        <div className={`notice ${HEALTH[driver.health].tone}`}>
          <Icon name={HEALTH[driver.health].icon} />
          <div>
            {driver.reason && (
              <p>
                <Foreign text={driver.reason} />
              </p>
            )}
            {driver.remedy && (
              <p className="remedy">
                <Foreign text={driver.remedy} />
              </p>
            )}
          </div>
        </div>
      )}
    </section>
  );
}

/** What the workloads that run have asked for, in sum; what a kind costs beyond that is in the host's own figure. */
function allotment(workloads: Workload[]): string {
  const running = workloads.filter(each => OCCUPYING.has(each.status.state));
  if (running.length === 0) return 'nothing, as none runs';
  const memory = running.reduce((sum, each) => sum + (sizeBytes(each.resources?.memory ?? '') ?? 0), 0);
  const cpus = running.reduce((sum, each) => sum + (each.resources?.cpus ?? 1), 0);
  return `${bytes(memory)}, ${count(cpus, 'CPU')} (${running.length} running)`;
}

function LastStartUp({ workloads }: { workloads: Workload[] }) {
  const started = workloads
    .map(each => ({ name: each.name, run: each.status.currentRun, start: startUp(each.status.currentRun) }))
    .filter(each => each.run?.readyAt !== undefined && each.start?.total !== undefined)
    .sort((a, b) => (b.run?.readyAt ?? '').localeCompare(a.run?.readyAt ?? ''))[0];
  if (started?.start?.total === undefined) return <>–</>;
  return (
    <>
      <b className="num">{nanos(started.start.total)}</b>{' '}
      <span className="muted">
        {started.run?.temperature && `${started.run.temperature}, `}
        <Link to={`/workloads/${started.name}`}>{started.name}</Link>
      </span>
    </>
  );
}
