import type {
  MigrationCanaryEvidence,
  MigrationCutOver,
  MigrationPreparation,
  MigrationRollback,
  MigrationTraffic,
  MigrationWatching,
} from '../../api/schema';
import { between, clockTime, count } from '../../ui/format';
import { Foreign } from '../../ui/Foreign';
import { Icon } from '../../ui/Icon';
import { Link } from '../../ui/router';
import { TableScroll } from '../../ui/TableScroll';
import { millis } from '../services/shares';

export function Preparation({ of }: { of: MigrationPreparation }) {
  return (
    <>
      <p>
        <Link to={`/workloads/${of.workload}`}>{of.workload}</Link>{' '}
        {of.readyAfterMs === undefined ? 'was made.' : `was ready after ${millis(of.readyAfterMs)}.`}
      </p>
      {of.imports && (
        <p className={of.granted === false ? 'tone-bad' : 'muted'}>
          It imports {count(of.imports.length, 'function')};{' '}
          {of.granted ? 'all of them are granted.' : 'not all of them are granted.'}
        </p>
      )}
      {of.problem && (
        <p className="notice bad">
          <Icon name="warning" />
          <span>
            <Foreign text={of.problem} />{' '}
            {of.code && (
              <code>
                <Foreign text={of.code} />
              </code>
            )}
          </span>
        </p>
      )}
    </>
  );
}

export function Canary({ steps }: { steps: MigrationCanaryEvidence[] }) {
  if (steps.length === 0) return <p className="muted">No step has begun.</p>;
  return (
    <TableScroll label="Steps of the canary">
      <table className="table">
        <TrafficHead first="Weight" second="Workload" />
        <tbody>
          {steps.map(each =>
            [each.old, each.candidate].map((traffic, i) => (
              <tr key={`${each.since}/${traffic.workload}`}>
                <th scope="row">
                  {i === 0 && (
                    <>
                      {each.weight} %{' '}
                      <small className="muted">
                        {clockTime(each.since)}
                        {each.until && `, ${between(each.since, each.until)}`}
                      </small>
                    </>
                  )}
                </th>
                <td>
                  {traffic.workload} <small className="muted">{i === 0 ? 'old' : 'new'}</small>
                </td>
                <TrafficCells of={traffic} />
              </tr>
            )),
          )}
        </tbody>
      </table>
    </TableScroll>
  );
}

export function CutOver({ of }: { of: MigrationCutOver }) {
  const rows = [
    { when: 'Before', traffic: of.before },
    { when: 'During', traffic: of.during },
  ];
  return (
    <>
      <p>
        All new requests go to the new one since {clockTime(of.at, true)}.
        {of.inFlight === 0 && ' The old one had no request in flight.'}
        {of.inFlight !== undefined &&
          of.inFlight > 0 &&
          ` The old one had ${count(of.inFlight, 'request')} in flight${
            of.drainedAt ? `, the last of which ended after ${between(of.at, of.drainedAt)}` : ''
          }.`}
      </p>
      {of.leftInFlight !== undefined && of.leftInFlight > 0 && (
        <p className="tone-doubt">
          {count(of.leftInFlight, 'request')} had not ended when the time to drain was over.
        </p>
      )}
      <TableScroll label="Requests around the cut-over">
        <table className="table">
          <TrafficHead first="When" second="Workload" />
          <tbody>
            {rows.map(
              ({ when, traffic }) =>
                traffic && (
                  <tr key={when}>
                    <th scope="row">{when}</th>
                    <td>{traffic.workload}</td>
                    <TrafficCells of={traffic} />
                  </tr>
                ),
            )}
          </tbody>
        </table>
      </TableScroll>
    </>
  );
}

export function Watching({ of }: { of: MigrationWatching }) {
  const used = Math.round(100 * of.budgetUsed);
  return (
    <>
      <p className={of.budgetUsed >= 1 ? 'tone-bad' : undefined}>
        {used} % of the errors that it may make were made.
        {of.p99Before !== undefined && ` The old one’s p99 was ${millis(of.p99Before)}.`}
      </p>
      <TableScroll label="Requests since the cut-over">
        <table className="table">
          <TrafficHead first="Since" second="Workload" />
          <tbody>
            <tr>
              <th scope="row">{clockTime(of.since)}</th>
              <td>{of.candidate.workload}</td>
              <TrafficCells of={of.candidate} />
            </tr>
          </tbody>
        </table>
      </TableScroll>
    </>
  );
}

export function Rollback({ of }: { of: MigrationRollback }) {
  return (
    <>
      <p>
        <Foreign text={of.why} />
      </p>
      <p className="muted">
        {of.startedOld && 'The old workload was started again. '}
        {of.switchedAt && `It has all requests again since ${clockTime(of.switchedAt)}. `}
        {of.removedAt && `The new one was told to go at ${clockTime(of.removedAt)}.`}
      </p>
    </>
  );
}

function TrafficHead({ first, second }: { first: string; second: string }) {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        <th scope="col">{second}</th>
        {['Requests', 'Errors', 'p50', 'p99'].map(each => (
          <th key={each} scope="col" className="right">
            {each}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function TrafficCells({ of }: { of: MigrationTraffic }) {
  return (
    <>
      <td className="right num">{of.requests.toLocaleString('en')}</td>
      <td className="right num">{of.errors.toLocaleString('en')}</td>
      <td className="right num">{of.p50 === undefined ? '–' : millis(of.p50)}</td>
      <td className="right num">{of.p99 === undefined ? '–' : millis(of.p99)}</td>
    </>
  );
}
