import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, expect } from './client';
import type { Migration, MigrationAction, MigrationRequest, MigrationState } from './schema';

const ENDED: ReadonlySet<MigrationState> = new Set(['done', 'rolled-back', 'cancelled', 'failed']);

export function hasEnded(migration: Migration | undefined): boolean {
  return migration !== undefined && ENDED.has(migration.status.state);
}

export function useMigrations() {
  return useInfiniteQuery({
    queryKey: ['migrations'],
    queryFn: ({ pageParam }) =>
      expect(api.GET('/migrations', { params: { query: { limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next,
    refetchInterval: 10_000,
  });
}

/** Asked for often while it goes on: its events tell of states only, and its figures change all the time. */
export function useMigration(name: string) {
  return useQuery({
    queryKey: ['migration', name],
    queryFn: () => expect(api.GET('/migrations/{migration}', { params: { path: { migration: name } } })),
    refetchInterval: query => (hasEnded(query.state.data) ? false : 1_500),
  });
}

export function useCreateMigration() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: MigrationRequest) => expect(api.POST('/migrations', { body })),
    onSettled: () =>
      Promise.all(
        ['migrations', 'services', 'workloads'].map(key => client.invalidateQueries({ queryKey: [key] })),
      ),
  });
}

function ask(migration: string, action: MigrationAction): Promise<unknown> {
  const params = { path: { migration } };
  switch (action) {
    case 'promote':
      return expect(api.POST('/migrations/{migration}/promote', { params }));
    case 'rollback':
      return expect(api.POST('/migrations/{migration}/rollback', { params }));
    case 'cancel':
      return expect(api.POST('/migrations/{migration}/cancel', { params }));
  }
}

export function useMigrationAction(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: MigrationAction) => ask(name, action),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['migration', name] }),
        client.invalidateQueries({ queryKey: ['migrations'] }),
        client.invalidateQueries({ queryKey: ['services'] }),
      ]),
  });
}
