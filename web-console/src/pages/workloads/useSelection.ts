import { useMemo, useRef, useState } from 'react';
import type { Workload } from '../../api/schema';

export type Selection = {
  /** Those that were chosen and are still in the list, in its order. */
  items: Workload[];
  has: (workload: Workload) => boolean;
  /** Chooses one or takes it back; with `through`, everything from the one that was touched before up to it. */
  toggle: (workload: Workload, through?: boolean) => void;
  all: () => void;
  clear: () => void;
};

/** By identity: a new workload of the same name is not the one that was chosen. */
export function useSelection(list: readonly Workload[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(NONE);
  const touched = useRef<string>(undefined);
  const items = useMemo(() => list.filter(each => ids.has(each.status.id)), [list, ids]);
  return {
    items,
    has: workload => ids.has(workload.status.id),
    toggle: (workload, through = false) => {
      const before = touched.current;
      touched.current = workload.status.id;
      setIds(now => {
        const next = new Set(now);
        const on = !now.has(workload.status.id);
        for (const id of through ? between(list, before, workload.status.id) : [workload.status.id]) {
          if (on) next.add(id);
          else next.delete(id);
        }
        return next;
      });
    },
    all: () => setIds(new Set(list.map(each => each.status.id))),
    clear: () => setIds(NONE),
  };
}

const NONE: ReadonlySet<string> = new Set();

function between(list: readonly Workload[], from: string | undefined, to: string): string[] {
  const ends = [from, to].map(id => list.findIndex(each => each.status.id === id));
  const [a = -1, b = -1] = ends;
  if (a < 0 || b < 0) return [to];
  return list.slice(Math.min(a, b), Math.max(a, b) + 1).map(each => each.status.id);
}
