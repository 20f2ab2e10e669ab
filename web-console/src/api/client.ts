import createClient, { type Middleware } from 'openapi-fetch';
import { connection } from './connection';
import { ConnectionLost, problemOf } from './problem';
import type { paths } from './schema';
import { endSession, sessionSecret } from './session';

export const BASE = '/api/v1';
export const SECRET_HEADER = 'Triptych-Session-Secret';

const withSecret: Middleware = {
  onRequest({ request }) {
    const secret = sessionSecret();
    if (secret !== undefined) request.headers.set(SECRET_HEADER, secret);
    return request;
  },
  onResponse({ request, response }) {
    connection.answered();
    if (response.status === 401 && !isSignIn(request)) {
      endSession('expired', request.headers.get(SECRET_HEADER) ?? undefined);
    }
    return response;
  },
  onError({ error, request }) {
    if (request.signal.aborted) return undefined;
    connection.failed();
    return new ConnectionLost(error);
  },
};

function isSignIn(request: Request): boolean {
  return request.method === 'POST' && new URL(request.url).pathname === `${BASE}/session`;
}

export const api = createClient<paths>({
  baseUrl: BASE,
  // Looked up at each call, so that the mock API can stand in for it.
  fetch: request => globalThis.fetch(request),
});
api.use(withSecret);

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** What was asked for, or throws the problem that came instead. */
export async function expect<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemOf(response.status, error);
  return data as T;
}
