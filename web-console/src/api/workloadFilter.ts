import { KIND_NAMES, STATE_NAMES } from '../ui/states';
import type { Workload, WorkloadKind, WorkloadState } from './schema';

/** What narrows the list of workloads; all that is given must match. */
export type WorkloadFilter = { kind?: WorkloadKind; state?: WorkloadState; label?: string[]; q?: string };

const MOST_LABELS = 8;

/** The filter that an address holds. What is no filter there is left out. */
export function filterOf(query: URLSearchParams): WorkloadFilter {
  const kind = KIND_NAMES.find(name => name === query.get('kind'));
  const state = STATE_NAMES.find(name => name === query.get('state'));
  const label = query.getAll('label').filter(each => each.trim() !== '');
  const q = query.get('q')?.trim();
  return {
    ...(kind && { kind }),
    ...(state && { state }),
    ...(label.length > 0 && { label: label.slice(0, MOST_LABELS) }),
    ...(q && { q }),
  };
}

/** Whether a workload that has just been asked for belongs into a list that was asked for with this filter. */
export function matchesFilter(filter: WorkloadFilter, { name, kind, labels, status }: Workload): boolean {
  return (
    (filter.kind === undefined || filter.kind === kind) &&
    (filter.state === undefined || filter.state === status.state) &&
    (filter.q === undefined || name.includes(filter.q)) &&
    (filter.label ?? []).every(wanted => hasLabel(labels ?? {}, wanted))
  );
}

function hasLabel(labels: Record<string, string>, wanted: string): boolean {
  const at = wanted.indexOf('=');
  if (at < 0) return Object.hasOwn(labels, wanted);
  const key = wanted.slice(0, at);
  return Object.hasOwn(labels, key) && labels[key] === wanted.slice(at + 1);
}
