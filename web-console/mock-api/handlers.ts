import type { Artifact, Host, Token, WorkloadCount } from '../src/api/schema';
import { sizeBytes } from '../src/ui/format';
import { OCCUPYING } from '../src/ui/states';
import specification from '../../api-spec/src/main/resources/openapi/openapi.yaml?raw';
import { Refusal, type Handlers } from './contract';
import { comparisonHandlers } from './comparisonHandlers';
import { conditionHandlers } from './conditionHandlers';
import { auditPage } from './audit';
import { fileHandlers } from './fileHandlers';
import { imageHandlers } from './imageHandlers';
import { pullHandlers } from './pullHandlers';
import * as volumes from './volumes';
import { assessmentHandlers } from './assessmentHandlers';
import { migrationHandlers } from './migrationHandlers';
import { recordingHandlers } from './recordingHandlers';
import { generationHandlers } from './generationHandlers';
import { contentOf } from './modules';
import { INSTALLATION, listNetworks } from './networks';
import { snapshotHandlers } from './snapshotHandlers';
import { serviceHandlers } from './serviceHandlers';
import { workloadHandlers } from './workloadHandlers';
import type { Users, World } from './world';

export const MOCK_TOKEN = 'trp_mock-admin';
export const MOCK_CODE = 'mock-code';
export const MOCK_SECRET = 'mock-session-secret';

const GIB = 2 ** 30;
const STARTED = new Date(Date.now() - 26 * 3_600_000).toISOString();

export function handlers(world: World): Handlers {
  let codeUsed = false;
  return {
    ...workloadHandlers(world),
    ...fileHandlers(world),
    ...imageHandlers(world),
    ...pullHandlers(world),
    ...generationHandlers(world),
    ...snapshotHandlers(world),
    ...conditionHandlers(world),
    ...comparisonHandlers(world),
    ...serviceHandlers(world),
    ...migrationHandlers(world),
    ...assessmentHandlers(world),
    ...recordingHandlers(),
    getHost: () => ({ status: 200, body: host(world) }),
    listEvents: ({ query }) => {
      const limit = Number(query.limit ?? 50);
      const about = world.events.filter(each => !query.workload || each.subject.name === query.workload);
      const items =
        query.after === undefined
          ? about.slice(-limit)
          : about.filter(each => each.id > Number(query.after)).slice(0, limit);
      return { status: 200, body: { items, next: items.at(-1)?.id ?? 0 } };
    },
    streamEvents: ({ headers, signal }) => ({
      status: 200,
      stream: eventStream(world, headers.get('Last-Event-ID'), signal),
      contentType: 'text/event-stream',
    }),
    listArtifacts: ({ query }) => ({
      status: 200,
      body: {
        items: [...world.artifacts.values()]
          .filter(each => each.name.includes(query.q ?? ''))
          .map(each => used(world, each))
          .sort(byName),
      },
    }),
    putArtifact: async ({ path, body, headers }) => {
      const bytes = new Uint8Array(await new Response(body as unknown as Blob).arrayBuffer());
      return putArtifact(world, path.name, bytes, headers.get('If-Match'));
    },
    getArtifact: ({ path }) => ({ status: 200, body: used(world, artifact(world, path.name)) }),
    deleteArtifact: ({ path }) => {
      const found = used(world, artifact(world, path.name));
      if (found.usedBy.length > 0) {
        throw new Refusal(
          409,
          'ARTIFACT_IN_USE',
          `"${path.name}" is used by the workload "${found.usedBy[0]}". Delete that first.`,
        );
      }
      world.artifacts.delete(path.name);
      return { status: 204, body: undefined };
    },
    getArtifactContent: ({ path }) => ({
      status: 200,
      stream: contentOf(artifact(world, path.name)),
      contentType: 'application/octet-stream',
    }),
    listVolumes: () => ({ status: 200, body: { items: volumes.listVolumes(world) } }),
    putVolume: ({ path, body }) => volumes.putVolume(world, path.name, body.size),
    getVolume: ({ path }) => ({ status: 200, body: volumes.getVolume(world, path.name) }),
    deleteVolume: ({ path }) => {
      volumes.deleteVolume(world, path.name);
      return { status: 204, body: undefined };
    },
    exportVolume: ({ path }) => ({
      status: 200,
      stream: volumes.exportVolume(world, path.name).stream(),
      contentType: 'application/x-tar',
    }),
    importVolume: async ({ path, body }) => ({
      status: 200,
      body: volumes.importVolume(world, path.name, await new Response(body as unknown as Blob).blob()),
    }),
    listNetworks: () => ({ status: 200, body: listNetworks(world) }),
    listAudit: ({ query }) => ({
      status: 200,
      body: auditPage(world, query.cursor, Number(query.limit ?? 50)),
    }),
    listTokens: () => ({ status: 200, body: { items: [...world.tokens.values()].sort(byName) } }),
    createToken: ({ body }) => {
      if (world.tokens.has(body.name)) {
        throw new Refusal(
          409,
          'NAME_TAKEN',
          `There is already a token "${body.name}". Choose another name, or delete that one.`,
        );
      }
      const token: Token = { name: body.name, role: body.role, createdAt: new Date().toISOString() };
      world.tokens.set(body.name, token);
      return { status: 201, body: { ...token, token: 'trp_4mX0mock0mock0mock0mock0mock0mock0mock0mock' } };
    },
    deleteToken: ({ path }) => {
      if (path.name === 'admin') throw new Refusal(409, 'ACTION_NOT_POSSIBLE', 'The last admin token stays.');
      world.tokens.delete(path.name);
      return { status: 204, body: undefined };
    },
    listSecrets: () => ({
      status: 200,
      body: {
        items: [...world.secrets.values()]
          .map(each => ({ ...each, ...usersOf(world, each.name) }))
          .sort(byName),
      },
    }),
    putSecret: ({ path }) => {
      const now = new Date().toISOString();
      const old = world.secrets.get(path.name);
      const secret = { name: path.name, createdAt: old?.createdAt ?? now, changedAt: now };
      world.secrets.set(path.name, secret);
      const body = { ...secret, ...usersOf(world, path.name) };
      return old ? { status: 200, body } : { status: 201, body };
    },
    deleteSecret: ({ path }) => {
      if (!world.secrets.delete(path.name))
        throw new Refusal(404, 'SECRET_NOT_FOUND', `There is no secret "${path.name}".`);
      return { status: 204, body: undefined };
    },
    openSession: ({ body }) => {
      const byCode = body.code === MOCK_CODE && !codeUsed;
      if (body.code !== undefined && !byCode) {
        throw new Refusal(
          401,
          'UNAUTHENTICATED',
          'This sign-in link was used before or is too old. ./triptych up prints a new one.',
        );
      }
      if (!byCode && body.token !== MOCK_TOKEN) {
        throw new Refusal(
          401,
          'UNAUTHENTICATED',
          'This token is not known here. ./triptych token prints the right one.',
        );
      }
      codeUsed ||= byCode;
      return {
        status: 201,
        body: { subject: 'admin', role: world.role, expiresAt: inAnHour(), sessionSecret: MOCK_SECRET },
      };
    },
    getSession: () => ({
      status: 200,
      body: {
        subject: world.role === 'admin' ? 'admin' : 'dashboard',
        role: world.role,
        expiresAt: inAnHour(),
      },
    }),
    closeSession: () => ({ status: 204, body: undefined }),
    createSignInLink: () => ({ status: 201, body: { url: `/#code=${MOCK_CODE}`, expiresAt: inAnHour() } }),
    createTicket: () => ({ status: 201, body: { ticket: 'mock-ticket', expiresAt: inAnHour() } }),
    getSpecification: () => ({ status: 200, stream: specification, contentType: 'application/yaml' }),
  };
}

function inAnHour(): string {
  return new Date(Date.now() + 3_600_000).toISOString();
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name);
}

function usersOf(world: World, secret: string): Users {
  return world.usedBy(workload =>
    Object.values(workload.env ?? {}).some(value => typeof value === 'object' && value.secret === secret),
  );
}

function used(world: World, found: Artifact): Artifact {
  return { ...found, ...world.usedBy(each => each.source.artifact === found.name) };
}

function artifact(world: World, name: string): Artifact {
  const found = world.artifacts.get(name);
  if (!found) throw new Refusal(404, 'ARTIFACT_NOT_FOUND', `There is no artifact "${name}".`);
  return found;
}

async function putArtifact(
  world: World,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  ifMatch: string | null,
) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const digest = `sha256:${[...hash].map(byte => byte.toString(16).padStart(2, '0')).join('')}`;
  const old = world.artifacts.get(name);
  if (old && old.digest !== digest && ifMatch === null) {
    throw new Refusal(
      428,
      'PRECONDITION_REQUIRED',
      `"${name}" holds other bytes. To replace them, send If-Match with its ETag.`,
    );
  }
  const isWasm = bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
  if (name.endsWith('.wasm') && !isWasm) {
    throw new Refusal(422, 'SOURCE_INVALID', `"${name}" is not a Wasm module. Build or send it again.`);
  }
  const now = new Date().toISOString();
  const stored: Artifact = {
    name,
    digest,
    sizeBytes: bytes.length,
    createdAt: old?.createdAt ?? now,
    changedAt: now,
    inspection: isWasm
      ? {
          format: 'wasm-module',
          wasm: {
            wasi: 'none',
            imports: [],
            exports: [],
            sections: [],
            languages: [],
            needs: [],
            counts: { imports: 0, exports: 0, sections: 0 },
          },
        }
      : { format: 'unknown' },
    usedBy: [],
    usedByCount: 0,
  };
  world.artifacts.set(name, stored);
  world.tell(
    'artifact.stored',
    { type: 'artifact', name },
    { code: 'STORED', message: 'New bytes were stored.' },
    `${name} was stored.`,
  );
  const body = used(world, stored);
  return old ? { status: 200 as const, body } : { status: 201 as const, body };
}

function host(world: World): Host {
  const workloads = [...world.members.values()].map(each => each.workload);
  const running = workloads.filter(each => OCCUPYING.has(each.status.state));
  const counts = new Map<string, WorkloadCount>();
  for (const { kind, status } of workloads) {
    const key = `${kind} ${status.state}`;
    counts.set(key, { kind, state: status.state, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const memory = running.reduce((sum, each) => sum + (sizeBytes(each.resources?.memory ?? '') ?? 0), 0);
  return {
    name: 'atelier',
    installation: INSTALLATION,
    version: '0.1.0',
    startedAt: STARTED,
    system: { operatingSystem: 'Debian GNU/Linux 12', kernel: '6.1.0', architecture: 'amd64' },
    capacity: { cpus: 8, memoryBytes: 24 * GIB, diskBytes: 240 * GIB },
    allotted: {
      cpus: running.reduce((sum, each) => sum + (each.resources?.cpus ?? 1), 0),
      memoryBytes: memory,
    },
    available: { cpus: 6.6, memoryBytes: 15.2 * GIB, diskBytes: 171 * GIB },
    workloads: [...counts.values()],
    drivers: world.drivers,
  };
}

function eventStream(world: World, last: string | null, signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let leave = () => {};
  return new ReadableStream({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const drop = () => {
        leave();
        controller.error(new TypeError('The connection was lost.'));
      };
      leave = world.onEvent(
        event => send(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
        drop,
      );
      signal.addEventListener('abort', drop);
      send(': hello\n\n');
      if (last !== null) {
        for (const event of world.events.filter(each => each.id > Number(last))) {
          send(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
        }
      }
    },
    cancel: () => leave(),
  });
}
