import { useState } from 'react';
import { useServices } from '../api/queries';
import type { Service } from '../api/schema';
import { BACKENDS } from '../ui/states';
import { Badge } from '../ui/badges';
import { CollectionPage } from '../ui/CollectionPage';
import { Foreign } from '../ui/Foreign';
import { ItemTable, type Column } from '../ui/ItemTable';
import { Empty } from '../ui/notices';
import { Link, usePlace } from '../ui/router';
import { ServiceForm } from './services/ServiceForm';
import { backendKey } from './services/BackendTable';
import { share } from './services/shares';

export function ServicesPage() {
  return (
    <CollectionPage
      title="Services"
      lead="An address that stays, with workloads of any kind behind it. Requests are shared out by weight."
      query={useServices()}
      label="Loading services"
      rows={4}
      make={{ label: 'Make a service', dialog: close => <NewService onClose={close} /> }}
    >
      {({ items }) =>
        items.length === 0 ? (
          <Empty icon="services" title="No services yet">
            <p>Run a program that listens, for example the sample web, then make a service of it.</p>
          </Empty>
        ) : (
          <ItemTable items={items} keyOf={each => each.name} columns={COLUMNS} />
        )
      }
    </CollectionPage>
  );
}

/** With the workload that the address names behind it, and its name to begin with. */
function NewService({ onClose }: { onClose: () => void }) {
  const [of] = useState(usePlace().query.get('of') ?? '');
  return <ServiceForm of={of} onClose={onClose} />;
}

const COLUMNS: [Column<Service>, ...Column<Service>[]] = [
  { label: 'Name', cell: ({ name }) => <Link to={`/services/${name}`}>{name}</Link> },
  {
    label: 'Address',
    cell: ({ status: { problem, addresses } }) =>
      problem ? (
        <span className="bad-text">
          <Foreign text={problem} />
        </span>
      ) : (
        <code>{addresses.at(-1)}</code>
      ),
  },
  { label: 'Backends', cell: service => <BackendSummary service={service} /> },
  {
    label: 'Requests',
    right: true,
    cell: ({ status }) =>
      status.backends.reduce((sum, each) => sum + (each.figures?.requests ?? 0), 0).toLocaleString('en'),
  },
];

function BackendSummary({ service }: { service: Service }) {
  const { backends } = service.status;
  if (backends.length === 0) return <span className="muted">nobody</span>;
  return (
    <span className="backend-summary">
      {backends.map(each => (
        <span key={backendKey(each)}>
          <Link to={`/workloads/${each.workload}`}>{each.workload}</Link>{' '}
          <span className="muted">{share(each, backends)}</span>{' '}
          <Badge look={BACKENDS[each.health]} title={each.reason ?? BACKENDS[each.health].means} />
        </span>
      ))}
    </span>
  );
}
