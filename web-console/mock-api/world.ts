import type {
  Artifact,
  Assessment,
  Comparison,
  ComparisonReport,
  Event,
  EventSubjectType,
  Generation,
  Host,
  LogRecord,
  Migration,
  Network,
  Orphan,
  Pull,
  Reason,
  Recording,
  Role,
  Run,
  Secret,
  ServiceDescription,
  Token,
  Warning,
  Workload,
  WorkloadDescription,
  WorkloadState,
} from '../src/api/schema';
import type { MockDisplay } from './MockDisplay';
import type { MockTerminal } from './MockTerminal';
import { CALLS, type AuditedCall } from './audit';
import { cache, footprint, phases } from './figures';
import { IMAGES, type HeldImage } from './images';
import type { HeldVolume } from './volumes';
import { FINDINGS } from './migrationStory';
import { GREETING, records, requests } from './output';
import { actions, observed } from './rules';
import { Refusal } from './contract';

export type Member = {
  workload: Workload;
  runs: Run[];
  logs: Map<number, LogRecord[]>;
  etag: number;
  invocations: number;
  /** Those before the present one, newest first. */
  earlier: Generation[];
  /** Who made the present generation, and when. */
  made: { createdAt: string; createdBy: string };
};
export type HeldService = {
  description: ServiceDescription;
  etag: number;
  createdAt: string;
  problem?: string;
};
const GENERATIONS_KEPT = 20;
export type Ending = { exitCode: number; reason?: Reason };

/** One pretended host. Each page load has its own, so tests do not see each other. */
/** Who uses something. */
export type Users = Pick<Secret, 'usedBy' | 'usedByCount'>;

/** The states that are shown with their reason. */
const WITH_REASON = new Set<WorkloadState>(['failed', 'lost', 'unknown', 'stopped', 'paused']);

export class World {
  readonly members = new Map<string, Member>();
  readonly artifacts = new Map<string, Artifact>();
  readonly secrets = new Map<string, Omit<Secret, keyof Users>>();
  readonly recordings = new Map<string, Recording>();
  readonly services = new Map<string, HeldService>();
  readonly tokens = new Map<string, Token>();
  readonly events: Event[] = [];
  role: Role = 'admin';
  drivers: Host['drivers'] = [];
  orphans: Orphan[] = [];
  warnings: Warning[] = [];
  readonly comparisons = new Map<string, Comparison>();
  readonly migrations = new Map<string, Migration>();
  images: HeldImage[] = IMAGES;
  pulls: Pull[] = [];
  readonly volumes = new Map<string, HeldVolume>();
  /** What is in the audit, over and over. */
  calls: AuditedCall[] = CALLS;
  findings: Assessment['findings'] = FINDINGS;
  /** What becomes of the reports of comparisons. */
  twist = (report: ComparisonReport): ComparisonReport => report;
  /** What becomes of what is told of networks. */
  knot = (network: Network): Network => network;
  /** How much faster than life things happen. */
  speed = 1;
  /** Whether uploads stop at three quarters until this is taken back. */
  holdUploads = false;
  /** Whether it answers at all. */
  reachable = true;
  /** The terminals that were opened, also those that are over. */
  readonly terminals = new Set<MockTerminal>();
  /** The displays that were opened, also those that are over. */
  readonly displays = new Set<MockDisplay>();
  /** The keys that were pressed in front of a display, as X11's keysyms. */
  readonly displayKeys: number[] = [];
  /** Somebody else who writes to each machine's console. */
  consoleWriter: string | undefined = undefined;
  private readonly listeners = new Set<(event: Event) => void>();
  private readonly streams = new Set<() => void>();

  onEvent(listener: (event: Event) => void, onDrop: () => void): () => void {
    this.listeners.add(listener);
    this.streams.add(onDrop);
    return () => {
      this.listeners.delete(listener);
      this.streams.delete(onDrop);
    };
  }

  /** As if the service had gone away; `come back` by setting `reachable` again. */
  goAway(): void {
    this.reachable = false;
    for (const drop of [...this.streams]) drop();
  }

  member(name: string): Member {
    const found = this.members.get(name);
    if (!found) throw new Refusal(404, 'WORKLOAD_NOT_FOUND', `There is no workload "${name}".`);
    return found;
  }

  tell(
    type: string,
    subject: { type: EventSubjectType; name: string },
    reason: Reason,
    message: string,
    more: Partial<Event> = {},
  ): void {
    const event: Event = {
      id: this.events.length + 1,
      at: new Date().toISOString(),
      type,
      subject,
      reason,
      actor: 'admin',
      message,
      ...more,
    };
    this.events.push(event);
    for (const listener of [...this.listeners]) listener(event);
  }

  /** Moves a workload to a state, with the event that says so. */
  move(member: Member, state: WorkloadState, reason: Reason, actor = 'system'): void {
    const { status, name } = member.workload;
    const from = status.state;
    status.state = state;
    status.observed = { state: observed(state), observedAt: new Date().toISOString() };
    status.changedAt = new Date().toISOString();
    if (WITH_REASON.has(state)) status.reason = reason;
    else delete status.reason;
    status.availableActions = actions(state, member.workload.kind);
    const run = member.runs[0];
    if (run && state !== 'deleting' && state !== 'paused') run.state = state as Run['state'];
    status.currentRun = run;
    this.tell('workload.state-changed', { type: 'workload', name }, reason, `${name} is ${state}.`, {
      from,
      to: state,
      actor,
      ...(run && { run: run.number }),
    });
  }

  create(description: WorkloadDescription): Member {
    const { status: _ignored, ...wanted } = description as Workload;
    const now = new Date().toISOString();
    const member: Member = {
      workload: { lifecycle: 'job', ...wanted, status: newStatus(wanted, now, this.source(wanted)) },
      runs: [],
      logs: new Map(),
      etag: 1,
      invocations: 0,
      earlier: [],
      made: { createdAt: now, createdBy: 'admin' },
    };
    this.members.set(wanted.name, member);
    this.tell(
      'workload.created',
      { type: 'workload', name: wanted.name },
      CREATED,
      `${wanted.name} was created.`,
    );
    this.start(member);
    return member;
  }

  /** Another description, and with it another generation. */
  replace(member: Member, wanted: WorkloadDescription, createdBy = 'admin'): void {
    member.earlier.unshift(presentGeneration(member));
    member.earlier.splice(GENERATIONS_KEPT - 1);
    const { status: _ignored, ...description } = wanted as Workload;
    member.workload = { ...description, status: member.workload.status };
    member.workload.status.generation++;
    member.made = { createdAt: new Date().toISOString(), createdBy };
    member.etag++;
    this.start(member);
  }

  start(member: Member): void {
    const { workload, runs } = member;
    workload.status.desired = 'running';
    const number = (runs[0]?.number ?? 0) + 1;
    const all = phases(workload.kind, Date.now());
    const run: Run = {
      number,
      generation: workload.status.generation,
      state: 'queued',
      queuedAt: new Date().toISOString(),
      phases: [],
      temperature: 'prepared',
      cache: cache(workload.kind, false),
    };
    runs.unshift(run);
    member.logs.set(number, []);
    this.move(member, 'queued', { code: 'START_REQUESTED', message: 'A start was asked for.' }, 'admin');
    const steps: WorkloadState[] = ['preparing', 'starting', 'running', 'ready'];
    let at = 0;
    for (const [i, state] of steps.entries()) {
      at += 60 + (all[i]?.durationNanos ?? 0) / 1e6;
      this.later(at, member, run, () => {
        run.phases = all.slice(0, i + 1);
        if (state === 'starting') run.startedAt = new Date().toISOString();
        this.move(member, state, { code: 'BACKEND_SAID_SO', message: 'The backend confirmed it.' });
        if (state === 'ready') this.becomeReady(member, run, all);
      });
    }
  }

  private becomeReady(member: Member, run: Run, all: Run['phases']): void {
    run.phases = all;
    run.readyAt = new Date().toISOString();
    run.footprint = footprint(member.workload.kind);
    const service = member.workload.lifecycle === 'service';
    member.logs.set(run.number, records(run.number, Date.now(), service ? requests(40) : GREETING, !service));
    if (service) return;
    this.later(150, member, run, () => this.end(member, run, { exitCode: 0 }));
  }

  end(member: Member, run: Run, { exitCode, reason }: Ending): void {
    run.endedAt = new Date().toISOString();
    run.exitCode = exitCode;
    const why = reason ?? { code: 'EXITED', message: `It exited with ${exitCode}.` };
    run.reason = why;
    member.workload.status.desired = 'stopped';
    this.move(member, exitCode === 0 ? 'succeeded' : 'failed', why);
  }

  stop(member: Member): void {
    const { status } = member.workload;
    status.desired = 'stopped';
    const run = member.runs[0];
    this.move(member, 'stopping', { code: 'STOP_REQUESTED', message: 'A stop was asked for.' }, 'admin');
    this.later(500, member, run, () => {
      if (run) run.endedAt = new Date().toISOString();
      this.move(member, 'stopped', { code: 'STOPPED', message: 'It was stopped and ended in its time.' });
    });
  }

  remove(member: Member): void {
    const { status, name } = member.workload;
    status.desired = 'deleted';
    this.move(
      member,
      'deleting',
      { code: 'DELETE_REQUESTED', message: 'A deletion was asked for.' },
      'admin',
    );
    this.later(700, member, member.runs[0], () => {
      this.members.delete(name);
      this.tell(
        'workload.deleted',
        { type: 'workload', name },
        { code: 'GONE', message: 'Nothing of it is left.' },
        `${name} is gone.`,
      );
    });
  }

  usedBy(matches: (workload: Workload) => boolean): Users {
    const names = [...this.members.values()]
      .filter(each => matches(each.workload))
      .map(each => each.workload.name);
    return { usedBy: names.slice(0, 100), usedByCount: names.length };
  }

  source({ source }: WorkloadDescription) {
    const reference = source.image ?? source.artifact ?? source.kernel ?? source.disk ?? '';
    const artifact = this.artifacts.get(reference);
    const digest = artifact?.digest ?? `sha256:${'7c2f9a41'.repeat(8)}`;
    return { reference, digest, sizeBytes: artifact?.sizeBytes ?? 1_843_200 };
  }

  /** Runs a step later, unless something else was asked of the workload in between. */
  private later(millis: number, member: Member, run: Run | undefined, step: () => void): void {
    const { desired } = member.workload.status;
    setTimeout(() => {
      const { workload, runs } = member;
      const current = this.members.get(workload.name) === member && runs[0] === run;
      if (current && workload.status.desired === desired) step();
    }, millis / this.speed);
  }
}

const CREATED: Reason = { code: 'CREATE_REQUESTED', message: 'A workload was asked for.' };

function newStatus(
  wanted: WorkloadDescription,
  now: string,
  source: NonNullable<Workload['status']['source']>,
): Workload['status'] {
  return {
    id: crypto.randomUUID(),
    state: 'queued',
    desired: 'running',
    observed: { state: 'absent' },
    availableActions: actions('queued', wanted.kind),
    endpoints:
      wanted.kind === 'container' && wanted.ports?.some(port => port.publish !== undefined)
        ? [
            {
              name: 'http',
              host: '127.0.0.1',
              port: 32_768,
              protocol: 'http',
              url: 'http://127.0.0.1:32768/',
            },
          ]
        : [],
    addresses: wanted.kind === 'vm' ? ['10.77.0.21'] : [],
    generation: 1,
    source,
    createdAt: now,
    changedAt: now,
    facts: {
      ...(wanted.kind === 'vm' && { accelerator: 'tcg' }),
      ...(wanted.kind === 'wasm' && { engine: 'endive' }),
      backendName: `triptych-${wanted.name}-7c2f`,
    },
  };
}

export function presentGeneration({ workload, made }: Member): Generation {
  const { status, ...description } = workload;
  return { generation: status.generation, ...made, description };
}
