import type { Artifact } from '../src/api/schema';

/** A module that really runs, put together by hand. What it does is said as the text format would say it. */
export type RunnableModule = { digest: string; base64: string };

/** Reads its input once and writes `Hello, `, the input and `!`, in one `fd_write`. */
export const GREETER: RunnableModule = {
  digest: 'sha256:51bf5b549234f40f7e3eef50b5fd3122ef4d92a7e0c6d94c3a778ab7c175db49',
  base64:
    'AGFzbQEAAAABDAJgBH9/f38Bf2AAAAJEAhZ3YXNpX3NuYXBzaG90X3ByZXZpZXcxCGZkX3dyaXRlAAAWd2FzaV9zbmFwc2hvdF9wcmV2aWV3' +
    'MQdmZF9yZWFkAAADAgEBBQMBAAIHEwIGbWVtb3J5AgAGX3N0YXJ0AAIKWgFYAEEAQcAANgIAQQRBgAg2AgBBAEEAQQFBEBABGkEYQYAQNgIA' +
    'QRxBBzYCAEEgQcAANgIAQSRBECgCADYCAEEoQYgQNgIAQSxBAjYCAEEBQRhBA0EUEAAaCwsRAQBBgBALCkhlbGxvLCAAIQo=',
};

/** `(loop br 0)`: never comes to its end. */
export const SPINNER: RunnableModule = {
  digest: 'sha256:edeaea371141a30d7699d9157d5fdafa1733a24e306298a7e9f51f35b3d2e379',
  base64:
    'AGFzbQEAAAABDAJgBH9/f38Bf2AAAAJEAhZ3YXNpX3NuYXBzaG90X3ByZXZpZXcxCGZkX3dyaXRlAAAWd2FzaV9zbmFwc2hvdF9wcmV2aWV3' +
    'MQdmZF9yZWFkAAADAgEBBQMBAAIHEwIGbWVtb3J5AgAGX3N0YXJ0AAIKCQEHAANADAALCw==',
};

/** Writes markup, an escape and a sign that turns the direction of writing, again and again. */
export const FLOOD: RunnableModule = {
  digest: 'sha256:4196a3e624973e61d46b619bae6d9e41add151053af231f2adbbfc5fd1968d6d',
  base64:
    'AGFzbQEAAAABDAJgBH9/f38Bf2AAAAJEAhZ3YXNpX3NuYXBzaG90X3ByZXZpZXcxCGZkX3dyaXRlAAAWd2FzaV9zbmFwc2hvdF9wcmV2aWV3' +
    'MQdmZF9yZWFkAAADAgEBBQMBAAIHEwIGbWVtb3J5AgAGX3N0YXJ0AAIKIwEhAEEYQYAQNgIAQRxBLDYCAANAQQFBGEEBQRQQABoMAAsLCzMB' +
    'AEGAEAssPGltZyBzcmM9eCBvbmVycm9yPSJ3aW5kb3cub3duZWQ9MSI+G1sySuKArgo=',
};

/** Grows its memory until it is refused, then traps. */
export const GROWER: RunnableModule = {
  digest: 'sha256:806263624794e0e7baffdb1cdb634ce5e5ce96a29415cf3f26f8b2114201a24a',
  base64:
    'AGFzbQEAAAABDAJgBH9/f38Bf2AAAAJEAhZ3YXNpX3NuYXBzaG90X3ByZXZpZXcxCGZkX3dyaXRlAAAWd2FzaV9zbmFwc2hvdF9wcmV2aWV3' +
    'MQdmZF9yZWFkAAADAgEBBQMBAAIHEwIGbWVtb3J5AgAGX3N0YXJ0AAIKEQEPAANAQRBAAEF/Rw0ACwAL',
};

const RUNNABLE = [GREETER, SPINNER, FLOOD, GROWER];

/** What is stored under an artifact's digest; bytes that only begin like a module where there is no real one. */
export function contentOf({ digest }: Artifact): Uint8Array<ArrayBuffer> {
  const base64 = RUNNABLE.find(each => each.digest === digest)?.base64;
  return base64 === undefined
    ? new TextEncoder().encode(`\0asm${digest}`)
    : Uint8Array.from(atob(base64), sign => sign.charCodeAt(0));
}
