import type { Footprint, Run } from '../../api/schema';
import { Age } from '../../ui/Age';
import { StateBadge } from '../../ui/badges';
import { between, count, dateTime, figureValue, nanos } from '../../ui/format';
import { FIGURES } from '../../ui/figures';
import { Foreign } from '../../ui/Foreign';
import { Panel } from '../../ui/Page';
import { PhaseBar } from '../../ui/PhaseBar';
import { startUp } from '../../ui/startUp';
import { TableScroll } from '../../ui/TableScroll';
import { PHASES, QUALITIES } from '../../ui/states';

/** One run: how it started, what it costs, how it ended. */
export function RunDetails({ run }: { run: Run }) {
  return (
    <div className="run-details">
      <StartUpPanel run={run} />
      <FootprintPanel footprint={run.footprint} />
      <Outcome run={run} />
    </div>
  );
}

function StartUpPanel({ run }: { run: Run }) {
  const start = startUp(run);
  return (
    <Panel
      title={`Start-up of run ${run.number}`}
      className="start-up-panel"
      actions={
        <span className="muted" title={cacheProof(run)}>
          {run.temperature ?? 'temperature not known'}
        </span>
      }
    >
      {!start && <p className="muted">No phase has ended yet.</p>}
      {start && (
        <>
          <p className="total">
            {start.total === undefined ? (
              <span className="muted">No total: {start.missing}</span>
            ) : (
              <>
                <b className="num">{nanos(start.total)}</b>{' '}
                <span className="muted">{start.complete ? 'in all' : 'so far'}</span>
              </>
            )}
          </p>
          <PhaseBar startUp={start} whole={start.parts.reduce((sum, part) => sum + part.nanos, 0)} tall />
          <table className="table small">
            <thead>
              <tr>
                <th scope="col">Phase</th>
                <th scope="col" className="right">
                  Took
                </th>
                <th scope="col" className="right">
                  Share
                </th>
                <th scope="col">What it is</th>
              </tr>
            </thead>
            <tbody>
              {run.phases.map(phase => (
                <tr key={phase.name}>
                  <th scope="row">
                    <span className={`swatch phase-${phase.name}`} aria-hidden="true" />
                    {PHASES[phase.name].label}
                  </th>
                  <td className="right num">
                    {phase.durationNanos === undefined ? '–' : nanos(phase.durationNanos)}
                  </td>
                  <td className="right num">
                    {phase.durationNanos === undefined || !start.total
                      ? '–'
                      : `${((100 * phase.durationNanos) / start.total).toFixed(1)} %`}
                  </td>
                  <td className="muted">
                    {phase.availability === 'unavailable'
                      ? `unavailable: ${phase.reason ?? 'no reason given'}`
                      : PHASES[phase.name].means}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Panel>
  );
}

function cacheProof(run: Run): string | undefined {
  if (run.cache.length === 0) return undefined;
  return run.cache
    .map(
      each => `${each.cache}: ${each.hit ? 'hit' : 'miss'} (${each.hits} hits, ${each.misses} misses so far)`,
    )
    .join('\n');
}

function FootprintPanel({ footprint }: { footprint: Footprint | undefined }) {
  const rows = (Object.keys(FIGURES) as (keyof Footprint)[]).flatMap(key => {
    const figure = footprint?.[key];
    return figure ? [{ key, label: FIGURES[key], figure }] : [];
  });
  return (
    <Panel title="Footprint" className="footprint-panel">
      {rows.length === 0 ? (
        <p className="muted">Nothing was sampled yet.</p>
      ) : (
        <TableScroll label="Figures">
          <table className="table small">
            <thead>
              <tr>
                <th scope="col">Figure</th>
                <th scope="col" className="right">
                  Value
                </th>
                <th scope="col" className="right">
                  Own
                </th>
                <th scope="col" className="right">
                  Shared
                </th>
                <th scope="col">Basis</th>
                <th scope="col">Quality</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, label, figure }) => (
                <tr key={key} title={figure.note}>
                  <th scope="row">{label}</th>
                  <td className="right num">{figureValue(figure)}</td>
                  <td className="right num">
                    {figure.own === undefined ? '–' : figureValue(figure, figure.own)}
                  </td>
                  <td className="right num">
                    {figure.shared === undefined ? '–' : figureValue(figure, figure.shared)}
                  </td>
                  <td className="breaks">
                    <Foreign text={figure.basis} />
                  </td>
                  <td>
                    {QUALITIES[figure.quality]}
                    {figure.note && (
                      <small className="note">
                        <Foreign text={figure.note} />
                      </small>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
    </Panel>
  );
}

function Outcome({ run }: { run: Run }) {
  return (
    <Panel title={`Run ${run.number}`} className="outcome-panel">
      <dl className="facts">
        <div>
          <dt>State</dt>
          <dd>
            <StateBadge state={run.state} reason={run.reason?.message} />
          </dd>
        </div>
        {run.exitCode !== undefined && (
          <div>
            <dt>Exit code</dt>
            <dd className="num">{run.exitCode}</dd>
          </div>
        )}
        {run.signal !== undefined && (
          <div>
            <dt>Signal</dt>
            <dd className="num">{run.signal}</dd>
          </div>
        )}
        {run.reason && (
          <div>
            <dt>Reason</dt>
            <dd>
              <Foreign text={run.reason.message} />{' '}
              <code>
                <Foreign text={run.reason.code} />
              </code>
            </dd>
          </div>
        )}
        <When label="Queued" at={run.queuedAt} />
        <When label="Started" at={run.startedAt} />
        <When label="Ready" at={run.readyAt} />
        <When label="Ended" at={run.endedAt} />
        <div>
          <dt>Ran for</dt>
          <dd className="num">
            {run.startedAt === undefined ? (
              '–'
            ) : run.endedAt === undefined ? (
              <Age at={run.startedAt} />
            ) : (
              between(run.startedAt, run.endedAt)
            )}
          </dd>
        </div>
        {run.cache.length > 0 && (
          <div>
            <dt>Caches</dt>
            <dd>
              {run.cache.map(each => (
                <span key={each.cache} className="cache">
                  {each.cache}: {each.hit ? 'hit' : 'miss'}{' '}
                  <span className="muted">
                    {count(each.hits, 'hit')}, {count(each.misses, 'miss', 'misses')} so far
                  </span>
                </span>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </Panel>
  );
}

function When({ label, at }: { label: string; at: string | undefined }) {
  if (at === undefined) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd className="num">{dateTime(at)}</dd>
    </div>
  );
}
