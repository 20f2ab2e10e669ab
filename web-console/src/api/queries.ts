import {
  QueryClient,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { api, expect } from './client';
import { invoke } from './invoke';
import { useConnection } from './connection';
import { ApiProblem } from './problem';
import type { Action, Role, Service, ServiceDescription } from './schema';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The service is on this host or close by: what matters is that it answers, not what the browser thinks of its network.
      networkMode: 'always',
      retry: (failures, error) => !(error instanceof ApiProblem && error.status < 500) && failures < 1,
      retryDelay: 800,
      staleTime: 1_000,
    },
    mutations: { networkMode: 'always' },
  },
});

/** How often to ask: seldom while events stream in, since they tell what has changed; often while they do not. */
function useInterval(live: number, polling: number): number {
  return useConnection().state === 'live' ? live : polling;
}

export function useSession() {
  return useQuery({ queryKey: ['session'], queryFn: () => expect(api.GET('/session')), staleTime: 60_000 });
}

export function useHost() {
  return useQuery({
    queryKey: ['host'],
    queryFn: () => expect(api.GET('/host')),
    refetchInterval: useInterval(10_000, 5_000),
  });
}

export function useWarnings() {
  return useQuery({
    queryKey: ['host', 'warnings'],
    queryFn: () => expect(api.GET('/host/warnings')),
    refetchInterval: useInterval(30_000, 10_000),
  });
}

export function useAcknowledge() {
  return useChange(
    (warning: string) =>
      expect(api.POST('/host/warnings/{warning}/acknowledge', { params: { path: { warning } } })),
    'host',
  );
}

export function useOrphans() {
  return useQuery({
    queryKey: ['host', 'orphans'],
    queryFn: () => expect(api.GET('/host/orphans')),
    refetchInterval: useInterval(30_000, 10_000),
  });
}

export type OrphanAction = 'adopt' | 'stop' | 'ignore';

function treat(orphan: string, action: OrphanAction): Promise<unknown> {
  const params = { path: { orphan } };
  switch (action) {
    case 'adopt':
      return expect(api.POST('/host/orphans/{orphan}/adopt', { params }));
    case 'stop':
      return expect(api.POST('/host/orphans/{orphan}/stop', { params }));
    case 'ignore':
      return expect(api.POST('/host/orphans/{orphan}/ignore', { params }));
  }
}

export function useOrphanAction() {
  return useChange(
    ({ id, action }: { id: string; action: OrphanAction }) => treat(id, action),
    'host',
    'workloads',
    'events',
  );
}

export function useWorkload(name: string) {
  return useQuery({
    queryKey: ['workload', name],
    queryFn: () => expect(api.GET('/workloads/{name}', { params: { path: { name } } })),
    refetchInterval: useInterval(5_000, 2_000),
  });
}

/** These workloads as they are now, to begin something with. */
export function useNamedWorkloads(names: readonly string[]) {
  return useQuery({
    queryKey: ['workload', 'each of', ...names],
    queryFn: () =>
      Promise.all(names.map(name => expect(api.GET('/workloads/{name}', { params: { path: { name } } })))),
    enabled: names.length > 0,
    staleTime: Infinity,
  });
}

export function useRuns(name: string) {
  return useInfiniteQuery({
    queryKey: ['workload', name, 'runs'],
    queryFn: ({ pageParam }) =>
      expect(
        api.GET('/workloads/{name}/runs', {
          params: { path: { name }, query: { limit: 50, cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next,
    refetchInterval: useInterval(10_000, 3_000),
  });
}

export function useGenerations(name: string) {
  return useQuery({
    queryKey: ['workload', name, 'generations'],
    queryFn: () => expect(api.GET('/workloads/{name}/generations', { params: { path: { name } } })),
  });
}

/** What the description was. It does not change any more, but the workload may be deleted and made anew. */
export function useGeneration(name: string, generation: number) {
  return useQuery({
    queryKey: ['workload', name, 'generations', generation],
    queryFn: () =>
      expect(
        api.GET('/workloads/{name}/generations/{generation}', { params: { path: { name, generation } } }),
      ),
  });
}

/** What it used in the time before now, oldest first. */
export function useUsage(name: string, since: string, { enabled = true, every = 5_000 } = {}) {
  return useQuery({
    queryKey: ['usage', name, since],
    queryFn: () =>
      expect(api.GET('/workloads/{name}/usage', { params: { path: { name }, query: { since } } })),
    enabled,
    refetchInterval: every,
    placeholderData: keepPreviousData,
  });
}

export function useAdvice(name: string) {
  return useQuery({
    queryKey: ['advice', name],
    queryFn: () => expect(api.GET('/workloads/{name}/advice', { params: { path: { name } } })),
    staleTime: 30_000,
  });
}

/** What the container engine holds. Others change it, without an event. */
export function useImages() {
  return useQuery({
    queryKey: ['images'],
    queryFn: () => expect(api.GET('/images')),
    refetchInterval: useInterval(30_000, 10_000),
  });
}

/** What lately happened, newest first. */
export function useEvents(workload: string | undefined, limit: number) {
  return useQuery({
    queryKey: ['events', workload ?? null, limit],
    queryFn: async () => {
      const list = await expect(api.GET('/events', { params: { query: { workload, limit } } }));
      return list.items.toReversed();
    },
    refetchInterval: useInterval(30_000, 3_000),
  });
}

export function useArtifacts() {
  return useInfiniteQuery({
    queryKey: ['artifacts'],
    queryFn: ({ pageParam }) =>
      expect(api.GET('/artifacts', { params: { query: { limit: 100, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next,
    refetchInterval: useInterval(30_000, 10_000),
  });
}

export function useSecrets() {
  return useQuery({ queryKey: ['secrets'], queryFn: () => expect(api.GET('/secrets')) });
}

/** Backends and figures change without an event, so services are asked for again and again. */
export function useServices() {
  return useQuery({
    queryKey: ['services'],
    queryFn: () => expect(api.GET('/services')),
    refetchInterval: useInterval(3_000, 3_000),
  });
}

export function useTokens() {
  return useQuery({ queryKey: ['tokens'], queryFn: () => expect(api.GET('/tokens')) });
}

/** What was asked for by whom, newest first. */
export function useAudit() {
  return useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam }) =>
      expect(api.GET('/audit', { params: { query: { limit: 100, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next,
    refetchInterval: useInterval(30_000, 10_000),
  });
}

export function useInvocation(name: string) {
  return useChange((input: Blob) => invoke(name, input), 'usage');
}

export function useSpecification() {
  return useQuery({
    queryKey: ['specification'],
    queryFn: () => expect(api.GET('/openapi.yaml', { parseAs: 'text' })) as unknown as Promise<string>,
    staleTime: Infinity,
  });
}

export type Command = Exclude<Action, 'replace' | 'exec' | 'console' | 'display'>;

export function send(name: string, command: Command): Promise<unknown> {
  const params = { path: { name } };
  switch (command) {
    case 'start':
      return expect(api.POST('/workloads/{name}/start', { params }));
    case 'stop':
      return expect(api.POST('/workloads/{name}/stop', { params }));
    case 'restart':
      return expect(api.POST('/workloads/{name}/restart', { params }));
    case 'pause':
      return expect(api.POST('/workloads/{name}/pause', { params }));
    case 'resume':
      return expect(api.POST('/workloads/{name}/resume', { params }));
    case 'delete':
      return expect(api.DELETE('/workloads/{name}', { params }));
  }
}

/** A mutation after which the named lists are asked for again, also when it failed: then they say what is true. */
function useChange<T, R>(run: (input: T) => Promise<R>, ...keys: string[]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSettled: () => Promise.all(keys.map(key => client.invalidateQueries({ queryKey: [key] }))),
  });
}

export function useCommand(name: string) {
  return useChange((command: Command) => send(name, command), 'workloads', 'workload', 'events', 'host');
}

export function useDeleteArtifact() {
  return useChange(
    (name: string) => expect(api.DELETE('/artifacts/{name}', { params: { path: { name } } })),
    'artifacts',
  );
}

export function usePutSecret() {
  return useChange(
    ({ name, value }: { name: string; value: string }) =>
      expect(api.PUT('/secrets/{name}', { params: { path: { name } }, body: { value } })),
    'secrets',
  );
}

export function useDeleteSecret() {
  return useChange(
    (name: string) => expect(api.DELETE('/secrets/{name}', { params: { path: { name } } })),
    'secrets',
  );
}

export type ServiceChange = { name: string; etag: string | undefined; body: ServiceDescription };

export function usePutService() {
  return useChange(
    ({ name, etag, body }: ServiceChange) =>
      expect(
        api.PUT('/services/{name}', {
          params: { path: { name }, ...(etag !== undefined && { header: { 'If-Match': etag } }) },
          body,
        }),
      ),
    'services',
    'events',
  );
}

/** The service as it is now, with its version: what is changed afterwards is what was seen. */
export async function serviceToEdit(name: string): Promise<{ service: Service; etag: string | undefined }> {
  const { data, response, error } = await api.GET('/services/{name}', { params: { path: { name } } });
  if (data === undefined) throw new Error(error.detail);
  return { service: data, etag: response.headers.get('ETag') ?? undefined };
}

export function useDeleteService() {
  return useChange(
    (name: string) => expect(api.DELETE('/services/{name}', { params: { path: { name } } })),
    'services',
    'events',
  );
}

export function useCreateToken() {
  return useChange((body: { name: string; role: Role }) => expect(api.POST('/tokens', { body })), 'tokens');
}

export function useDeleteToken() {
  return useChange(
    (name: string) => expect(api.DELETE('/tokens/{name}', { params: { path: { name } } })),
    'tokens',
  );
}
