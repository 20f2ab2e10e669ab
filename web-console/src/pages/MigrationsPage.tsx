import { useMigrations } from '../api/migrations';
import type { Migration } from '../api/schema';
import { Age } from '../ui/Age';
import { Badge } from '../ui/badges';
import { CollectionPage } from '../ui/CollectionPage';
import { Empty } from '../ui/notices';
import { go, Link } from '../ui/router';
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
          <MigrationTable items={items} />
        ) : (
          <Empty icon="migrate" title="No migrations yet">
            <p>One needs a service that has a workload behind it.</p>
          </Empty>
        );
      }}
    </CollectionPage>
  );
}

function MigrationTable({ items }: { items: Migration[] }) {
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">State</th>
            <th scope="col">Service</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" className="right">
              Begun
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ id, name, service, from, to, status }) => (
            <tr key={id}>
              <th scope="row" data-label="Name">
                <Link to={`/migrations/${name}`} className="row-link">
                  {name}
                </Link>
              </th>
              <td data-label="State">
                <Badge look={MIGRATION_STATES[status.state]} title={status.message} />
                {status.waitingFor && <span className="muted"> waits for you</span>}
              </td>
              <td data-label="Service">
                <Link to={`/services/${service}`}>{service}</Link>
              </td>
              <td data-label="From">{from}</td>
              <td data-label="To">{to.name}</td>
              <td data-label="Begun" className="right">
                <Age at={status.createdAt} ago />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
