import { useRuns } from '../../api/queries';
import type { Run, Workload } from '../../api/schema';
import { Age } from '../../ui/Age';
import { StateBadge } from '../../ui/badges';
import { Button } from '../../ui/Button';
import { between, figureValue, nanos } from '../../ui/format';
import { Empty, Loaded } from '../../ui/notices';
import { PhaseBar } from '../../ui/PhaseBar';
import { Link, usePlace, withQuery } from '../../ui/router';
import { startUp } from '../../ui/startUp';
import { RunDetails } from './RunDetails';

/** All attempts on one scale; the chosen one in full below. */
export function RunsTab({ workload }: { workload: Workload }) {
  const query = useRuns(workload.name);
  const place = usePlace();
  return (
    <Loaded query={query} label="Loading runs">
      {({ pages }) => {
        const runs = pages.flatMap(page => page.items);
        if (runs.length === 0) return <Empty icon="play" title="It has not run yet" />;
        const wanted = Number(place.query.get('run'));
        const chosen = runs.find(run => run.number === wanted) ?? runs[0];
        return (
          <>
            <RunTable runs={runs} chosen={chosen?.number} />
            {query.hasNextPage && (
              <div className="more">
                <Button onClick={() => void query.fetchNextPage()}>Show more</Button>
              </div>
            )}
            {chosen && <RunDetails run={chosen} />}
          </>
        );
      }}
    </Loaded>
  );
}

function RunTable({ runs, chosen }: { runs: Run[]; chosen: number | undefined }) {
  const place = usePlace();
  const rows = runs.map(run => ({ run, start: startUp(run) }));
  const longest = Math.max(0, ...rows.map(row => row.start?.total ?? 0));
  return (
    <div className="table-frame">
      <table className="table runs">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">State</th>
            <th scope="col">Start-up</th>
            <th scope="col">Temperature</th>
            <th scope="col" className="right">
              Exit
            </th>
            <th scope="col" className="right">
              Memory peak
            </th>
            <th scope="col" className="right">
              Ran for
            </th>
            <th scope="col" className="right">
              Queued
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ run, start }) => (
            <tr key={run.number} aria-current={run.number === chosen ? 'true' : undefined}>
              <th scope="row" data-label="Run">
                <Link replace to={withQuery(place, { run: String(run.number) })} className="row-link">
                  #{run.number}
                </Link>
              </th>
              <td data-label="State">
                <StateBadge state={run.state} reason={run.reason?.message} />
              </td>
              <td data-label="Start-up" className="start-up">
                {start?.total === undefined ? (
                  <span className="muted" title={start?.missing}>
                    {start ? 'unavailable' : '–'}
                  </span>
                ) : (
                  <>
                    <span className="num">{nanos(start.total)}</span>
                    <PhaseBar startUp={start} whole={longest} />
                  </>
                )}
              </td>
              <td data-label="Temperature">{run.temperature ?? '–'}</td>
              <td data-label="Exit" className="right num">
                {run.exitCode ?? (run.signal === undefined ? '–' : `signal ${run.signal}`)}
              </td>
              <td data-label="Memory peak" className="right num">
                {run.footprint?.memoryPeak ? figureValue(run.footprint.memoryPeak) : '–'}
              </td>
              <td data-label="Ran for" className="right num">
                {run.startedAt && run.endedAt ? between(run.startedAt, run.endedAt) : '–'}
              </td>
              <td data-label="Queued" className="right">
                <Age at={run.queuedAt} ago />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
