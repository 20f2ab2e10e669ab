import { useMigrations } from '../api/migrations';
import type { Migration } from '../api/schema';
import { Age } from '../ui/Age';
import { Badge } from '../ui/badges';
import { CollectionPage } from '../ui/CollectionPage';
import { ItemTable, type Column } from '../ui/ItemTable';
import { Empty } from '../ui/notices';
import { go, Link } from '../ui/router';
import { TitledLink } from '../ui/TitledLink';
import { migrationTitle } from '../ui/titles';
import { MIGRATION_STATES } from './migrate/states';

export default function MigrationsPage() {
  return (
    <CollectionPage
      title="Migrate"
      lead={
        'A service moves from one workload to another, of any kind, behind an address that does not change: ' +
        'looked at, compared, given a growing share of the requests, and taken back when it does badly.'
      }
      query={useMigrations()}
      label="Loading migrations"
      make={{ label: 'New migration', go: () => go('/migrate') }}
    >
      {({ pages }) => {
        const items = pages.flatMap(page => page.items);
        return items.length > 0 ? (
          <ItemTable items={items} keyOf={each => each.id} columns={COLUMNS} />
        ) : (
          <Empty icon="migrate" title="No migrations yet">
            <p>One needs a service that has a workload behind it.</p>
          </Empty>
        );
      }}
    </CollectionPage>
  );
}

const COLUMNS: [Column<Migration>, ...Column<Migration>[]] = [
  {
    label: 'Title',
    cell: migration => (
      <TitledLink
        to={`/migrations/${migration.name}`}
        title={migrationTitle(migration)}
        name={migration.name}
      />
    ),
  },
  {
    label: 'State',
    cell: ({ status }) => (
      <>
        <Badge look={MIGRATION_STATES[status.state]} title={status.message} />
        {status.waitingFor && <span className="muted"> waits for you</span>}
      </>
    ),
  },
  { label: 'Service', cell: ({ service }) => <Link to={`/services/${service}`}>{service}</Link> },
  { label: 'From', cell: ({ from }) => from },
  { label: 'To', cell: ({ to }) => to.name },
  { label: 'Begun', right: true, cell: ({ status }) => <Age at={status.createdAt} ago /> },
];
