import type { KeyboardEvent, RefObject } from 'react';
import type { Workload } from '../../api/schema';
import type { Selection } from './useSelection';

const STEPS: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** On a row's name: the arrows (or j and k) go to the next one, the space bar (or x) chooses, Escape lets go. */
export function useRowKeys(
  body: RefObject<HTMLElement | null>,
  workloads: readonly Workload[],
  selection: Selection,
) {
  return (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = (event.target as HTMLElement).closest<HTMLElement>('.row-link')?.closest('tr');
    if (event.key === 'Escape' && selection.items.length > 0) {
      selection.clear();
      return event.preventDefault();
    }
    const index = Number(row?.getAttribute('aria-rowindex') ?? 0) - 2;
    const workload = workloads[index];
    if (workload === undefined) return;
    const step = STEPS[event.key];
    if (step !== undefined) {
      const next = body.current?.querySelector<HTMLElement>(
        `tr[aria-rowindex="${index + step + 2}"] .row-link`,
      );
      next?.focus();
      event.preventDefault();
    } else if (event.key === ' ' || event.key === 'x') {
      selection.toggle(workload, event.shiftKey);
      event.preventDefault();
    }
  };
}
