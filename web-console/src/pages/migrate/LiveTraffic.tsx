import { useServices } from '../../api/queries';
import type { Migration } from '../../api/schema';
import { Panel } from '../../ui/Page';
import { BackendTable, backendKey } from '../services/BackendTable';
import { share } from '../services/shares';

/** Who gets which part of the requests now, and how they fare. */
export function LiveTraffic({ migration: { service: name, from, to } }: { migration: Migration }) {
  const service = useServices().data?.items.find(each => each.name === name);
  if (!service) return null;
  const { backends } = service.status;
  const role = (workload: string) => (workload === to.name ? 'new' : workload === from ? 'old' : undefined);
  return (
    <Panel title="Requests now" actions={<span className="muted">since the gateway started</span>}>
      <div
        className="weights"
        role="img"
        aria-label={backends.map(each => `${each.workload} ${share(each, backends)}`).join(', ')}
      >
        {backends
          .filter(each => share(each, backends) !== '0 %')
          .map(each => (
            <span
              key={backendKey(each)}
              className={each.workload === to.name ? 'candidate' : 'old'}
              style={{ flexGrow: each.weight }}
            >
              {each.workload} {share(each, backends)}
            </span>
          ))}
      </div>
      <BackendTable backends={backends} role={role} />
    </Panel>
  );
}
