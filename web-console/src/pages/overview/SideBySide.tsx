import { allItems, useWorkloads } from '../../api/workloadList';
import { KindBadge } from '../../ui/badges';
import { bytes, count, nanos } from '../../ui/format';
import { Foreign } from '../../ui/Foreign';
import { Skeleton } from '../../ui/notices';
import { Panel } from '../../ui/Page';
import { PhaseBar } from '../../ui/PhaseBar';
import { Link } from '../../ui/router';
import { KIND_NAMES, PHASES } from '../../ui/states';
import { kindFigures, type KindFigures } from './kinds';

/** Start-up and footprint of the three kinds, each on one scale. */
export function SideBySide() {
  const query = useWorkloads({});
  if (!query.data) {
    return (
      <Panel title="Side by side">
        <Skeleton label="Loading the kinds" rows={4} />
      </Panel>
    );
  }
  const items = allItems(query.data.pages);
  const rows = KIND_NAMES.map(kind => ({
    kind,
    figures: kindFigures(items.filter(item => item.kind === kind)),
  }));
  const longest = Math.max(0, ...rows.map(row => row.figures.startUp?.middle.total ?? 0));
  const largest = Math.max(0, ...rows.map(row => row.figures.memory?.middle ?? 0));
  return (
    <Panel
      title="Side by side"
      className="side-by-side"
      actions={<span className="muted">the middle one of each workload's newest run</span>}
    >
      <div className="kinds-grid" role="table" aria-label="Start-up and memory by kind">
        <div role="row" className="muted">
          <span role="columnheader">Kind</span>
          <span role="columnheader">Start-up</span>
          <span
            role="columnheader"
            title="What a workload alone costs, without its share of what several use"
          >
            Memory, its own
          </span>
        </div>
        {rows.map(({ kind, figures }) => (
          <div role="row" key={kind} className={`kind-${kind}`}>
            <span role="rowheader">
              <KindBadge kind={kind} />
            </span>
            <span role="cell">
              <Start figures={figures} longest={longest} />
            </span>
            <span role="cell">
              <Memory figures={figures} largest={largest} />
            </span>
          </div>
        ))}
      </div>
      <p className="legend muted">
        {Object.entries(PHASES).map(([name, { label }]) => (
          <span key={name}>
            <span className={`swatch phase-${name}`} aria-hidden="true" />
            {label}
          </span>
        ))}
      </p>
    </Panel>
  );
}

function Start({ figures: { startUp }, longest }: { figures: KindFigures; longest: number }) {
  if (!startUp) return <span className="muted">no complete start yet</span>;
  return (
    <>
      <b className="num">{nanos(startUp.middle.total)}</b>{' '}
      <small className="muted">
        <Link to={`/workloads/${startUp.workload}`}>{startUp.workload}</Link>, of {count(startUp.of, 'start')}
        {startUp.cold > 0 && `, ${startUp.cold} cold`}
      </small>
      <PhaseBar startUp={startUp.middle} whole={longest} />
    </>
  );
}

function Memory({ figures: { memory }, largest }: { figures: KindFigures; largest: number }) {
  if (!memory) return <span className="muted">nothing sampled yet</span>;
  return (
    <>
      <b className="num">{bytes(memory.middle)}</b>{' '}
      <small className="muted">
        <Foreign text={memory.bases.join(', ')} />
      </small>
      <span className="memory-bar" aria-hidden="true">
        <span style={{ width: `${largest > 0 ? (100 * memory.middle) / largest : 0}%` }} />
      </span>
    </>
  );
}
