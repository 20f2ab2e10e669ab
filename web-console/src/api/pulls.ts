import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, expect } from './client';
import type { PullList, PullRequest } from './schema';

/** Events tell of progress now and then; while something is under way it is looked at more often. */
const LOOK_MS = 1000;

export function isUnderWay(list: PullList | undefined): boolean {
  return list?.items.some(pull => pull.state === 'pulling') ?? false;
}

/** Below the key of the images: what makes those out of date does so for these. */
export function usePulls() {
  return useQuery({
    queryKey: ['images', 'pulls'],
    queryFn: () => expect(api.GET('/images/pulls')),
    refetchInterval: query => (isUnderWay(query.state.data) ? LOOK_MS : false),
  });
}

function usePullChange<T, R>(run: (change: T) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSettled: () => client.invalidateQueries({ queryKey: ['images'] }),
  });
}

export function useBeginPull() {
  return usePullChange((body: PullRequest) => expect(api.POST('/images/pulls', { body })));
}

export function useCancelPull() {
  return usePullChange((pull: string) =>
    expect(api.DELETE('/images/pulls/{pull}', { params: { path: { pull } } })),
  );
}
