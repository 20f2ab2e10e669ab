import { useState } from 'react';
import { useWorkloads, type WorkloadFilter } from '../api/queries';
import { CreateWorkload } from '../forms/CreateWorkload';
import { Button } from '../ui/Button';
import { Empty, Loaded } from '../ui/notices';
import { Page } from '../ui/Page';
import { go, usePlace, withQuery } from '../ui/router';
import { KINDS, KIND_NAMES, STATES, STATE_NAMES } from '../ui/states';
import { useRefusal } from '../ui/useRole';
import { FilterText } from '../ui/FilterText';
import { WorkloadTable } from '../ui/WorkloadTable';

export function filterOf(query: URLSearchParams): WorkloadFilter {
  const kind = KIND_NAMES.find(name => name === query.get('kind'));
  const state = STATE_NAMES.find(name => name === query.get('state'));
  const q = query.get('q')?.trim();
  return { ...(kind && { kind }), ...(state && { state }), ...(q && { q }) };
}

export function WorkloadsPage() {
  const place = usePlace();
  const filter = filterOf(place.query);
  const query = useWorkloads(filter);
  const refusal = useRefusal('operator');
  const [creating, setCreating] = useState(false);
  const narrow = (changes: Record<string, string | undefined>) =>
    go(withQuery(place, changes), { replace: true });
  const filtered = Object.keys(filter).length > 0;

  return (
    <Page
      title="Workloads"
      actions={
        <Button icon="plus" look="primary" blocked={refusal} onClick={() => setCreating(true)}>
          Create
        </Button>
      }
    >
      <div className="toolbar" role="search" aria-label="Filter workloads">
        <div className="segments" role="group" aria-label="Kind">
          <Button small aria-pressed={!filter.kind} onClick={() => narrow({ kind: undefined })}>
            All
          </Button>
          {KIND_NAMES.map(kind => (
            <Button
              key={kind}
              small
              icon={KINDS[kind].icon}
              className={`kind-${kind}`}
              aria-pressed={filter.kind === kind}
              onClick={() => narrow({ kind })}
            >
              {KINDS[kind].label}
            </Button>
          ))}
        </div>
        <label className="select">
          <span className="sr-only">State</span>
          <select value={filter.state ?? ''} onChange={event => narrow({ state: event.target.value })}>
            <option value="">Any state</option>
            {STATE_NAMES.map(state => (
              <option key={state} value={state}>
                {STATES[state].label}
              </option>
            ))}
          </select>
        </label>
        <FilterText
          label="Name contains"
          value={place.query.get('q') ?? ''}
          onChange={q => narrow({ q: q === '' ? undefined : q })}
        />
        {filtered && (
          <Button look="ghost" small icon="cross" onClick={() => go(place.path, { replace: true })}>
            Clear
          </Button>
        )}
        <Shown query={query} />
      </div>
      <Loaded query={query} label="Loading workloads" rows={10}>
        {({ pages }) => {
          const items = pages.flatMap(page => page.items);
          if (items.length === 0) {
            return filtered ? (
              <Empty icon="search" title="No workload matches">
                <p>
                  <Button onClick={() => go(place.path, { replace: true })}>Clear the filter</Button>
                </p>
              </Empty>
            ) : (
              <Empty icon="workloads" title="No workloads yet">
                <p>Run a program as a virtual machine, a container or a WebAssembly module.</p>
                <p>
                  <Button icon="plus" look="primary" blocked={refusal} onClick={() => setCreating(true)}>
                    Create the first one
                  </Button>
                </p>
              </Empty>
            );
          }
          return (
            <>
              <WorkloadTable workloads={items} />
              {query.hasNextPage && (
                <div className="more">
                  <Button
                    onClick={() => void query.fetchNextPage()}
                    blocked={query.isFetchingNextPage ? 'they are being loaded' : undefined}
                  >
                    {query.isFetchingNextPage ? 'Loading…' : 'Show more'}
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </Loaded>
      {creating && (
        <CreateWorkload
          onClose={() => setCreating(false)}
          onCreated={name => {
            setCreating(false);
            go(`/workloads/${name}`);
          }}
        />
      )}
    </Page>
  );
}

function Shown({ query }: { query: ReturnType<typeof useWorkloads> }) {
  const pages = query.data?.pages;
  if (!pages) return null;
  const shown = pages.reduce((sum, page) => sum + page.items.length, 0);
  return (
    <span className="shown muted num" role="status">
      {shown}
      {query.hasNextPage ? '+' : ''} shown
    </span>
  );
}
