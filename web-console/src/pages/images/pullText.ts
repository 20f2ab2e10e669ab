import type { Pull, PullProgress, PullRequest } from '../../api/schema';
import { bytes } from '../../ui/format';

export type PullFields = { reference: string; platform: string; username: string; secret: string };

/** Why it cannot be asked for yet. */
export function pullRefusal({ reference, username, secret }: PullFields): string | undefined {
  if (reference.trim() === '') return 'it needs an image';
  if ((username.trim() === '') !== (secret === '')) return 'a user name and a secret go together';
  return undefined;
}

export function pullRequest({ reference, platform, username, secret }: PullFields): PullRequest {
  return {
    reference: reference.trim(),
    ...(platform.trim() !== '' && { platform: platform.trim() }),
    ...(secret !== '' && { credentials: { username: username.trim(), password: { secret } } }),
  };
}

/** From 0 to 1: to fetch a layer and to unpack it count the same. Nothing is known at first. */
export function shareDone({ bytes: whole, bytesFetched, bytesUnpacked }: PullProgress): number | undefined {
  return whole === 0 ? undefined : (bytesFetched + bytesUnpacked) / (2 * whole);
}

export function progressText({ state, progress }: Pick<Pull, 'state' | 'progress'>): string {
  if (progress.layers === 0) return state === 'pulling' ? 'asking the registry' : '';
  const layers = `${progress.layersDone} of ${progress.layers} layers`;
  return progress.bytes === 0
    ? layers
    : `${layers}, ${bytes(progress.bytesFetched)} of ${bytes(progress.bytes)}`;
}
