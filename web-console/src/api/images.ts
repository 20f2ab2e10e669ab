import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, expect } from './client';
import type { ImageScope } from './schema';

function useImageChange<T, R>(run: (change: T) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSettled: () => client.invalidateQueries({ queryKey: ['images'] }),
  });
}

/** Loads the image in an archive, by the archive's own names when none is given. */
export function useLoadImage() {
  return useImageChange(({ file, name, replace }: { file: File; name: string; replace: boolean }) =>
    expect(
      api.POST('/images', {
        params: { query: { ...(name !== '' && { name: [name] }), replace } },
        body: file as unknown as string,
        bodySerializer: body => body as unknown as Blob,
        headers: { 'Content-Type': 'application/x-tar' },
      }),
    ),
  );
}

/** What a collection would remove now. */
export function useDryCollection(scope: ImageScope) {
  return useQuery({
    queryKey: ['images', 'collection', scope],
    queryFn: () => expect(api.POST('/images/gc', { params: { query: { dryRun: true, scope } } })),
    retry: false,
    gcTime: 0,
  });
}

export function useCollectImages() {
  return useImageChange((scope: ImageScope) =>
    expect(api.POST('/images/gc', { params: { query: { scope } } })),
  );
}
