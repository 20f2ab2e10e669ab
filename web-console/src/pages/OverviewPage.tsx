import { Fragment } from 'react';
import { useEvents, useHost, useOrphans, useWarnings } from '../api/queries';
import { EventList } from '../ui/EventList';
import { Empty, Loaded } from '../ui/notices';
import { Page, Panel } from '../ui/Page';
import { Link } from '../ui/router';
import { KINDS, KIND_NAMES } from '../ui/states';
import { Capacity } from './overview/Capacity';
import { Orphans } from './overview/Orphans';
import { SideBySide } from './overview/SideBySide';
import { Triptych } from './overview/Triptych';
import { Warnings } from './overview/Warnings';

export function OverviewPage() {
  const host = useHost();
  // What is only there when there is something to tell comes with the rest, so that nothing is pushed down by it.
  const [warnings, orphans] = [useWarnings(), useOrphans()];
  const query = warnings.isPending || orphans.isPending ? { ...host, data: undefined } : host;
  return (
    <Page title="Overview">
      <Loaded query={query} label="Loading the host" rows={12}>
        {data => (
          <>
            <Warnings />
            <Capacity host={data} />
            <Triptych host={data} />
            <SideBySide />
            <Orphans />
          </>
        )}
      </Loaded>
      <Lately />
    </Page>
  );
}

function Lately() {
  const events = useEvents(undefined, 14);
  return (
    <Panel title="What changed lately">
      <Loaded query={events} label="Loading events" rows={8}>
        {items =>
          items.length === 0 ? (
            <Empty icon="clock" title="Nothing has happened yet">
              <p>
                Run the greeter as a{' '}
                {KIND_NAMES.map((kind, i) => (
                  <Fragment key={kind}>
                    {i > 0 && (i === KIND_NAMES.length - 1 ? ' or a ' : ', a ')}
                    <Link to={`/workloads?create=${kind}.greeter`}>{KINDS[kind].label}</Link>
                  </Fragment>
                ))}
                .
              </p>
            </Empty>
          ) : (
            <EventList events={items} />
          )
        }
      </Loaded>
    </Panel>
  );
}
