import type { BackendStatus } from '../../api/schema';

const TAKING = new Set<BackendStatus['health']>(['ready', 'failing', 'unknown']);

/** The part of new requests that a backend gets as things are: 75 %. Those that are not ready count for nothing. */
export function share(backend: BackendStatus, all: BackendStatus[]): string {
  const weights = all.reduce((sum, each) => sum + (TAKING.has(each.health) ? each.weight : 0), 0);
  if (!TAKING.has(backend.health) || weights === 0) return '0 %';
  const percent = (100 * backend.weight) / weights;
  return `${percent > 0 && percent < 1 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** Answers from 500 on, and requests that got none. */
export function errors({ figures }: BackendStatus): number {
  if (!figures) return 0;
  return figures.answers.failed + figures.connectFailures + figures.timeouts + figures.broken;
}

/** Milliseconds for people: 0.71 ms, 6.1 ms, 2.3 s. */
export function millis(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(1)} s`;
  return `${value >= 10 ? value.toFixed(0) : value.toFixed(value >= 1 ? 1 : 2)} ms`;
}
