import { BASE, SECRET_HEADER } from '../src/api/client';
import { match } from '../src/ui/router';
import { Refusal, ROUTES, type Handler, type OperationId, type Streamed } from './contract';
import { FLEETS } from './fleets';
import { MOCK_SECRET, handlers } from './handlers';
import { MockDisplay } from './MockDisplay';
import { MockTerminal } from './MockTerminal';
import { MockUpload } from './MockUpload';
import { World } from './world';

/** What a test, or somebody at the browser's console, may change: `triptychMock.world.goAway()`. */
export type MockControl = { world: World; fail: (operation: OperationId | undefined) => void };
export type Scenario = {
  fleet?: keyof typeof FLEETS;
  role?: 'viewer' | 'operator' | 'admin';
  speed?: number;
};

const OPEN: ReadonlySet<OperationId> = new Set(['openSession']);

declare global {
  interface Window {
    triptychMock: MockControl;
    triptychScenario?: Scenario;
  }
}

/** Puts a pretended service behind this page's `fetch` and uploads. Everything above it is the console as it is. */
export function installMockApi(): void {
  const scenario = window.triptychScenario ?? {};
  const world = new World();
  world.role = scenario.role ?? 'admin';
  world.speed = scenario.speed ?? 1;
  FLEETS[scenario.fleet ?? 'mixed'](world);
  const all = handlers(world);
  let failing: OperationId | undefined;
  window.triptychMock = { world, fail: operation => (failing = operation) };

  const answer = async (request: Request): Promise<Response> => {
    if (!world.reachable) throw new TypeError('Failed to fetch');
    try {
      const [id, path] = route(request);
      if (failing === id)
        throw new Refusal(500, 'INTERNAL_ERROR', 'Something went wrong here. The log has more.');
      authorize(id, request);
      const handler = all[id] as unknown as Handler<OperationId>;
      const parameters = new URL(request.url).searchParams;
      const query = Object.fromEntries(parameters);
      const { headers, signal } = request;
      const reply = await handler({
        path,
        query,
        parameters,
        headers,
        signal,
        body: await bodyOf(request),
      } as never);
      return respond(reply as Streamed | { status: number; body: unknown; headers?: Record<string, string> });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return Response.json(error.problem, {
        status: error.problem.status,
        headers: { 'Content-Type': 'application/problem+json' },
      });
    }
  };
  const network = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    return new URL(request.url).pathname.startsWith(`${BASE}/`) ? answer(request) : network(input, init);
  };
  globalThis.WebSocket = class extends MockTerminal {
    constructor(address: string) {
      if (new URL(address).pathname.endsWith('/display')) return new MockDisplay(address, world) as never;
      super(address, world);
    }
  } as unknown as typeof WebSocket;
  globalThis.XMLHttpRequest = MockUpload.answeredBy(answer, () => world.holdUploads);
}

function route(request: Request): [OperationId, Record<string, string>] {
  const path = new URL(request.url).pathname.slice(BASE.length);
  for (const [id, pattern] of Object.entries(ROUTES)) {
    const [method, template] = pattern.split(' ');
    const values = method === request.method && match(template ?? '', path);
    if (values) return [id as OperationId, values];
  }
  throw new Refusal(404, 'ROUTE_NOT_FOUND', `There is no ${request.method} ${path}.`);
}

function authorize(id: OperationId, request: Request): void {
  if (OPEN.has(id) || request.headers.get(SECRET_HEADER) === MOCK_SECRET) return;
  throw new Refusal(401, 'UNAUTHENTICATED', 'This call needs a token.');
}

async function bodyOf(request: Request): Promise<unknown> {
  if (request.method === 'GET' || request.method === 'DELETE') return undefined;
  const type = request.headers.get('Content-Type') ?? '';
  if (['application/octet-stream', 'application/x-tar'].includes(type)) return request.blob();
  const text = await request.text();
  return text === '' ? undefined : JSON.parse(text);
}

function respond(
  reply: Streamed | { status: number; body: unknown; headers?: Record<string, string> },
): Response {
  if ('stream' in reply)
    return new Response(reply.stream, {
      status: 200,
      headers: { ...reply.headers, 'Content-Type': reply.contentType },
    });
  const headers = reply.headers ?? {};
  // A 202 of a deletion has no body, and says so, as the service does.
  if (reply.body === undefined) {
    return new Response(null, { status: reply.status, headers: { ...headers, 'Content-Length': '0' } });
  }
  return Response.json(reply.body, { status: reply.status, headers });
}
