import { useServices } from '../../api/queries';
import type { Migration } from '../../api/schema';
import { Badge } from '../../ui/badges';
import { Panel } from '../../ui/Page';
import { Link } from '../../ui/router';
import { BACKENDS } from '../../ui/states';
import { TableScroll } from '../../ui/TableScroll';
import { errors, millis, share } from '../services/shares';

/** Who gets which part of the requests now, and how they fare: the gateway's own figures. */
export function LiveTraffic({ migration }: { migration: Migration }) {
  const service = useServices().data?.items.find(each => each.name === migration.service);
  if (!service) return null;
  const { backends } = service.status;
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
              key={`${each.workload}/${each.port ?? ''}`}
              className={each.workload === migration.to.name ? 'candidate' : 'old'}
              style={{ flexGrow: each.weight }}
            >
              {each.workload} {share(each, backends)}
            </span>
          ))}
      </div>
      <TableScroll label="Requests now">
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
            </tr>
          </thead>
          <tbody>
            {backends.map(each => (
              <tr key={`${each.workload}/${each.port ?? ''}`}>
                <th scope="row">
                  <Link to={`/workloads/${each.workload}`}>{each.workload}</Link>{' '}
                  <small className="muted">
                    {each.workload === migration.to.name
                      ? 'new'
                      : each.workload === migration.from
                        ? 'old'
                        : ''}
                  </small>
                </th>
                <td>
                  <Badge look={BACKENDS[each.health]} title={each.reason ?? BACKENDS[each.health].means} />
                </td>
                <td className="right num">{share(each, backends)}</td>
                <td className="right num">{(each.figures?.requests ?? 0).toLocaleString('en')}</td>
                <td className="right num">{errors(each).toLocaleString('en')}</td>
                <td className="right num">
                  {each.figures?.latency ? millis(each.figures.latency.p50Ms) : '–'}
                </td>
                <td className="right num">
                  {each.figures?.latency ? millis(each.figures.latency.p99Ms) : '–'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Panel>
  );
}
