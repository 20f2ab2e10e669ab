import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, expect } from './client';

const key = (name: string) => ['workload', name, 'snapshots'];

/** What is kept of a machine's disk. Asked for again now and then: others may take snapshots too. */
export function useSnapshots(name: string) {
  return useQuery({
    queryKey: key(name),
    queryFn: () => expect(api.GET('/workloads/{name}/snapshots', { params: { path: { name } } })),
    refetchInterval: 10_000,
  });
}

function useSnapshotChange<R>(name: string, run: (snapshot: string) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSettled: () => client.invalidateQueries({ queryKey: key(name) }),
  });
}

export function useTakeSnapshot(name: string) {
  return useSnapshotChange(name, snapshot =>
    expect(api.POST('/workloads/{name}/snapshots', { params: { path: { name } }, body: { name: snapshot } })),
  );
}

export function useRestoreSnapshot(name: string) {
  return useSnapshotChange(name, snapshot =>
    expect(
      api.POST('/workloads/{name}/snapshots/{snapshot}/restore', { params: { path: { name, snapshot } } }),
    ),
  );
}

export function useDeleteSnapshot(name: string) {
  return useSnapshotChange(name, snapshot =>
    expect(api.DELETE('/workloads/{name}/snapshots/{snapshot}', { params: { path: { name, snapshot } } })),
  );
}
