import type { GenerationSummary } from '../../api/schema';

export type Pair = { before: GenerationSummary; after: GenerationSummary };

/**
 * The two generations to compare: those that the address names, as far as they are kept; else the newest and the one
 * before it. Nothing where there is only one.
 *
 * @param kept newest first
 */
export function chosenPair(kept: readonly GenerationSummary[], query: URLSearchParams): Pair | undefined {
  const [newest, last] = kept;
  if (!newest || !last) return undefined;
  const named = (key: string) => kept.find(each => String(each.generation) === query.get(key));
  const after = named('to') ?? newest;
  const beforeIt = kept.find(each => each.generation < after.generation);
  return { before: named('from') ?? beforeIt ?? last, after };
}
