import type { Figure, FigureQuality, Footprint, UsageSample } from '../api/schema';
import { ownOf } from '../ui/figures';

/** A value at a time; a point without one is a hole that no line crosses. */
export type Point = { at: number; value: number | undefined };
export type Series = {
  points: Point[];
  /** Of the newest figure there was. */
  basis: string | undefined;
  quality: FigureQuality | undefined;
  note: string | undefined;
};

export type FigureName = keyof Footprint;

/** A figure as it was at each sample: what the workload alone cost. */
export function levels(samples: readonly UsageSample[], name: FigureName): Series {
  const points = samples.map(sample => ({
    at: Date.parse(sample.at),
    value: ownOf(sample.footprint[name]),
  }));
  return { points, ...origin(samples, name) };
}

/**
 * How fast a figure that only grows has grown: units for each second between one sample and the next. Another run begins
 * at zero again, and so does a backend that counts anew: between the two is a hole.
 */
export function rates(samples: readonly UsageSample[], name: FigureName): Series {
  const points: Point[] = [];
  for (const [i, sample] of samples.entries()) {
    const before = samples[i - 1];
    if (before === undefined) continue;
    points.push({ at: Date.parse(sample.at), value: rate(before, sample, name) });
  }
  return { points, ...origin(samples, name) };
}

function rate(before: UsageSample, after: UsageSample, name: FigureName): number | undefined {
  const from = measured(before.footprint[name]);
  const to = measured(after.footprint[name]);
  const seconds = (Date.parse(after.at) - Date.parse(before.at)) / 1000;
  if (before.run !== after.run || from === undefined || to === undefined || to < from || seconds <= 0) {
    return undefined;
  }
  return (to - from) / seconds;
}

function measured(figure: Figure | undefined): number | undefined {
  return figure === undefined || figure.quality === 'unavailable' ? undefined : figure.value;
}

function origin(samples: readonly UsageSample[], name: FigureName): Omit<Series, 'points'> {
  const figure = samples.findLast(sample => sample.footprint[name] !== undefined)?.footprint[name];
  return { basis: figure?.basis, quality: figure?.quality, note: figure?.note };
}

export function latest(series: Series): number | undefined {
  return series.points.at(-1)?.value;
}

/** The stretches between holes; one of a single point is kept, to be drawn as a dot. */
export function stretches(points: readonly Point[]): { at: number; value: number }[][] {
  const found: { at: number; value: number }[][] = [];
  let open: { at: number; value: number }[] | undefined;
  for (const { at, value } of points) {
    if (value === undefined) {
      open = undefined;
      continue;
    }
    if (open === undefined) found.push((open = []));
    open.push({ at, value });
  }
  return found;
}

/** Processors' worth of time as people read it: of one processor below one, in processors above. */
export function cores(nanosEachSecond: number): string {
  const used = nanosEachSecond / 1e9;
  if (used >= 1) return `${used.toFixed(used >= 10 ? 0 : 1)} CPUs`;
  const percent = 100 * used;
  return `${percent >= 10 || percent === 0 ? percent.toFixed(0) : percent.toFixed(1)} %`;
}
