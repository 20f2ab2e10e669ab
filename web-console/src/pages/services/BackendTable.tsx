import type { BackendStatus } from '../../api/schema';
import { Badge } from '../../ui/badges';
import { Foreign } from '../../ui/Foreign';
import { bytes } from '../../ui/format';
import { ItemTable, type Column } from '../../ui/ItemTable';
import { Link } from '../../ui/router';
import { BACKENDS } from '../../ui/states';
import { errors, millis, share } from './shares';

const whole = (value: number | undefined) => (value ?? 0).toLocaleString('en');

/** Who gets which part of the requests, and how they fare: the gateway's own figures. */
export function BackendTable({
  backends,
  role = () => undefined,
}: {
  backends: BackendStatus[];
  /** What the workload is in a migration. */
  role?: (workload: string) => string | undefined;
}) {
  const columns: [Column<BackendStatus>, ...Column<BackendStatus>[]] = [
    {
      label: 'Workload',
      cell: ({ workload, port }) => (
        <>
          <Link to={`/workloads/${workload}`}>{workload}</Link>
          <small className="muted">
            {port && ` ${port}`} {role(workload)}
          </small>
        </>
      ),
    },
    {
      label: 'Health',
      cell: ({ health, reason }) => (
        <>
          <Badge look={BACKENDS[health]} title={BACKENDS[health].means} />
          {reason && (
            <span className="muted">
              {' '}
              <Foreign text={reason} />
            </span>
          )}
        </>
      ),
    },
    {
      label: 'Share',
      right: true,
      title: ({ weight }) => `weight ${weight}`,
      cell: each => share(each, backends),
    },
    { label: 'Requests', right: true, cell: ({ figures }) => whole(figures?.requests) },
    { label: 'Errors', right: true, cell: each => whole(errors(each)) },
    { label: 'p50', right: true, cell: ({ figures }) => took(figures?.latency?.p50Ms) },
    { label: 'p99', right: true, cell: ({ figures }) => took(figures?.latency?.p99Ms) },
    { label: 'Sent', right: true, cell: ({ figures }) => bytes(figures?.bytesOut ?? 0) },
  ];
  return <ItemTable items={backends} keyOf={backendKey} columns={columns} />;
}

export function backendKey({ workload, port }: BackendStatus): string {
  return `${workload}/${port ?? ''}`;
}

function took(value: number | undefined): string {
  return value === undefined ? '–' : millis(value);
}
