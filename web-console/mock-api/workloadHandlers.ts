import type { Action, LogRecord, Workload, WorkloadDescription } from '../src/api/schema';
import { filterOf, matchesFilter } from '../src/api/workloadFilter';
import { Refusal, type Handlers } from './contract';
import { advice } from './advice';
import { usage } from './usage';
import type { Member, World } from './world';

type Ids =
  | 'createWorkload'
  | 'listWorkloads'
  | 'getWorkload'
  | 'replaceWorkload'
  | 'deleteWorkload'
  | 'startWorkload'
  | 'stopWorkload'
  | 'restartWorkload'
  | 'pauseWorkload'
  | 'resumeWorkload'
  | 'listRuns'
  | 'getRun'
  | 'getLogs'
  | 'getUsage'
  | 'getAdvice'
  | 'invokeWorkload'
  | 'openTerminal'
  | 'openConsole'
  | 'openDisplay'
  | 'runCommand';

const FIELDS = new Set([
  'name',
  'kind',
  'lifecycle',
  'source',
  'args',
  'env',
  'stdin',
  'mounts',
  'ports',
  'resources',
  'restart',
  'probe',
  'labels',
  'vm',
  'container',
  'wasm',
  'network',
  'status',
]);

export function workloadHandlers(world: World): Pick<Handlers, Ids> {
  const accepted = (member: Member) => ({
    status: 202 as const,
    body: member.workload,
    headers: tag(member),
  });
  return {
    createWorkload: ({ body, query }) => {
      check(world, body);
      if (query.dryRun === 'true') return { status: 200, body: dryRun(world, body) };
      if (world.members.has(body.name)) {
        throw new Refusal(
          409,
          'NAME_TAKEN',
          `There is already a workload "${body.name}". Choose another name, or delete that one.`,
          [{ field: 'name', message: 'taken' }],
        );
      }
      const member = world.create(body);
      return { status: 201, body: member.workload, headers: tag(member) };
    },
    listWorkloads: ({ query, parameters }) => {
      const all = [...world.members.values()]
        .map(each => each.workload)
        .sort(byAge)
        .filter(each => matchesFilter(filterOf(parameters), each));
      const limit = Number(query.limit ?? 50);
      const from = Number(query.cursor ?? 0);
      const next = from + limit < all.length ? String(from + limit) : undefined;
      return { status: 200, body: { items: all.slice(from, from + limit), ...(next && { next }) } };
    },
    getWorkload: ({ path }) => {
      const member = world.member(path.name);
      return { status: 200, body: member.workload, headers: tag(member) };
    },
    replaceWorkload: ({ path, body, headers }) => {
      const member = world.member(path.name);
      const wanted = headers.get('If-Match');
      if (wanted !== null && wanted !== `"${member.etag}"`) {
        throw new Refusal(
          412,
          'PRECONDITION_FAILED',
          'It has changed since you read it. Read it again and repeat with its new ETag.',
        );
      }
      check(world, body);
      world.replace(member, body);
      return { status: 200, body: member.workload, headers: tag(member) };
    },
    deleteWorkload: ({ path }) => {
      world.remove(world.member(path.name));
      return { status: 202, body: undefined };
    },
    startWorkload: ({ path }) => {
      const member = world.member(path.name);
      requireAction(member, 'start');
      world.start(member);
      return accepted(member);
    },
    stopWorkload: ({ path }) => {
      const member = world.member(path.name);
      requireAction(member, 'stop');
      world.stop(member);
      return accepted(member);
    },
    restartWorkload: ({ path }) => {
      const member = world.member(path.name);
      requireAction(member, 'restart');
      world.start(member);
      return accepted(member);
    },
    pauseWorkload: ({ path }) => {
      const member = world.member(path.name);
      if (member.workload.status.state !== 'paused') {
        requireAction(member, 'pause');
        world.move(member, 'paused', { code: 'PAUSED', message: 'Paused.' }, 'admin');
      }
      return { status: 200, body: member.workload, headers: tag(member) };
    },
    resumeWorkload: ({ path }) => {
      const member = world.member(path.name);
      requireAction(member, 'resume');
      const state = member.runs[0]?.state === 'running' ? 'running' : 'ready';
      world.move(member, state, { code: 'RESUMED', message: 'Resumed.' }, 'admin');
      return { status: 200, body: member.workload, headers: tag(member) };
    },
    listRuns: ({ path }) => ({ status: 200, body: { items: world.member(path.name).runs } }),
    getRun: ({ path }) => {
      const run = world.member(path.name).runs.find(each => each.number === Number(path.run));
      if (!run)
        throw new Refusal(404, 'RUN_NOT_FOUND', `The workload "${path.name}" has no run ${path.run}.`);
      return { status: 200, body: run };
    },
    getLogs: ({ path, query, headers, signal }) => {
      const member = world.member(path.name);
      const run = Number(query.run ?? member.runs[0]?.number ?? 0);
      if (!member.logs.has(run))
        throw new Refusal(404, 'RUN_NOT_FOUND', `The workload "${path.name}" has no run ${run}.`);
      const of = (record: LogRecord) =>
        !query.stream || record.type !== 'output' || record.stream === query.stream;
      if (headers.get('Accept') === 'text/plain') {
        const text = (member.logs.get(run) ?? []).filter(of).map(plain).join('');
        return { status: 200, stream: text, contentType: 'text/plain' };
      }
      const stream = follow(() => (member.logs.get(run) ?? []).filter(of), query.cursor, signal);
      return { status: 200, stream, contentType: 'application/x-ndjson' };
    },
    getUsage: ({ path, query }) => ({
      status: 200,
      body: usage(world.member(path.name), query.since),
    }),
    getAdvice: ({ path }) => ({ status: 200, body: advice(world.member(path.name).workload) }),
    openTerminal: ({ path }) => {
      requireAction(world.member(path.name), 'exec');
      throw new Refusal(426, 'UPGRADE_REQUIRED', 'A terminal is a WebSocket.');
    },
    openConsole: ({ path }) => {
      requireAction(world.member(path.name), 'console');
      throw new Refusal(426, 'UPGRADE_REQUIRED', 'A terminal is a WebSocket.');
    },
    openDisplay: ({ path }) => {
      requireAction(world.member(path.name), 'display');
      throw new Refusal(426, 'UPGRADE_REQUIRED', 'A terminal is a WebSocket.');
    },
    runCommand: ({ path, body }) => {
      requireAction(world.member(path.name), 'exec');
      const text = (content: string) => ({ content, encoding: 'utf-8' as const, truncated: false });
      return {
        status: 200,
        body: {
          exitCode: 0,
          durationMs: 41,
          output: { stdout: text(`${body.command.join(' ')}\n`), stderr: text('') },
        },
      };
    },
    invokeWorkload: async ({ path, body }) => {
      const member = world.member(path.name);
      const { workload } = member;
      if (workload.kind !== 'wasm' || workload.lifecycle !== 'job') {
        throw new Refusal(422, 'NOT_SUPPORTED', 'Only jobs of the kind wasm can be invoked.');
      }
      member.invocations += 1;
      const input = await (body as unknown as Blob).text();
      return {
        status: 200,
        stream: `Hello, ${input.trim() || 'World'}!\n`,
        contentType: 'application/octet-stream',
        headers: {
          'Triptych-Exit-Code': input.includes('fail') ? '3' : '0',
          'Triptych-Duration-Nanos': '412345',
          'Triptych-Cpu-Nanos': '398120',
          'Triptych-Memory-Peak-Bytes': '131120',
          'Triptych-Engine': 'endive',
          ...(input.includes('fail') && { 'Triptych-Stderr-Tail': btoa('greeter: asked to fail\n') }),
        },
      };
    },
  };
}

function tag(member: Member): Record<string, string> {
  return { ETag: `"${member.etag}"` };
}

function byAge(a: Workload, b: Workload): number {
  return b.status.createdAt.localeCompare(a.status.createdAt) || a.name.localeCompare(b.name);
}

function requireAction(member: Member, action: Exclude<Action, 'replace' | 'delete'>): void {
  const found = member.workload.status.availableActions.find(each => each.action === action);
  if (!found?.available)
    throw new Refusal(409, 'ACTION_NOT_POSSIBLE', `Not possible: ${found?.reason ?? 'no such action'}.`);
}

/** A few of the service's rules, enough to see what a refusal looks like. */
function check(world: World, body: WorkloadDescription): void {
  for (const field of Object.keys(body)) {
    if (!FIELDS.has(field)) {
      throw new Refusal(400, 'UNKNOWN_FIELD', `There is no field "${field}".`, [
        { field, message: 'no such field' },
      ]);
    }
  }
  const violations = [];
  if (!/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(body.name ?? '')) {
    violations.push({
      field: 'name',
      message: 'lower-case letters, digits and hyphens; begins with a letter',
    });
  }
  if (!['vm', 'container', 'wasm'].includes(body.kind))
    violations.push({ field: 'kind', message: 'one of vm, container, wasm' });
  const memory = body.resources?.memory;
  if (memory !== undefined && !/^\d+(KiB|MiB|GiB)$/.test(memory)) {
    violations.push({
      field: 'resources.memory',
      message: `"${memory}": did you mean ${parseInt(memory, 10) || 64}MiB?`,
    });
  }
  if (violations.length > 0) {
    const first = violations[0];
    throw new Refusal(400, 'VALIDATION_FAILED', `${first?.field}: ${first?.message}.`, violations);
  }
  if (body.kind === 'wasm' && body.network?.shared && (body.wasm?.http ?? 'none') === 'none') {
    throw new Refusal(
      422,
      'NOT_SUPPORTED',
      'A module is reached by its HTTP service alone: with network.shared, set wasm.http to "cgi" and give a port.',
    );
  }
  if (body.kind === 'wasm' && !world.artifacts.has(body.source?.artifact ?? '')) {
    throw new Refusal(
      422,
      'SOURCE_NOT_FOUND',
      `There is no artifact "${body.source?.artifact}". Store it first.`,
      [{ field: 'source.artifact', message: 'no such artifact' }],
    );
  }
}

function dryRun(world: World, description: WorkloadDescription) {
  const media = { vm: 'application/xml', container: 'application/json', wasm: 'application/json' }[
    description.kind
  ];
  const name = `triptych-${description.name}-7c2f`;
  return {
    dryRun: true,
    workload: { lifecycle: 'job' as const, resources: { cpus: 1, memory: '64MiB' }, ...description },
    driver: description.kind,
    source: world.source(description),
    plan: {
      name,
      mediaType: media,
      content:
        description.kind === 'vm'
          ? `<domain type="qemu">\n  <name>${name}</name>\n  <memory unit="MiB">256</memory>\n</domain>`
          : JSON.stringify({ name, args: description.args ?? [] }, null, 2),
    },
  };
}

function plain(record: LogRecord): string {
  if (record.type !== 'output') return '';
  return record.encoding === 'base64' ? atob(record.content ?? '') : (record.content ?? '');
}

/** Sends what is there and then what comes, until the end record or until the reader leaves. */
function follow(
  read: () => LogRecord[],
  cursor: string | undefined,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let last = cursor;
  let timer: ReturnType<typeof setInterval>;
  return new ReadableStream({
    start(controller) {
      const stop = () => clearInterval(timer);
      const send = () => {
        const all = read();
        const from = last === undefined ? 0 : all.findIndex(each => each.cursor === last) + 1;
        for (const record of all.slice(from)) {
          controller.enqueue(encoder.encode(`${JSON.stringify(record)}\n`));
          last = record.cursor;
          if (record.type === 'end') {
            stop();
            controller.close();
            return;
          }
        }
      };
      timer = setInterval(send, 100);
      signal.addEventListener('abort', () => {
        stop();
        controller.error(new DOMException('aborted', 'AbortError'));
      });
      send();
    },
    cancel: () => clearInterval(timer),
  });
}
