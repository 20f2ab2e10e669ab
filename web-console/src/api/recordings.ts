import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, expect } from './client';
import { orNull } from './orNull';

/** Null when nothing is recorded of the service. */
export function useRecording(name: string) {
  return useQuery({
    queryKey: ['recording', name],
    queryFn: () => orNull(expect(api.GET('/services/{name}/recording', { params: { path: { name } } }))),
    refetchInterval: query => (query.state.data?.state === 'recording' ? 2_000 : false),
  });
}

export function useRecord(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      expect(
        api.PUT('/services/{name}/recording', {
          params: { path: { name } },
          body: { consent: true, for: '10m' },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ['recording', name] }),
  });
}

export function useEraseRecording(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => expect(api.DELETE('/services/{name}/recording', { params: { path: { name } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['recording', name] }),
  });
}
