import { BASE, SECRET_HEADER } from './client';
import { connection } from './connection';
import { ConnectionLost, problemOf } from './problem';
import type { Artifact } from './schema';
import { sessionSecret } from './session';

export type Upload = { name: string; file: Blob; replaces?: string | undefined };

/** Stores an artifact. `fetch` cannot tell how far an upload is, so this is the one call that goes another way. */
export function upload(
  { name, file, replaces }: Upload,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Artifact> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', `${BASE}/artifacts/${encodeURIComponent(name)}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    const secret = sessionSecret();
    if (secret !== undefined) request.setRequestHeader(SECRET_HEADER, secret);
    if (replaces !== undefined) request.setRequestHeader('If-Match', `"${replaces}"`);
    request.upload.onprogress = event => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      connection.answered();
      if (request.status >= 400) return reject(problemOf(request.status, request.responseText));
      resolve(JSON.parse(request.responseText) as Artifact);
    };
    // A service that refuses in the middle of an upload may close the connection before its answer is read.
    request.onerror = () => reject(new ConnectionLost('upload'));
    request.onabort = () => reject(new DOMException('The upload was cancelled.', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

/** An artifact's name made of a file's name: lower case, and only what a name may hold. */
export function artifactName(fileName: string): string {
  const name = fileName
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 63)
    .replace(/[^a-z0-9]+$/, '');
  return name || 'artifact';
}
