import { memo } from 'react';
import type { Workload } from '../../api/schema';
import { Age } from '../../ui/Age';
import { KindBadge, StateBadge } from '../../ui/badges';
import { FigureText } from '../../ui/FigureText';
import { nanos } from '../../ui/format';
import { PhaseBar } from '../../ui/PhaseBar';
import { Link, usePlace, withValues } from '../../ui/router';
import { startUp } from '../../ui/startUp';
import { WorkloadActions } from '../../ui/WorkloadActions';
import { CpuCell } from './CpuCell';
import { memoryOf, restartsOf } from './sorting';

type RowProps = {
  workload: Workload;
  index: number;
  longest: number;
  chosen: boolean;
  onChoose: (workload: Workload, through?: boolean) => void;
};

export const WorkloadRow = memo(
  function WorkloadRow({ workload, index, longest, chosen, onChoose }: RowProps) {
    const { name, status } = workload;
    const link = `row-${status.id}`;
    return (
      <tr aria-rowindex={index + 2} aria-labelledby={link} className={chosen ? 'chosen' : undefined}>
        <td className="choose">
          <input
            type="checkbox"
            aria-label={`Choose ${name}`}
            checked={chosen}
            onChange={event => onChoose(workload, (event.nativeEvent as PointerEvent).shiftKey)}
          />
        </td>
        <th scope="row" data-label="Name">
          <Link to={`/workloads/${name}`} className="row-link" id={link} title={name}>
            {name}
          </Link>
          <Labels labels={workload.labels} />
        </th>
        <td data-label="Kind">
          <KindBadge kind={workload.kind} />
        </td>
        <td data-label="State">
          <StateBadge state={status.state} reason={status.reason?.message} />
          <Why workload={workload} />
        </td>
        <td data-label="Start-up" className="start-up">
          <StartUpCell workload={workload} longest={longest} />
        </td>
        <td data-label="Memory" className="right">
          <FigureText figure={memoryOf(workload)} />
        </td>
        <td data-label="CPU" className="right">
          <CpuCell workload={workload} />
        </td>
        <td data-label="Restarts" className="right num">
          {restartsOf(workload) ?? '–'}
        </td>
        <td data-label="Age" className="right">
          <Age at={status.createdAt} />
        </td>
        <td className="row-actions">
          <WorkloadActions workload={workload} compact />
        </td>
      </tr>
    );
  },
  // The handler is another one at each drawing of the list, and does the same.
  (a, b) =>
    a.workload === b.workload && a.index === b.index && a.longest === b.longest && a.chosen === b.chosen,
);

function StartUpCell({ workload, longest }: { workload: Workload; longest: number }) {
  const start = startUp(workload.status.currentRun);
  if (!start) return <span className="muted">–</span>;
  if (start.total === undefined) {
    return (
      <span className="muted" title={start.missing}>
        unavailable
      </span>
    );
  }
  return (
    <>
      <span className="num">
        {nanos(start.total)}
        {!start.complete && <small className="muted"> so far</small>}
      </span>
      <PhaseBar startUp={start} whole={longest} />
    </>
  );
}

/** A click on a label narrows the list to it. By keyboard there is the field for labels. */
function Labels({ labels }: { labels: Workload['labels'] }) {
  const place = usePlace();
  const entries = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  if (entries.length === 0) return null;
  const chosen = place.query.getAll('label');
  return (
    <small className="labels" title={entries.join(' ')}>
      {entries.map(text => (
        <Link
          key={text}
          replace
          tabIndex={-1}
          to={withValues(place, 'label', [...chosen.filter(each => each !== text), text])}
        >
          {text}
        </Link>
      ))}
    </small>
  );
}

/** A state that calls for an explanation has it beside it, not only in a title. */
function Why({ workload }: { workload: Workload }) {
  const { state, reason, currentRun } = workload.status;
  if (!reason || (state !== 'failed' && state !== 'lost' && state !== 'unknown')) return null;
  const exit = currentRun?.exitCode === undefined ? '' : ` · exit ${currentRun.exitCode}`;
  return (
    <small className="why" title={`${reason.message} ${reason.code}`}>
      {reason.code}
      {exit}
    </small>
  );
}
