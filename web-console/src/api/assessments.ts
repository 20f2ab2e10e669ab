import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, expect } from './client';
import { orNull } from './orNull';

/** Null when it was never assessed. */
export function useAssessment(name: string) {
  return useQuery({
    queryKey: ['assessment', name],
    queryFn: () => orNull(expect(api.GET('/workloads/{name}/assessment', { params: { path: { name } } }))),
    refetchInterval: query => (query.state.data?.state === 'running' ? 1_000 : false),
  });
}

export function useAssess(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (observe: string) =>
      expect(api.POST('/workloads/{name}/assessment', { params: { path: { name } }, body: { observe } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['assessment', name] }),
  });
}
