import { useState } from 'react';
import { useServices } from '../api/queries';
import type { Service } from '../api/schema';
import { BACKENDS } from '../ui/states';
import { Badge } from '../ui/badges';
import { Button } from '../ui/Button';
import { Empty, Loaded } from '../ui/notices';
import { Page } from '../ui/Page';
import { Link } from '../ui/router';
import { useRefusal } from '../ui/useRole';
import { ServiceForm } from './services/ServiceForm';
import { share } from './services/shares';

export function ServicesPage() {
  const services = useServices();
  const refusal = useRefusal('operator');
  const [creating, setCreating] = useState(false);
  return (
    <Page
      title="Services"
      actions={
        <Button icon="plus" look="primary" blocked={refusal} onClick={() => setCreating(true)}>
          Make a service
        </Button>
      }
    >
      <p className="lead">
        An address that stays, with workloads of any kind behind it. Requests are shared out by weight.
      </p>
      <Loaded query={services} label="Loading services" rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="services" title="No services yet" />
          ) : (
            <ServiceTable services={items} />
          )
        }
      </Loaded>
      {creating && <ServiceForm onClose={() => setCreating(false)} />}
    </Page>
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
