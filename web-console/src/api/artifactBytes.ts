import { api, expect } from './client';
import type { Artifact } from './schema';

export function artifactOf(name: string): Promise<Artifact> {
  return expect(api.GET('/artifacts/{name}', { params: { path: { name } } })) as Promise<Artifact>;
}

/**
 * The bytes that are stored under a name, once this page has found them to be those that were expected.
 *
 * @throws Error when they are others, or when the browser cannot tell
 */
export async function checkedBytes(name: string, digest: string): Promise<Uint8Array<ArrayBuffer>> {
  if (!globalThis.isSecureContext) {
    throw new Error(
      'A browser computes digests on pages from localhost or HTTPS alone. Open the console there.',
    );
  }
  const blob = (await expect(
    api.GET('/artifacts/{name}/content', { params: { path: { name } }, parseAs: 'blob' }),
  )) as unknown as Blob;
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const found = `sha256:${[...hash].map(byte => byte.toString(16).padStart(2, '0')).join('')}`;
  if (found !== digest) throw new Error(`The bytes that came are ${found}, and ${digest} was expected.`);
  return bytes;
}
