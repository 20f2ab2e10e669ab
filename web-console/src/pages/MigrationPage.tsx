import { useState } from 'react';
import { hasEnded, useMigration, useMigrationAction } from '../api/migrations';
import type { Migration, MigrationAction, MigrationState } from '../api/schema';
import { Age } from '../ui/Age';
import { Badge } from '../ui/badges';
import { Button } from '../ui/Button';
import { Confirm } from '../ui/Dialog';
import { between } from '../ui/format';
import { Foreign } from '../ui/Foreign';
import { Icon } from '../ui/Icon';
import { ErrorNote, Loaded } from '../ui/notices';
import { Page, Panel } from '../ui/Page';
import { Link } from '../ui/router';
import { KINDS } from '../ui/states';
import { migrationTitle } from '../ui/titles';
import { toast } from '../ui/toasts';
import { useRefusal } from '../ui/useRole';
import { LiveTraffic } from './migrate/LiveTraffic';
import { ACTIONS, GATES, MIGRATION_STATES } from './migrate/states';
import { Story } from './migrate/Story';

export default function MigrationPage({ name }: { name: string }) {
  const query = useMigration(name);
  return (
    <Page
      title={query.data ? migrationTitle(query.data) : name}
      actions={query.data && <Actions migration={query.data} />}
    >
      <p className="lead">
        <Link to="/migrations">All migrations</Link> · <span className="own-name">{name}</span>
      </p>
      <Loaded query={query} label="Loading the migration">
        {migration => (
          <div className="migration">
            <State migration={migration} />
            {!hasEnded(migration) && <LiveTraffic migration={migration} />}
            <Story steps={migration.status.steps} from={migration.from} to={migration.to.name} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

/** In grace, going on means to be rid of what could come back. */
function labelOf(action: MigrationAction, state: MigrationState): string {
  return action === 'promote' && state === 'grace' ? 'Let the old one go' : ACTIONS[action].label;
}

/** What can be done now is the service's to say, with the reason where it cannot. */
function Actions({ migration: { name, status } }: { migration: Migration }) {
  const act = useMigrationAction(name);
  const refusal = useRefusal('operator');
  const [asking, setAsking] = useState<MigrationAction>();
  const run = (action: MigrationAction) =>
    act.mutate(action, {
      onSuccess: () => {
        setAsking(undefined);
        toast.done(`${name} ${ACTIONS[action].done}.`);
      },
      onError: error => asking === undefined && toast.failed(`${ACTIONS[action].label}: ${name}`, error),
    });
  return (
    <>
      {status.availableActions.map(({ action, available, reason }) => {
        const { icon, look, confirm } = ACTIONS[action];
        const impossible = available ? undefined : (reason ?? 'the service does not offer it');
        return (
          <Button
            key={action}
            icon={icon}
            look={available ? look : 'plain'}
            blocked={act.isPending ? 'a command is on its way' : (refusal ?? impossible)}
            onClick={() => (confirm ? setAsking(action) : run(action))}
          >
            {labelOf(action, status.state)}
          </Button>
        );
      })}
      {asking && (
        <Confirm
          title={`${ACTIONS[asking].label}?`}
          action={ACTIONS[asking].label}
          busy={act.isPending}
          error={act.error && <ErrorNote error={act.error} />}
          onConfirm={() => run(asking)}
          onClose={() => {
            setAsking(undefined);
            act.reset();
          }}
        >
          <p>{ACTIONS[asking].confirm}</p>
        </Confirm>
      )}
    </>
  );
}

function State({ migration }: { migration: Migration }) {
  const { status, service, from, to, gates, grace, removeOld } = migration;
  const look = MIGRATION_STATES[status.state];
  return (
    <Panel title="State" actions={<Badge look={look} title={look.means} />}>
      <div className="verdict">
        <p>{look.means}</p>
        <p className="muted">
          <Foreign text={status.message} />
        </p>
        {status.waitingFor && (
          <p className="notice doubt" role="status">
            <Icon name="pause" />
            <span>It waits for you. Look at what was found, then promote it, or give it up.</span>
          </p>
        )}
      </div>
      <dl className="facts two">
        <div>
          <dt>Service</dt>
          <dd>
            <Link to={`/services/${service}`}>{service}</Link>
          </dd>
        </div>
        <div>
          <dt>From</dt>
          <dd>
            <Link to={`/workloads/${from}`}>{from}</Link>
          </dd>
        </div>
        <div>
          <dt>To</dt>
          <dd>
            <Link to={`/workloads/${to.name}`}>{to.name}</Link>{' '}
            <span className="muted">{KINDS[to.kind].label}</span>
          </dd>
        </div>
        <div>
          <dt>Waits</dt>
          <dd>
            {gates.length === 0 ? 'nowhere' : gates.map(gate => GATES[gate].label.toLowerCase()).join(', ')}
          </dd>
        </div>
        <div>
          <dt>The old one</dt>
          <dd>
            can come back for {grace}, then {removeOld ? 'is deleted' : 'stays stopped'}
          </dd>
        </div>
        <div>
          <dt>Begun</dt>
          <dd>
            <Age at={status.createdAt} ago /> by <Foreign text={status.createdBy} />
            {status.endedAt && <>, took {between(status.createdAt, status.endedAt)}</>}
          </dd>
        </div>
      </dl>
    </Panel>
  );
}
