import type { Workload } from '../../api/schema';
import { ownOf } from '../../ui/figures';
import { startUp } from '../../ui/startUp';
import { KIND_NAMES, STATE_NAMES } from '../../ui/states';

export type SortKey = 'name' | 'kind' | 'state' | 'start-up' | 'memory' | 'cpu' | 'restarts' | 'age';
export type Sort = { key: SortKey; descending: boolean };

/** What is compared for each column; what has no value comes last, whichever way the rest is sorted. */
const VALUES: Record<SortKey, (workload: Workload) => string | number | undefined> = {
  name: workload => workload.name,
  kind: workload => KIND_NAMES.indexOf(workload.kind),
  state: workload => STATE_NAMES.indexOf(workload.status.state),
  'start-up': workload => startUp(workload.status.currentRun)?.total,
  memory: workload => ownOf(memoryOf(workload)),
  cpu: workload => workload.status.currentRun?.footprint?.cpuTime?.value,
  restarts: restartsOf,
  age: workload => -Date.parse(workload.status.createdAt),
};

/** The way that is of interest first: the largest, but names from a to z and the youngest first. */
const DESCENDING_FIRST: ReadonlySet<SortKey> = new Set(['start-up', 'memory', 'cpu', 'restarts']);

/** Without a choice the list is as the service sends it: the youngest first. */
export const BY_AGE: Sort = { key: 'age', descending: false };

export function sortOf(text: string | null): Sort {
  const descending = text?.startsWith('-') ?? false;
  const key = (Object.keys(VALUES) as SortKey[]).find(each => each === text?.replace(/^-/, ''));
  return key ? { key, descending } : BY_AGE;
}

/** As the address has it; undefined for the order that needs no saying. */
export function sortText({ key, descending }: Sort): string | undefined {
  if (key === BY_AGE.key && descending === BY_AGE.descending) return undefined;
  return descending ? `-${key}` : key;
}

/** The order after a click on a column: its first way, then the other one. */
export function nextSort(now: Sort, key: SortKey): Sort {
  return { key, descending: now.key === key ? !now.descending : DESCENDING_FIRST.has(key) };
}

export function sorted(workloads: readonly Workload[], { key, descending }: Sort): Workload[] {
  const sign = descending ? -1 : 1;
  return workloads
    .map(workload => ({ workload, value: VALUES[key](workload) }))
    .sort((a, b) => {
      if (a.value === undefined || b.value === undefined) {
        return Number(a.value === undefined) - Number(b.value === undefined);
      }
      if (a.value === b.value) return a.workload.name < b.workload.name ? -1 : 1;
      return a.value < b.value ? -sign : sign;
    })
    .map(each => each.workload);
}

/** What it uses now; of one that has ended, the most it used. */
export function memoryOf({ status: { currentRun: run } }: Workload) {
  return run?.endedAt === undefined ? run?.footprint?.memory : run.footprint?.memoryPeak;
}

/** How many runs there were before the present one. */
export function restartsOf({ status: { currentRun } }: Workload): number | undefined {
  return currentRun && currentRun.number - 1;
}
