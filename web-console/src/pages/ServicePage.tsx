import { useState } from 'react';
import { useDeleteService, useServices } from '../api/queries';
import type { BackendStatus, Service } from '../api/schema';
import { Age } from '../ui/Age';
import { Button } from '../ui/Button';
import { ConfirmRemoval } from '../ui/ConfirmRemoval';
import { CopyButton } from '../ui/CopyButton';
import { Foreign } from '../ui/Foreign';
import { Icon } from '../ui/Icon';
import { Empty, Loaded } from '../ui/notices';
import { Page, Panel } from '../ui/Page';
import { go, Link } from '../ui/router';
import { useRefusal } from '../ui/useRole';
import { BackendTable, backendKey } from './services/BackendTable';
import { LatencyBars } from './services/LatencyBars';
import { ServiceForm } from './services/ServiceForm';

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
          <p>
            <Foreign text={status.problem} />
          </p>
        </div>
      )}
      <Panel title="Addresses">
        <ul className="addresses">
          {status.addresses.map(address => (
            <li key={address}>
              {address.startsWith('http') ? (
                <a href={address} target="_blank" rel="noreferrer noopener">
                  {address} <Icon name="external" size={12} />
                </a>
              ) : (
                <code>{address}</code>
              )}{' '}
              <CopyButton text={address} label={`Copy ${address}`} />
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

function Latencies({ backends }: { backends: BackendStatus[] }) {
  const measured = backends.filter(each => each.figures?.latency);
  if (measured.length === 0) return <p className="muted">No answers yet.</p>;
  return (
    <div className="latencies">
      {measured.map(
        each =>
          each.figures?.latency && (
            <section key={backendKey(each)}>
              <h3>{each.workload}</h3>
              <LatencyBars latency={each.figures.latency} name={each.workload} />
            </section>
          ),
      )}
    </div>
  );
}
