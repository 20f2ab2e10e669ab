import type { BackendDescription, BackendFigures, BackendStatus, Service } from '../src/api/schema';
import { Refusal, type Handlers } from './contract';
import type { World } from './world';

type Ours = Pick<Handlers, 'listServices' | 'putService' | 'getService' | 'deleteService'>;

/** Services, whose workloads answer as fast as their kind does in life. */
export function serviceHandlers(world: World): Ours {
  return {
    listServices: () => ({
      status: 200,
      body: { items: [...world.services.keys()].sort().map(name => shown(world, name)) },
    }),
    getService: ({ path }) => ({
      status: 200,
      body: shown(world, path.name),
      headers: { ETag: `"${world.services.get(path.name)?.etag ?? 0}"` },
    }),
    putService: ({ path, body, headers }) => {
      const old = world.services.get(path.name);
      (body.backends ?? []).forEach((backend, i) => {
        if (!world.members.has(backend.workload)) {
          const field = `backends[${i}].workload`;
          const message = 'there is no workload of this name';
          throw new Refusal(422, 'BACKEND_NOT_FOUND', `${field}: ${message}.`, [{ field, message }]);
        }
      });
      if (old && headers.get('If-Match') !== `"${old.etag}"`) {
        throw new Refusal(412, 'PRECONDITION_FAILED', 'It has changed since you read it. Read it again.');
      }
      world.services.set(path.name, {
        description: body,
        etag: (old?.etag ?? 0) + 1,
        createdAt: old?.createdAt ?? new Date().toISOString(),
      });
      world.tell(
        old ? 'service.replaced' : 'service.created',
        { type: 'service', name: path.name },
        { code: old ? 'SERVICE_REPLACED' : 'SERVICE_CREATED', message: 'As asked.' },
        `${old ? 'Changed' : 'Made'} the service ${path.name}.`,
      );
      const answer = shown(world, path.name);
      return old ? { status: 200, body: answer } : { status: 201, body: answer };
    },
    deleteService: ({ path }) => {
      if (!world.services.delete(path.name)) throw missing(path.name);
      return { status: 204, body: undefined };
    },
  };
}

function missing(name: string): Refusal {
  return new Refusal(404, 'SERVICE_NOT_FOUND', `There is no service "${name}".`);
}

function shown(world: World, name: string): Service {
  const service = world.services.get(name);
  if (!service) throw missing(name);
  const { description, createdAt, problem } = service;
  const protocol = description.protocol ?? 'http';
  const port = description.port ? description.port : 41_830;
  return {
    name,
    protocol,
    port: description.port ?? 0,
    bind: description.bind ?? '127.0.0.1',
    hosts: description.hosts ?? [],
    backends: description.backends ?? [],
    limits: {
      header: '16KiB',
      idle: '60s',
      connect: '3s',
      response: '60s',
      drain: '30s',
      ...description.limits,
    },
    status: {
      port,
      addresses:
        protocol === 'http'
          ? [`http://127.0.0.1:${port}/`, `http://${name}.localhost:7780/`]
          : [`tcp://127.0.0.1:${port}`],
      countedSince: createdAt,
      backends: (description.backends ?? []).map(each => backend(world, each)),
      ...migrationOf(world, name),
      ...(problem !== undefined && { problem }),
      createdAt,
      changedAt: createdAt,
    },
  };
}

/** The migration that moves it now. */
function migrationOf(world: World, service: string): { migration?: string } {
  const open = [...world.migrations.values()].find(
    each => each.service === service && each.status.endedAt === undefined,
  );
  return open ? { migration: open.name } : {};
}

function backend(world: World, { workload, port, weight = 1 }: BackendDescription): BackendStatus {
  const member = world.members.get(workload);
  const common = { workload, weight, ...(port !== undefined && { port }) };
  if (member?.workload.status.state !== 'ready') {
    const reason = member
      ? `The workload is ${member.workload.status.state}.`
      : 'There is no workload of this name any more.';
    return { ...common, health: 'not-ready', reason, figures: figures(0, 1) };
  }
  return {
    ...common,
    health: 'ready',
    address: '127.0.0.1:32768',
    figures: figures(18_400 * weight, member.workload.kind === 'wasm' ? 0.4 : 1),
  };
}

const BARS = [0.25, 0.5, 1, 2.5, 5, 10, 25, 50];
const SHARES = [0.02, 0.31, 0.42, 0.17, 0.05, 0.02, 0.008, 0.002];

function figures(requests: number, slowness: number): BackendFigures {
  const failed = Math.round(requests / 9_000);
  return {
    requests,
    inFlight: requests > 0 ? 3 : 0,
    answers: {
      informational: 0,
      successful: requests - failed,
      redirected: 0,
      refused: 0,
      failed,
    },
    connectFailures: 0,
    timeouts: 0,
    broken: 0,
    clientsLeft: requests > 0 ? 2 : 0,
    retried: 0,
    bytesIn: requests * 74,
    bytesOut: requests * 612,
    ...(requests > 0 && {
      latency: {
        count: requests,
        p50Ms: 0.71 * slowness,
        p95Ms: 2.3 * slowness,
        p99Ms: 6.1 * slowness,
        maxMs: 44 * slowness,
        histogram: [
          ...BARS.map((atMostMs, i) => ({
            atMostMs,
            count: Math.round(requests * (SHARES[i] ?? 0)),
          })),
          { count: 0 },
        ],
      },
    }),
  };
}
