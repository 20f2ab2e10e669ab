import { Suspense, lazy, useState } from 'react';
import { useComparisons } from '../api/comparisons';
import type { Comparison } from '../api/schema';
import { Age } from '../ui/Age';
import { Button } from '../ui/Button';
import { Foreign } from '../ui/Foreign';
import { Badge } from '../ui/badges';
import { Empty, Loaded } from '../ui/notices';
import { Page } from '../ui/Page';
import { Link, go } from '../ui/router';
import { useRefusal } from '../ui/useRole';
import { COMPARISON_STATES } from './compare/states';

const NewComparison = lazy(() => import('./compare/NewComparison'));

export function ComparePage() {
  const query = useComparisons();
  const refusal = useRefusal('operator');
  const [creating, setCreating] = useState(false);
  return (
    <Page
      title="Compare"
      actions={
        <Button look="primary" icon="plus" blocked={refusal} onClick={() => setCreating(true)}>
          New comparison
        </Button>
      }
    >
      <p className="lead">
        The same program as virtual machine, container and Wasm module, or any other variants: run one at a
        time, in random order, several times each, with what can and cannot be concluded.
      </p>
      <Loaded query={query} label="Loading comparisons">
        {({ pages }) => {
          const items = pages.flatMap(page => page.items);
          if (items.length === 0) {
            return (
              <Empty icon="compare" title="No comparisons yet">
                <p>Make one here, or let ./triptych demo make the first.</p>
              </Empty>
            );
          }
          return (
            <>
              <ComparisonTable items={items} />
              {query.hasNextPage && (
                <div className="more">
                  <Button onClick={() => void query.fetchNextPage()}>Show more</Button>
                </div>
              )}
            </>
          );
        }}
      </Loaded>
      {creating && (
        <Suspense fallback={null}>
          <NewComparison
            onClose={() => setCreating(false)}
            onCreated={name => {
              setCreating(false);
              go(`/compare/${name}`);
            }}
          />
        </Suspense>
      )}
    </Page>
  );
}

function ComparisonTable({ items }: { items: Comparison[] }) {
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">State</th>
            <th scope="col">Variants</th>
            <th scope="col" className="right">
              Repetitions
            </th>
            <th scope="col" className="right">
              Created
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(item => (
            <tr key={item.id}>
              <th scope="row" data-label="Name">
                <Link to={`/compare/${item.name}`} className="row-link">
                  {item.name}
                </Link>
              </th>
              <td data-label="State">
                <Badge look={COMPARISON_STATES[item.state]} title={item.message} />
              </td>
              <td data-label="Variants">
                <Foreign text={item.variants.map(variant => variant.label).join(' · ')} />
              </td>
              <td data-label="Repetitions" className="right num">
                {item.progress.done} of {item.precision === undefined ? '' : 'at most '}
                {item.progress.planned}
              </td>
              <td data-label="Created" className="right">
                <Age at={item.createdAt} ago />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
