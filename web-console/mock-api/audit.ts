import type { AuditPage, AuditRecord } from '../src/api/schema';
import type { World } from './world';

const MINUTE = 60_000;
export type AuditedCall = [caller: string, method: string, route: string, path: string, status: number];

export const CALLS: AuditedCall[] = [
  ['admin', 'POST', '/api/v1/workloads', '/api/v1/workloads', 201],
  ['deploy', 'PUT', '/api/v1/artifacts/{name}', '/api/v1/artifacts/web.wasm', 200],
  ['deploy', 'POST', '/api/v1/workloads/{name}/restart', '/api/v1/workloads/web/restart', 202],
  ['dashboard', 'DELETE', '/api/v1/workloads/{name}', '/api/v1/workloads/web', 403],
  ['-', 'POST', '/api/v1/session', '/api/v1/session', 401],
  ['admin', 'POST', '/api/v1/tokens', '/api/v1/tokens', 201],
  ['admin', 'PUT', '/api/v1/secrets/{name}', '/api/v1/secrets/payments', 201],
];
const RECORDS = 230;

/** What was asked of the host, newest first. */
export function auditPage(world: World, cursor: string | undefined, limit: number): AuditPage {
  const all = Array.from({ length: world.members.size === 0 ? 0 : RECORDS }, (_, i) =>
    record(world.calls, RECORDS - i),
  );
  const rest = cursor === undefined ? all : all.filter(each => each.id < Number(cursor));
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(last && rest.length > limit && { next: String(last.id) }) };
}

function record(calls: AuditedCall[], id: number): AuditRecord {
  const [caller, method, route, path, status] = calls[id % calls.length]!;
  return {
    id,
    at: new Date(Date.now() - (RECORDS - id) * 7 * MINUTE - 20_000).toISOString(),
    caller,
    address: id % 3 === 0 ? '10.0.4.17' : '127.0.0.1',
    method,
    route,
    path,
    status,
    correlationId: `0193f0c2-6f1e-7c3a-9d55-${String(id).padStart(12, '0')}`,
  };
}
