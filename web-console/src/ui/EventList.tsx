import type { Event, WorkloadState } from '../api/schema';
import { Age } from './Age';
import { Foreign } from './Foreign';
import { Icon, type IconName } from './Icon';
import { Link } from './router';
import { STATES } from './states';

/** What happened, newest first. */
export function EventList({ events, subject = true }: { events: Event[]; subject?: boolean }) {
  return (
    <ul className={subject ? 'events' : 'events own'}>
      {events.map(event => (
        <li key={event.id}>
          <span className={`event-icon tone-${tone(event)}`}>
            <Icon name={icon(event)} size={14} />
          </span>
          {subject && (
            <span className="event-subject">
              <Subject event={event} />
            </span>
          )}
          <span className="event-text">
            <Foreign text={event.message} />
            {event.reason.message && event.reason.message !== event.message && (
              <span className="muted">
                {' '}
                <Foreign text={event.reason.message} />
              </span>
            )}
          </span>
          <code className="event-code" title={`Reason code ${event.reason.code}`}>
            {event.reason.code}
          </code>
          <span className="event-actor muted" title={`By ${event.actor}`}>
            {event.actor}
          </span>
          <Age at={event.at} />
        </li>
      ))}
    </ul>
  );
}

function Subject({ event: { subject } }: { event: Event }) {
  if (subject.type === 'workload')
    return <Link to={`/workloads/${encodeURIComponent(subject.name)}`}>{subject.name}</Link>;
  if (subject.type === 'service') return <Link to={`/services/${subject.name}`}>{subject.name}</Link>;
  if (subject.type === 'artifact') {
    return <Link to={`/artifacts?name=${encodeURIComponent(subject.name)}`}>{subject.name}</Link>;
  }
  if (subject.type === 'comparison') return <Link to={`/compare/${subject.name}`}>{subject.name}</Link>;
  return (
    <>
      <span className="muted">{subject.type}</span> {subject.name}
    </>
  );
}

function reached(event: Event) {
  return event.to !== undefined && event.to in STATES ? STATES[event.to as WorkloadState] : undefined;
}

function tone(event: Event): string {
  return reached(event)?.tone ?? 'quiet';
}

const SUBJECT_ICONS: Record<Event['subject']['type'], IconName> = {
  workload: 'workloads',
  artifact: 'artifacts',
  driver: 'globe',
  host: 'globe',
  token: 'tokens',
  secret: 'secrets',
  session: 'signOut',
  comparison: 'compare',
  service: 'services',
  migration: 'migrate',
  volume: 'volumes',
  image: 'images',
};

function icon(event: Event): IconName {
  return reached(event)?.icon ?? SUBJECT_ICONS[event.subject.type] ?? 'info';
}
