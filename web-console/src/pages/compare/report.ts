import type { ComparisonReport, ReportSummary, ReportVariant } from '../../api/schema';
import { bytes, nanos } from '../../ui/format';

/** A figure of a report for people. */
export function amount(value: number | undefined, unit: string): string {
  if (value === undefined) return '–';
  switch (unit) {
    case 'nanoseconds':
      return nanos(Math.round(value));
    case 'bytes':
      return bytes(Math.round(value));
    case 'per-second':
      return `${value >= 100 ? Math.round(value) : value.toFixed(1)}/s`;
    default:
      return String(value);
  }
}

export function summaryOf(variant: ReportVariant, figure: string): ReportSummary | undefined {
  return variant.summaries.find(each => each.figure === figure);
}

/** Where a value stands between two others on a logarithmic scale, in percent. */
export function place(value: number, least: number, most: number): number {
  if (!(value > 0 && least > 0 && most > least)) return 0;
  const at = Math.log(value / least) / Math.log(most / least);
  return 100 * Math.min(1, Math.max(0, at));
}

export type Spread = { least: number; most: number; values: Map<string, number[]> };

/** All samples of one figure that count, by variant, and the scale that holds them; undefined when there are none. */
export function spreadOf(report: ComparisonReport, figure: string): Spread | undefined {
  const values = new Map<string, number[]>();
  for (const sample of report.samples) {
    const value = sample.figures[figure];
    if (!sample.counted || value === undefined || value <= 0) continue;
    values.set(sample.variant, [...(values.get(sample.variant) ?? []), value]);
  }
  const all = [...values.values()].flat();
  if (all.length === 0) return undefined;
  return { least: Math.min(...all) * 0.95, most: Math.max(...all) * 1.05, values };
}

/** The sum of the medians of the phases; what has none is left out. */
export function startUpOf(variant: ReportVariant): number {
  return variant.phases.reduce((sum, phase) => sum + (phase.median ?? 0), 0);
}

export type Change = { label: string; figure: string; before: number; now: number; ratio: number };

/** What variants of the same label and kind came to in an earlier report and in this one. */
export function changes(earlier: ComparisonReport, now: ComparisonReport): Change[] {
  return now.variants.flatMap(variant => {
    const other = earlier.variants.find(each => each.label === variant.label && each.kind === variant.kind);
    if (!other) return [];
    return now.figures.flatMap(({ figure }) => {
      const before = summaryOf(other, figure)?.median;
      const after = summaryOf(variant, figure)?.median;
      return before === undefined || after === undefined || before === 0
        ? []
        : [{ label: variant.label, figure, before, now: after, ratio: after / before }];
    });
  });
}
