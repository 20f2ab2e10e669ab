import { useMemo, useRef } from 'react';
import type { Workload } from '../../api/schema';
import { go, usePlace, withQuery } from '../../ui/router';
import { startUp } from '../../ui/startUp';
import { nextSort, sortText, type Sort, type SortKey } from './sorting';
import { useRowKeys } from './useRowKeys';
import type { Selection } from './useSelection';
import { useWindow } from './useWindow';
import { WorkloadRow } from './WorkloadRow';

type Column = { id: SortKey; label: string; right?: boolean; title?: string };

const COLUMNS: Column[] = [
  { id: 'name', label: 'Name' },
  { id: 'kind', label: 'Kind' },
  { id: 'state', label: 'State' },
  { id: 'start-up', label: 'Start-up', title: 'All bars are on one scale' },
  {
    id: 'memory',
    label: 'Memory',
    right: true,
    title: 'What it alone uses now; of one that has ended, the most it used',
  },
  { id: 'cpu', label: 'CPU', right: true, title: 'Lately, and in all; sorted by what it used in all' },
  { id: 'restarts', label: 'Restarts', right: true, title: 'Runs before the present one' },
  { id: 'age', label: 'Age', right: true },
];

/** Thousands of workloads, of which only the rows near the screen are drawn. */
export function WorkloadTable({
  workloads,
  sort,
  selection,
}: {
  workloads: Workload[];
  sort: Sort;
  selection: Selection;
}) {
  const body = useRef<HTMLTableSectionElement>(null);
  const { first, last, above, below } = useWindow(body, workloads.length);
  const keys = useRowKeys(body, workloads, selection);
  const longest = useMemo(
    () => workloads.reduce((most, each) => Math.max(most, startUp(each.status.currentRun)?.total ?? 0), 0),
    [workloads],
  );
  const every = workloads.length > 0 && selection.items.length === workloads.length;

  return (
    <div className="table-frame">
      <table className="table workloads" aria-rowcount={workloads.length + 1}>
        <thead>
          <tr>
            <th scope="col" className="choose">
              <input
                type="checkbox"
                aria-label="Choose all"
                checked={every}
                ref={box => {
                  if (box) box.indeterminate = !every && selection.items.length > 0;
                }}
                onChange={() => (every ? selection.clear() : selection.all())}
              />
            </th>
            {COLUMNS.map(column => (
              <Heading key={column.id} column={column} sort={sort} />
            ))}
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={keys}>
          <Spacer height={above} />
          {workloads.slice(first, last).map((workload, i) => (
            <WorkloadRow
              key={workload.status.id}
              workload={workload}
              index={first + i}
              longest={longest}
              chosen={selection.has(workload)}
              onChoose={selection.toggle}
            />
          ))}
          <Spacer height={below} />
        </tbody>
      </table>
    </div>
  );
}

/** Stands for the rows that are not drawn. */
function Spacer({ height }: { height: number }) {
  if (height === 0) return null;
  return (
    <tr className="spacer" aria-hidden="true">
      <td colSpan={COLUMNS.length + 2} style={{ height: `${height}px` }} />
    </tr>
  );
}

function Heading({ column, sort }: { column: Column; sort: Sort }) {
  const { id, label, right, title } = column;
  const place = usePlace();
  const current = sort.key === id;
  return (
    <th
      scope="col"
      className={right ? 'right' : undefined}
      aria-sort={current ? (sort.descending ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        className="sort"
        title={title}
        onClick={() => go(withQuery(place, { sort: sortText(nextSort(sort, id)) }), { replace: true })}
      >
        {label}
        <span aria-hidden="true">{current ? (sort.descending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
}
