import type { Figure, Footprint } from '../api/schema';

/** What a footprint is made of, in the order in which it is told. */
export const FIGURES: Record<keyof Footprint, string> = {
  memory: 'Memory',
  memoryPeak: 'Memory, peak',
  cpuTime: 'CPU time',
  threads: 'Threads',
  disk: 'Disk',
  networkReceived: 'Received',
  networkSent: 'Sent',
};

/** The name of a figure; one that is not known here is called as it is. */
export function figureLabel(figure: string): string {
  return figure in FIGURES ? FIGURES[figure as keyof Footprint] : figure;
}

/** What the workload alone costs; its share of what several use is told apart. Undefined where it is not known. */
export function ownOf(figure: Figure | undefined): number | undefined {
  return figure === undefined || figure.quality === 'unavailable' ? undefined : (figure.own ?? figure.value);
}
