import type { ComparisonReport, Network, ReportVariant } from '../src/api/schema';
import { CALLS } from './audit';
import { ESCAPES, LONG, MARKUP } from './badTexts';
import { plantComparison } from './comparisonHandlers';
import { plantMigration } from './migrationHandlers';
import type { World } from './world';

const ALL = `${MARKUP} ${ESCAPES} ${LONG}`;

/** What stands in the longer stories: comparisons, migrations, assessments, images and the audit. */
export function hostileStories(world: World): void {
  world.images = [
    { id: `sha256:${'e'.repeat(64)}`, names: [MARKUP + LONG, ESCAPES], sizeBytes: 1, sharedBytes: 0 },
  ];
  world.calls = [[LONG, MARKUP, ALL, ALL, 404], ...CALLS];
  world.findings = [{ topic: MARKUP, evidence: ALL, means: 'stay', forward: ALL }];
  const shop = world.services.get('shop');
  if (shop) shop.problem = ALL;
  world.knot = hostileNetwork;
  hostileComparison(world);
  hostileMigration(world);
}

function hostileNetwork({ members, memberCount }: Network): Network {
  return {
    name: MARKUP + LONG,
    available: false,
    detail: ALL,
    bridge: LONG,
    subnet: MARKUP,
    gateway: ESCAPES,
    domain: ALL,
    ranges: [{ for: 'vm', first: LONG, last: MARKUP, used: 1e12 }],
    members: members.map(each => ({ ...each, names: [MARKUP, LONG], addresses: [ESCAPES, LONG] })),
    memberCount,
  };
}

function hostileComparison(world: World): void {
  const description = {
    name: 'loud',
    kind: 'container' as const,
    lifecycle: 'job' as const,
    source: { image: MARKUP + LONG },
    args: [ALL],
  };
  const made = plantComparison(world, {
    name: 'loud',
    variants: [MARKUP, ESCAPES + LONG].map(label => ({ label, workload: description })),
  });
  made.progress = { done: 40, planned: 40, rounds: 20, failed: 0, current: ALL };
  made.startedAt = made.endedAt = made.createdAt;
  made.state = 'done';
  made.message = ALL;
  world.twist = report => (report.name === made.name ? hostileReport(report) : report);
}

function hostileReport(report: ComparisonReport): ComparisonReport {
  return {
    ...report,
    summary: [ALL],
    output: { verdict: 'different', words: ALL },
    variants: report.variants.map(hostileVariant),
    method: { ...report.method, notes: [ALL] },
    ...(report.host && {
      host: {
        ...report.host,
        system: ALL,
        processor: LONG,
        backends: [{ kind: 'vm', facts: { [LONG]: ALL } }],
      },
    }),
  };
}

function hostileVariant(variant: ReportVariant): ReportVariant {
  return {
    ...variant,
    failures: [{ code: LONG, message: ALL, count: 1 }],
    outputs: [{ digest: LONG, bytes: 1, beginning: ALL, count: 1 }],
    footprint: variant.footprint.map(each => ({ ...each, basis: LONG, note: ALL })),
    inside: { facts: { [LONG]: ALL, [MARKUP]: ESCAPES }, reason: ALL },
    size: { reference: ALL, digest: LONG, note: ALL },
  };
}

function hostileMigration(world: World): void {
  const made = plantMigration(world, {
    name: 'loud',
    service: 'shop',
    from: 'web',
    to: { name: 'web-2', kind: 'wasm', lifecycle: 'service', source: { artifact: MARKUP } },
    assess: {},
  });
  const { status } = made;
  status.state = 'failed';
  status.message = ALL;
  status.createdBy = LONG;
  status.endedAt = status.createdAt;
  const at = status.createdAt;
  status.steps = [
    {
      state: 'assessing',
      startedAt: at,
      endedAt: at,
      outcome: 'failed',
      evidence: { assessment: { findings: world.findings, problem: ALL } },
    },
    {
      state: 'preparing',
      startedAt: at,
      endedAt: at,
      outcome: 'failed',
      evidence: {
        preparation: { workload: 'web-2', imports: [ALL], granted: false, code: LONG, problem: ALL },
      },
    },
    {
      state: 'verifying',
      startedAt: at,
      endedAt: at,
      outcome: 'failed',
      evidence: {
        verification: {
          compared: 1,
          equal: 0,
          different: 1,
          incomparable: 0,
          minimum: 1,
          differences: [{ request: `GET /${ALL}`, what: ALL, old: ALL, candidate: ALL }],
          notes: [ALL],
        },
      },
    },
    {
      state: 'rolling-back',
      startedAt: at,
      endedAt: at,
      outcome: 'failed',
      evidence: { rollback: { why: ALL, startedOld: false } },
    },
  ];
}
