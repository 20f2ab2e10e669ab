import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, expect } from './client';
import { problemOf } from './problem';

/** What is free changes without an event. */
export function useVolumes() {
  return useQuery({
    queryKey: ['volumes'],
    queryFn: () => expect(api.GET('/volumes')),
    refetchInterval: 10_000,
  });
}

function useVolumeChange<T>(run: (change: T) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSettled: () => client.invalidateQueries({ queryKey: ['volumes'] }),
  });
}

export function usePutVolume() {
  return useVolumeChange(({ name, size }: { name: string; size: string }) =>
    expect(api.PUT('/volumes/{name}', { params: { path: { name } }, body: size === '' ? {} : { size } })),
  );
}

export function useDeleteVolume() {
  return useVolumeChange((name: string) =>
    expect(api.DELETE('/volumes/{name}', { params: { path: { name } } })),
  );
}

export function useImportVolume() {
  return useVolumeChange(({ name, file }: { name: string; file: Blob }) =>
    expect(
      api.PUT('/volumes/{name}/content', {
        params: { path: { name } },
        body: file as unknown as string,
        bodySerializer: body => body as unknown as Blob,
        headers: { 'Content-Type': 'application/octet-stream' },
      }),
    ),
  );
}

/** The whole volume as a tar archive. */
export async function exportVolume(name: string): Promise<Blob> {
  const { data, error, response } = await api.GET('/volumes/{name}/content', {
    params: { path: { name } },
    parseAs: 'blob',
  });
  if (!response.ok || !data) throw problemOf(response.status, error);
  return data as unknown as Blob;
}
