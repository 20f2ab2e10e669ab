import type { Workload } from '../../api/schema';
import { ownOf } from '../../ui/figures';
import { startUp, type StartUp } from '../../ui/startUp';
import { memoryOf } from '../workloads/sorting';

export type KindFigures = {
  /** The start-up in the middle, and of how many; those that are not complete are left out. */
  startUp: { middle: StartUp & { total: number }; of: number; cold: number; workload: string } | undefined;
  /** What a workload alone costs, without its share of what several use. */
  memory: { middle: number; of: number; bases: string[] } | undefined;
};

/** What the newest runs of one kind have in common: the middle one of each figure. */
export function kindFigures(workloads: readonly Workload[]): KindFigures {
  const starts = workloads
    .flatMap(workload => {
      const run = workload.status.currentRun;
      const start = startUp(run);
      if (!run || start?.total === undefined || !start.complete) return [];
      return [{ start: { ...start, total: start.total }, run, name: workload.name }];
    })
    .sort((a, b) => a.start.total - b.start.total);
  const figures = workloads
    .flatMap(workload => {
      const figure = memoryOf(workload);
      const own = ownOf(figure);
      return figure === undefined || own === undefined ? [] : [{ own, basis: figure.basis }];
    })
    .sort((a, b) => a.own - b.own);
  const start = starts[middle(starts.length)];
  const memory = figures[middle(figures.length)];
  return {
    startUp: start && {
      middle: start.start,
      of: starts.length,
      cold: starts.filter(each => each.run.temperature === 'cold').length,
      workload: start.name,
    },
    memory:
      memory === undefined
        ? undefined
        : {
            middle: memory.own,
            of: figures.length,
            bases: [...new Set(figures.map(each => each.basis))].sort(),
          },
  };
}

/** Of an even number the lower of the two: it is a run that there was, not one in between. */
function middle(count: number): number {
  return Math.floor((count - 1) / 2);
}
