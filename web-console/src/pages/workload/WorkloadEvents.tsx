import { useEvents } from '../../api/queries';
import { EventList } from '../../ui/EventList';
import { Empty, Loaded } from '../../ui/notices';
import { Panel } from '../../ui/Page';

export function WorkloadEvents({ name }: { name: string }) {
  const events = useEvents(name, 200);
  return (
    <Panel title="Events" actions={<span className="muted">newest first, at most 200</span>}>
      <Loaded query={events} label="Loading events">
        {items =>
          items.length === 0 ? (
            <Empty icon="clock" title="No events" />
          ) : (
            <EventList events={items} subject={false} />
          )
        }
      </Loaded>
    </Panel>
  );
}
