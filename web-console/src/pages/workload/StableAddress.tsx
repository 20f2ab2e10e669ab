import { useServices } from '../../api/queries';
import type { Workload } from '../../api/schema';
import { Link, makeOf } from '../../ui/router';
import { useRefusal } from '../../ui/useRole';

/** The services that a workload stands behind, or how it gets one. */
export function StableAddress({ workload: { name, lifecycle } }: { workload: Workload }) {
  const services = useServices().data?.items;
  const refusal = useRefusal('operator');
  if (lifecycle !== 'service') return null;
  const behind = services?.filter(each => each.backends.some(({ workload }) => workload === name));
  return (
    <p className="muted">
      {behind === undefined ? (
        ' '
      ) : behind.length > 0 ? (
        <>
          Behind the service{behind.length > 1 && 's'}{' '}
          {behind.map((each, i) => (
            <span key={each.name}>
              {i > 0 && ', '}
              <Link to={`/services/${each.name}`}>{each.name}</Link>
            </span>
          ))}
          , whose addresses stay when it is replaced.
        </>
      ) : (
        <>
          Its address goes with it.{' '}
          {refusal === undefined && <Link to={makeOf('/services', [name])}>Make a service of it</Link>}
        </>
      )}
    </p>
  );
}
