import {
  keepPreviousData,
  useInfiniteQuery,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, expect } from './client';
import { useConnection } from './connection';
import { ApiProblem } from './problem';
import type { Workload, WorkloadPage } from './schema';
import { matchesFilter, type WorkloadFilter } from './workloadFilter';

const PAGE = 500;
/** More than that nobody reads; the list says that it was cut. */
const MOST_PAGES = 20;

type Pages = InfiniteData<WorkloadPage, string | undefined>;

/**
 * All workloads of a filter, page after page. What changes comes with the events, one workload at a time, so that a list
 * of thousands is asked for whole only now and then, for the figures that change without an event.
 */
export function useWorkloads(filter: WorkloadFilter) {
  const live = useConnection().state === 'live';
  const query = useInfiniteQuery({
    queryKey: ['workloads', filter],
    queryFn: ({ pageParam, signal }) =>
      expect(
        api.GET('/workloads', { params: { query: { ...filter, limit: PAGE, cursor: pageParam } }, signal }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page, pages) => (pages.length < MOST_PAGES ? page.next : undefined),
    refetchInterval: ({ state }) => (live ? 5_000 : 2_500) * (state.data?.pages.length ?? 1) ** 1.5,
    placeholderData: keepPreviousData,
  });
  const { hasNextPage, isFetching, isPlaceholderData, error, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isPlaceholderData && !error) void fetchNextPage();
  }, [hasNextPage, isFetching, isPlaceholderData, error, fetchNextPage]);
  return query;
}

export function allItems(pages: readonly WorkloadPage[]): Workload[] {
  return pages.flatMap(page => page.items);
}

/** The names in all lists that were asked for. */
export function listedNames(client: QueryClient): string[] {
  return client
    .getQueriesData<Pages>({ queryKey: ['workloads'] })
    .flatMap(([, data]) => allItems(data?.pages ?? []).map(each => each.name));
}

/** Whether the last page is there, so that sums are sums of everything. */
export function isComplete(pages: readonly WorkloadPage[]): boolean {
  return pages.length > 0 && pages.at(-1)?.next === undefined;
}

/** Asks for one workload and puts what it is now into every list that is shown. */
export async function refreshInLists(client: QueryClient, name: string): Promise<void> {
  let now: Workload | undefined;
  try {
    now = await client.fetchQuery({
      queryKey: ['workload', name],
      queryFn: () => expect(api.GET('/workloads/{name}', { params: { path: { name } } })),
      staleTime: 0,
      retry: false,
    });
  } catch (error) {
    if (!(error instanceof ApiProblem && error.status === 404)) {
      await client.invalidateQueries({ queryKey: ['workloads'] });
      return;
    }
  }
  for (const query of client.getQueryCache().findAll({ queryKey: ['workloads'] })) {
    const { queryKey, state } = query;
    // An answer that is on its way may be older than what was just learnt.
    if (state.fetchStatus === 'fetching') void client.invalidateQueries({ queryKey, exact: true });
    const filter = (queryKey[1] ?? {}) as WorkloadFilter;
    client.setQueryData<Pages>(queryKey, pages => pages && withWorkload(pages, filter, name, now));
  }
}

/** The pages with the named workload as it is now: changed in its place, new on top, or gone. */
export function withWorkload(
  data: Pages,
  filter: WorkloadFilter,
  name: string,
  now: Workload | undefined,
): Pages {
  const wanted = now !== undefined && matchesFilter(filter, now) ? now : undefined;
  const known = data.pages.some(page => page.items.some(item => item.status.id === wanted?.status.id));
  const pages = data.pages.map((page, index) => {
    const items = page.items.flatMap(item => {
      if (item.name !== name) return [item];
      return wanted && item.status.id === wanted.status.id ? [wanted] : [];
    });
    const first = index === 0 && wanted !== undefined && !known;
    return { ...page, items: first ? [wanted, ...items] : items };
  });
  return { ...data, pages };
}
