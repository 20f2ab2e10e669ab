import { useEvents, useHost } from '../api/queries';
import { EventList } from '../ui/EventList';
import { Empty, Loaded } from '../ui/notices';
import { Page, Panel } from '../ui/Page';
import { Link } from '../ui/router';
import { Capacity } from './overview/Capacity';
import { Orphans } from './overview/Orphans';
import { Triptych } from './overview/Triptych';
import { Warnings } from './overview/Warnings';

export function OverviewPage() {
  const host = useHost();
  return (
    <Page title="Overview">
      <Warnings />
      <Loaded query={host} label="Loading the host" rows={12}>
        {data => (
          <>
            <Capacity host={data} />
            <Triptych host={data} />
          </>
        )}
      </Loaded>
      <Orphans />
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
                Create the first workload on the page <Link to="/workloads">Workloads</Link>.
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
