import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, expect } from './client';

/** What is in a folder of a workload. Asked once: files change unheard, and whoever looks can ask again. */
export function useFiles(name: string, path: string) {
  return useQuery({
    queryKey: ['workload', name, 'files', path],
    queryFn: () =>
      expect(api.GET('/workloads/{name}/files/entries', { params: { path: { name }, query: { path } } })),
    retry: false,
  });
}

/** The bytes of one file, or a folder as a tar archive. */
export async function readFiles(name: string, path: string, as: 'tar' | 'bytes'): Promise<Blob> {
  const data = await expect(
    api.GET('/workloads/{name}/files', {
      params: { path: { name }, query: { path, as } },
      parseAs: 'blob',
    }),
  );
  return data as unknown as Blob;
}

export type FileUpload = { folder: string; file: File; unpack: boolean };

/** Puts one file into a folder, or what is in a tar archive. */
export function useFileUpload(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ folder, file, unpack }: FileUpload) =>
      expect(
        api.PUT('/workloads/{name}/files', {
          params: { path: { name }, query: { path: unpack ? folder : within(folder, file.name) } },
          // The specification can only say that bytes are text.
          body: file as unknown as string,
          bodySerializer: body => body as unknown as Blob,
          headers: { 'Content-Type': unpack ? 'application/x-tar' : 'application/octet-stream' },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ['workload', name, 'files'] }),
  });
}

/** The path of what has this name in a folder. */
export function within(folder: string, name: string): string {
  return `${folder === '/' ? '' : folder}/${name}`;
}
