import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, expect } from './client';
import type { Comparison, ComparisonReport, ComparisonRequest } from './schema';

const ENDED: ReadonlySet<Comparison['state']> = new Set(['done', 'cancelled', 'failed']);

export function hasEnded(comparison: Comparison | undefined): boolean {
  return comparison !== undefined && ENDED.has(comparison.state);
}

export function useComparisons() {
  return useInfiniteQuery({
    queryKey: ['comparisons'],
    queryFn: ({ pageParam }) =>
      expect(api.GET('/comparisons', { params: { query: { limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next,
    refetchInterval: 10_000,
  });
}

/** Asked for often while it runs: its events tell of whole rounds only. */
export function useComparison(name: string) {
  return useQuery({
    queryKey: ['comparison', name],
    queryFn: () => expect(api.GET('/comparisons/{comparison}', { params: { path: { comparison: name } } })),
    refetchInterval: query => (hasEnded(query.state.data) ? false : 1_500),
  });
}

/** @param rounds how many there are so far: another number is another report */
export function useReport(name: string, rounds: number | undefined, ended: boolean) {
  return useQuery({
    queryKey: ['report', name, rounds ?? null, ended],
    queryFn: async () =>
      (await expect(
        api.GET('/comparisons/{comparison}/report.json', { params: { path: { comparison: name } } }),
      )) as ComparisonReport,
    enabled: rounds !== undefined,
    placeholderData: (before, query) => (query?.queryKey[1] === name ? before : undefined),
    staleTime: ended ? Infinity : 1_000,
  });
}

export function useCreateComparison() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ComparisonRequest) => expect(api.POST('/comparisons', { body })),
    onSettled: () => client.invalidateQueries({ queryKey: ['comparisons'] }),
  });
}

export function useCancelComparison(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      expect(api.POST('/comparisons/{comparison}/cancel', { params: { path: { comparison: name } } })),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['comparisons'] }),
        client.invalidateQueries({ queryKey: ['comparison', name] }),
      ]),
  });
}

export const FORMS = {
  html: { path: '/comparisons/{comparison}/report.html', type: 'text/html' },
  json: { path: '/comparisons/{comparison}/report.json', type: 'application/json' },
  csv: { path: '/comparisons/{comparison}/report.csv', type: 'text/csv' },
} as const;
export type Form = keyof typeof FORMS;

/** The report as the service writes it, to be saved and never shown here: it has a policy of its own. */
export async function reportFile(name: string, form: Form): Promise<Blob> {
  const { path, type } = FORMS[form];
  const text = (await expect(
    api.GET(path, { params: { path: { comparison: name } }, parseAs: 'text' }),
  )) as unknown as string;
  return new Blob([text], { type });
}
