import { lazy } from 'react';
import { useComparisons } from '../api/comparisons';
import type { Comparison } from '../api/schema';
import { Age } from '../ui/Age';
import { CollectionPage } from '../ui/CollectionPage';
import { Foreign } from '../ui/Foreign';
import { Badge } from '../ui/badges';
import { ItemTable, type Column } from '../ui/ItemTable';
import { Empty } from '../ui/notices';
import { go } from '../ui/router';
import { TitledLink } from '../ui/TitledLink';
import { comparisonTitle } from '../ui/titles';
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
          <ItemTable items={items} keyOf={each => each.id} columns={COLUMNS} />
        ) : (
          <Empty icon="compare" title="No comparisons yet">
            <p>Make one here, or let ./triptych demo make the first.</p>
          </Empty>
        );
      }}
    </CollectionPage>
  );
}

const COLUMNS: [Column<Comparison>, ...Column<Comparison>[]] = [
  {
    label: 'Title',
    cell: comparison => (
      <TitledLink
        to={`/compare/${comparison.name}`}
        title={comparisonTitle(comparison)}
        name={comparison.name}
      />
    ),
  },
  {
    label: 'State',
    cell: ({ state, message }) => <Badge look={COMPARISON_STATES[state]} title={message} />,
  },
  {
    label: 'Variants',
    cell: ({ variants }) => <Foreign text={variants.map(variant => variant.label).join(' · ')} />,
  },
  {
    label: 'Repetitions',
    right: true,
    cell: ({ progress, precision }) =>
      `${progress.done} of ${precision === undefined ? '' : 'at most '}${progress.planned}`,
  },
  { label: 'Created', right: true, cell: ({ createdAt }) => <Age at={createdAt} ago /> },
];
