import { lazy } from 'react';
import { useComparisons } from '../api/comparisons';
import type { Comparison } from '../api/schema';
import { Age } from '../ui/Age';
import { CollectionPage } from '../ui/CollectionPage';
import { Foreign } from '../ui/Foreign';
import { Badge } from '../ui/badges';
import { Empty } from '../ui/notices';
import { Link, go } from '../ui/router';
import { COMPARISON_STATES } from './compare/states';

const NewComparison = lazy(() => import('./compare/NewComparison'));

export function ComparePage() {
  return (
    <CollectionPage
      title="Compare"
      lead={
        'The same program as virtual machine, container and Wasm module, or any other variants: run one at a ' +
        'time, in random order, several times each, with what can and cannot be concluded.'
      }
      query={useComparisons()}
      label="Loading comparisons"
      make={{
        label: 'New comparison',
        dialog: close => <NewComparison onClose={close} onCreated={name => go(`/compare/${name}`)} />,
      }}
    >
      {({ pages }) => {
        const items = pages.flatMap(page => page.items);
        return items.length > 0 ? (
          <ComparisonTable items={items} />
        ) : (
          <Empty icon="compare" title="No comparisons yet">
            <p>Make one here, or let ./triptych demo make the first.</p>
          </Empty>
        );
      }}
    </CollectionPage>
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
