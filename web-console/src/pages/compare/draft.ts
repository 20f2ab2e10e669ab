import type { ComparisonRequest, WorkloadDescription } from '../../api/schema';

export const MOST_VARIANTS = 8;

export type DraftVariant = { key: number; label: string; text: string };
export type Draft = {
  name: string;
  repetitions: string;
  auto: boolean;
  insideView: boolean;
  /** Of load; empty for none. */
  seconds: string;
  variants: DraftVariant[];
};

function parsed(text: string): WorkloadDescription | undefined {
  try {
    return JSON.parse(text) as WorkloadDescription;
  } catch {
    return undefined;
  }
}

/** Why it cannot be sent yet. What it means is the service's to judge. */
export function blockedBy(draft: Draft): string | undefined {
  if (draft.variants.length < 2) return 'a comparison needs two variants';
  const broken = draft.variants.findIndex(each => parsed(each.text) === undefined);
  if (broken >= 0) return `the description of variant ${broken + 1} is not JSON yet`;
  return undefined;
}

export function requestOf(draft: Draft): ComparisonRequest {
  const count = Number(draft.repetitions);
  return {
    ...(draft.name === '' ? {} : { name: draft.name }),
    ...(draft.auto ? { repetitions: 'auto' as const, maxRepetitions: count } : { repetitions: count }),
    insideView: draft.insideView,
    ...(draft.seconds === '' ? {} : { load: { seconds: Number(draft.seconds) } }),
    variants: draft.variants.map(({ label, text }) => ({
      label,
      workload: parsed(text) as WorkloadDescription,
    })),
  };
}
