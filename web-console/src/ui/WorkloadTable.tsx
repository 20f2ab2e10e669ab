import type { Workload } from '../api/schema';
import { Age } from './Age';
import { KindBadge, StateBadge } from './badges';
import { FigureText } from './FigureText';
import { nanos } from './format';
import { PhaseBar } from './PhaseBar';
import { Link } from './router';
import { startUp } from './startUp';
import { WorkloadActions } from './WorkloadActions';

export function WorkloadTable({ workloads }: { workloads: Workload[] }) {
  const rows = workloads.map(workload => ({ workload, start: startUp(workload.status.currentRun) }));
  const longest = Math.max(0, ...rows.map(row => row.start?.total ?? 0));
  return (
    <div className="table-frame">
      <table className="table workloads">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Kind</th>
            <th scope="col">State</th>
            <th scope="col">
              Start-up <small>· bars on one scale</small>
            </th>
            <th scope="col" className="right">
              Memory
            </th>
            <th scope="col" className="right">
              Age
            </th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ workload, start }) => (
            <tr key={workload.status.id}>
              <th scope="row" data-label="Name">
                <Link to={`/workloads/${workload.name}`} className="row-link">
                  {workload.name}
                </Link>
                <Labels labels={workload.labels} />
              </th>
              <td data-label="Kind">
                <KindBadge kind={workload.kind} />
              </td>
              <td data-label="State">
                <StateBadge state={workload.status.state} reason={workload.status.reason?.message} />
                <Why workload={workload} />
              </td>
              <td data-label="Start-up" className="start-up">
                {!start && <span className="muted">–</span>}
                {start && start.total === undefined && (
                  <span className="muted" title={start.missing}>
                    unavailable
                  </span>
                )}
                {start?.total !== undefined && (
                  <>
                    <span className="num">
                      {nanos(start.total)}
                      {!start.complete && <small className="muted"> so far</small>}
                    </span>
                    <PhaseBar startUp={start} whole={longest} />
                  </>
                )}
              </td>
              <td data-label="Memory" className="right">
                <FigureText figure={memoryOf(workload)} />
              </td>
              <td data-label="Age" className="right">
                <Age at={workload.status.createdAt} />
              </td>
              <td className="row-actions">
                <WorkloadActions workload={workload} compact />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What it uses now; of one that has ended, the most it used. */
function memoryOf(workload: Workload) {
  const run = workload.status.currentRun;
  return run?.endedAt === undefined ? run?.footprint?.memory : run.footprint?.memoryPeak;
}

function Labels({ labels }: { labels: Workload['labels'] }) {
  const entries = Object.entries(labels ?? {});
  if (entries.length === 0) return null;
  const text = entries.map(([key, value]) => `${key}=${value}`).join(' ');
  return (
    <small className="labels" title={text}>
      {text}
    </small>
  );
}

/** A state that calls for an explanation has it beside it, not only in a title. */
function Why({ workload }: { workload: Workload }) {
  const { state, reason, currentRun } = workload.status;
  if (!reason || (state !== 'failed' && state !== 'lost' && state !== 'unknown')) return null;
  const exit = currentRun?.exitCode === undefined ? '' : ` · exit ${currentRun.exitCode}`;
  return (
    <small className="why" title={reason.message}>
      {reason.code}
      {exit}
    </small>
  );
}
