import { Suspense, lazy, useMemo } from 'react';
import { filterOf } from '../api/workloadFilter';
import { allItems, isComplete, useWorkloads } from '../api/workloadList';
import type { Workload, WorkloadPage } from '../api/schema';
import { Button } from '../ui/Button';
import { count } from '../ui/format';
import { Empty, Loaded } from '../ui/notices';
import { Page } from '../ui/Page';
import { go, usePlace, withQuery } from '../ui/router';
import { useRefusal } from '../ui/useRole';
import { BulkBar } from './workloads/BulkBar';
import { FilterBar } from './workloads/FilterBar';
import { sorted, sortOf } from './workloads/sorting';
import { useSelection } from './workloads/useSelection';
import { WorkloadTable } from './workloads/WorkloadTable';

// The form brings the whole description of a description with it.
const CreateWorkload = lazy(() => import('../forms/CreateWorkload'));

export function WorkloadsPage() {
  const place = usePlace();
  const filter = filterOf(place.query);
  const query = useWorkloads(filter);
  const refusal = useRefusal('operator');
  const creating = place.query.has('create');
  const create = (on: boolean) => go(withQuery(place, { create: on ? 'workload' : undefined }));
  const clear = () => go(place.path, { replace: true });

  return (
    <Page
      title="Workloads"
      actions={
        <Button icon="plus" look="primary" blocked={refusal} onClick={() => create(true)}>
          Create
        </Button>
      }
    >
      <FilterBar filter={filter}>
        <Shown query={query} />
      </FilterBar>
      <Loaded query={query} label="Loading workloads" rows={10}>
        {({ pages }) => {
          if (pages[0]?.items.length) return <List pages={pages} />;
          return Object.keys(filter).length > 0 ? (
            <Empty icon="search" title="No workload matches">
              <p>
                <Button onClick={clear}>Clear the filter</Button>
              </p>
            </Empty>
          ) : (
            <Empty icon="workloads" title="No workloads yet">
              <p>Run a program as a virtual machine, a container or a WebAssembly module.</p>
              <p>
                <Button icon="plus" look="primary" blocked={refusal} onClick={() => create(true)}>
                  Create the first one
                </Button>
              </p>
            </Empty>
          );
        }}
      </Loaded>
      {creating && refusal === undefined && (
        <Suspense>
          <CreateWorkload onClose={() => create(false)} onCreated={name => go(`/workloads/${name}`)} />
        </Suspense>
      )}
    </Page>
  );
}

function List({ pages }: { pages: WorkloadPage[] }) {
  const order = usePlace().query.get('sort');
  const sort = sortOf(order);
  const items = useMemo<Workload[]>(() => sorted(allItems(pages), sortOf(order)), [pages, order]);
  const selection = useSelection(items);
  return (
    <>
      <WorkloadTable workloads={items} sort={sort} selection={selection} />
      <p className="keys muted">
        <kbd>/</kbd> search <kbd>↓</kbd> <kbd>↑</kbd> next row <kbd>Space</kbd> choose <kbd>Shift</kbd>{' '}
        <kbd>Space</kbd> choose up to here <kbd>Enter</kbd> open <kbd>Esc</kbd> choose none
      </p>
      <BulkBar selection={selection} />
    </>
  );
}

function Shown({ query }: { query: ReturnType<typeof useWorkloads> }) {
  const pages = query.data?.pages;
  if (!pages) return null;
  const shown = allItems(pages).length;
  const all = isComplete(pages);
  return (
    <span className="shown muted num" role="status">
      {all ? `${shown.toLocaleString('en')} shown` : cut(shown, query.hasNextPage)}
    </span>
  );
}

function cut(shown: number, loading: boolean): string {
  return loading
    ? `${shown.toLocaleString('en')} and more, loading…`
    : `the newest ${count(shown, 'workload')}; narrow the list to see older ones`;
}
