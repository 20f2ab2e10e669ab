import { useServices } from '../api/queries';
import type { Service } from '../api/schema';
import { BACKENDS } from '../ui/states';
import { Badge } from '../ui/badges';
import { CollectionPage } from '../ui/CollectionPage';
import { Empty } from '../ui/notices';
import { Link } from '../ui/router';
import { ServiceForm } from './services/ServiceForm';
import { share } from './services/shares';

export function ServicesPage() {
  return (
    <CollectionPage
      title="Services"
      lead="An address that stays, with workloads of any kind behind it. Requests are shared out by weight."
      query={useServices()}
      label="Loading services"
      rows={4}
      make={{ label: 'Make a service', dialog: close => <ServiceForm onClose={close} /> }}
    >
      {({ items }) =>
        items.length === 0 ? (
          <Empty icon="services" title="No services yet" />
        ) : (
          <ServiceTable services={items} />
        )
      }
    </CollectionPage>
  );
}

function ServiceTable({ services }: { services: Service[] }) {
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Address</th>
            <th scope="col">Backends</th>
            <th scope="col" className="right">
              Requests
            </th>
          </tr>
        </thead>
        <tbody>
          {services.map(service => (
            <tr key={service.name}>
              <th scope="row" data-label="Name">
                <Link to={`/services/${service.name}`}>{service.name}</Link>
              </th>
              <td data-label="Address">
                {service.status.problem ? (
                  <span className="bad-text">{service.status.problem}</span>
                ) : (
                  <code>{service.status.addresses.at(-1)}</code>
                )}
              </td>
              <td data-label="Backends">
                <BackendSummary service={service} />
              </td>
              <td data-label="Requests" className="right">
                {service.status.backends
                  .reduce((sum, each) => sum + (each.figures?.requests ?? 0), 0)
                  .toLocaleString('en')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function BackendSummary({ service }: { service: Service }) {
  const { backends } = service.status;
  if (backends.length === 0) return <span className="muted">nobody</span>;
  return (
    <span className="backend-summary">
      {backends.map(each => (
        <span key={`${each.workload}/${each.port ?? ''}`}>
          <Link to={`/workloads/${each.workload}`}>{each.workload}</Link>{' '}
          <span className="muted">{share(each, backends)}</span>{' '}
          <Badge look={BACKENDS[each.health]} title={each.reason ?? BACKENDS[each.health].means} />
        </span>
      ))}
    </span>
  );
}
