import { useState } from 'react';
import { useDeleteService, useServices } from '../api/queries';
import type { BackendStatus, Service } from '../api/schema';
import { BACKENDS } from '../ui/states';
import { Age } from '../ui/Age';
import { Badge } from '../ui/badges';
import { Button } from '../ui/Button';
import { ConfirmRemoval } from '../ui/ConfirmRemoval';
import { CopyButton } from '../ui/CopyButton';
import { bytes } from '../ui/format';
import { Icon } from '../ui/Icon';
import { Empty, Loaded } from '../ui/notices';
import { Page, Panel } from '../ui/Page';
import { go, Link } from '../ui/router';
import { useRefusal } from '../ui/useRole';
import { LatencyBars } from './services/LatencyBars';
import { ServiceForm } from './services/ServiceForm';
import { errors, millis, share } from './services/shares';

export function ServicePage({ name }: { name: string }) {
  const services = useServices();
  return (
    <Loaded query={services} label={`Loading ${name}`}>
      {({ items }) => {
        const service = items.find(each => each.name === name);
        return service ? (
          <Shown service={service} />
        ) : (
          <Page title={name}>
            <Empty icon="services" title="There is no such service">
              <p>
                <Link to="/services">All services</Link>
              </p>
            </Empty>
          </Page>
        );
      }}
    </Loaded>
  );
}

function Shown({ service }: { service: Service }) {
  const refusal = useRefusal('operator');
  const remove = useDeleteService();
  const [editing, setEditing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const { status } = service;
  return (
    <Page
      title={service.name}
      actions={
        <>
          <Button
            icon="migrate"
            blocked={refusal ?? (status.migration && `it is moved by ${status.migration}`)}
            onClick={() => go(`/migrate?service=${service.name}`)}
          >
            Migrate
          </Button>
          <Button icon="edit" blocked={refusal} onClick={() => setEditing(true)}>
            Edit
          </Button>
          <Button icon="trash" blocked={refusal} onClick={() => setDeleting(true)}>
            Delete
          </Button>
        </>
      }
    >
      {status.migration && (
        <p className="notice doubt">
          <Icon name="migrate" />
          <span>
            It is moved by the migration{' '}
            <Link to={`/migrations/${status.migration}`}>{status.migration}</Link>, whose the weights are.
          </span>
        </p>
      )}
      {status.problem && (
        <div className="notice bad" role="alert">
          <p>{status.problem}</p>
        </div>
      )}
      <Panel title="Addresses">
        <ul className="addresses">
          {status.addresses.map(address => (
            <li key={address}>
              <code>{address}</code> <CopyButton text={address} label={`Copy ${address}`} />
            </li>
          ))}
        </ul>
        {status.certificateExpiresAt && (
          <p className="muted">Its certificate is valid until {status.certificateExpiresAt.slice(0, 10)}.</p>
        )}
      </Panel>
      <Panel title="Backends">
        {status.backends.length === 0 ? (
          <p className="muted">Nobody answers yet: requests get 503.</p>
        ) : (
          <BackendTable backends={status.backends} />
        )}
        {status.countedSince && (
          <p className="muted">
            Counted since the gateway started, <Age at={status.countedSince} ago />.
          </p>
        )}
      </Panel>
      <Panel title="Latency">
        <Latencies backends={status.backends} />
      </Panel>
      {editing && <ServiceForm service={service} onClose={() => setEditing(false)} />}
      {deleting && (
        <ConfirmRemoval
          title={`Delete ${service.name}?`}
          name={service.name}
          removal={remove}
          done={`The service ${service.name} was deleted.`}
          onDone={() => go('/services')}
          onClose={() => setDeleting(false)}
        >
          <p>Its addresses answer no more. The workloads behind it go on.</p>
        </ConfirmRemoval>
      )}
    </Page>
  );
}

function BackendTable({ backends }: { backends: BackendStatus[] }) {
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Workload</th>
            <th scope="col">Health</th>
            <th scope="col" className="right">
              Share
            </th>
            <th scope="col" className="right">
              Requests
            </th>
            <th scope="col" className="right">
              Errors
            </th>
            <th scope="col" className="right">
              p50
            </th>
            <th scope="col" className="right">
              p99
            </th>
            <th scope="col" className="right">
              Sent
            </th>
          </tr>
        </thead>
        <tbody>
          {backends.map(each => (
            <tr key={`${each.workload}/${each.port ?? ''}`}>
              <th scope="row" data-label="Workload">
                <Link to={`/workloads/${each.workload}`}>{each.workload}</Link>
                {each.port && <span className="muted"> {each.port}</span>}
              </th>
              <td data-label="Health">
                <Badge look={BACKENDS[each.health]} title={BACKENDS[each.health].means} />
                {each.reason && <span className="muted"> {each.reason}</span>}
              </td>
              <td data-label="Share" className="right" title={`weight ${each.weight}`}>
                {share(each, backends)}
              </td>
              <td data-label="Requests" className="right">
                {(each.figures?.requests ?? 0).toLocaleString('en')}
              </td>
              <td data-label="Errors" className="right">
                {errors(each).toLocaleString('en')}
              </td>
              <td data-label="p50" className="right">
                {each.figures?.latency ? millis(each.figures.latency.p50Ms) : '–'}
              </td>
              <td data-label="p99" className="right">
                {each.figures?.latency ? millis(each.figures.latency.p99Ms) : '–'}
              </td>
              <td data-label="Sent" className="right">
                {bytes(each.figures?.bytesOut ?? 0)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Latencies({ backends }: { backends: BackendStatus[] }) {
  const measured = backends.filter(each => each.figures?.latency);
  if (measured.length === 0) return <p className="muted">No answers yet.</p>;
  return (
    <div className="latencies">
      {measured.map(
        each =>
          each.figures?.latency && (
            <section key={`${each.workload}/${each.port ?? ''}`}>
              <h3>{each.workload}</h3>
              <LatencyBars latency={each.figures.latency} name={each.workload} />
            </section>
          ),
      )}
    </div>
  );
}
