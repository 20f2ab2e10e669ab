import { ESCAPES, LONG, MARKUP } from './badTexts';
import { settle } from './fleet';
import { hostileStories } from './hostileStories';
import { HOSTILE } from './output';
import { plant } from './plant';
import { ago } from './times';
import type { World } from './world';

/** Everything that others can put into an answer, as bad as it can be. It may change nothing but what is shown. */
export function hostile(world: World): void {
  settle(world);
  plant(world, {
    description: {
      name: 'a'.repeat(63),
      kind: 'container',
      lifecycle: 'job',
      source: { image: MARKUP + LONG },
      args: [MARKUP, ESCAPES, LONG],
      env: { MARKUP, ESCAPES, LONG },
      labels: { markup: MARKUP, escapes: ESCAPES, long: LONG },
      network: { shared: true, egress: 'local' },
    },
    state: 'failed',
    age: 1_000,
    exitCode: 1,
    reason: { code: MARKUP, message: `${MARKUP} ${ESCAPES} ${LONG}` },
    output: [...HOSTILE, { text: `${LONG}${LONG}\n` }],
  });
  const { workload } = world.member('a'.repeat(63));
  workload.status.facts = { engine: MARKUP, [LONG]: ESCAPES, backendName: LONG };
  workload.status.addresses = [MARKUP, LONG];
  workload.status.endpoints = [
    { name: LONG, host: MARKUP, port: 1, protocol: 'http', url: 'javascript:window.owned=1' },
  ];
  for (const figure of Object.values(workload.status.currentRun?.footprint ?? {})) {
    figure.basis = LONG;
    figure.note = MARKUP + LONG;
  }
  const artifact = world.artifacts.get('missiles.wasm');
  if (artifact?.inspection.wasm) {
    const { wasm } = artifact.inspection;
    wasm.imports = [{ module: MARKUP, name: LONG, type: 'function', granted: false }];
    wasm.exports = [{ name: MARKUP + ESCAPES, type: 'function' }];
    wasm.languages = [LONG, MARKUP];
    wasm.sections = [{ name: `custom:${MARKUP}${LONG}`, sizeBytes: 4 }];
    wasm.producers = { [LONG]: [MARKUP] };
    world.artifacts.set(MARKUP, { ...artifact, name: MARKUP });
    world.artifacts.set(LONG, { ...artifact, name: LONG });
  }
  for (const driver of world.drivers) {
    driver.version = MARKUP + LONG;
    driver.facts = { [LONG]: MARKUP, runtimes: ESCAPES + LONG };
    driver.health = 'degraded';
    driver.reason = MARKUP + LONG;
    driver.remedy = ESCAPES + LONG;
  }
  world.warnings = [
    {
      id: MARKUP,
      code: 'DISK_LOW',
      subject: LONG,
      severity: 'warning',
      message: MARKUP + ESCAPES + LONG,
      remedy: LONG,
      since: ago(1_000),
    },
  ];
  world.orphans = [
    {
      id: 'container.a.1',
      name: MARKUP + LONG,
      kind: 'container',
      workload: '0193f0c2-6f1e-7c3a-9d55-3f2a1b7c8d90',
      generation: 1,
      state: 'running',
      observedAt: ago(1_000),
      since: ago(1_000),
      onRecord: 'none',
      ignored: false,
      facts: {},
    },
  ];
  hostileStories(world);
  world.secrets.set(LONG, { name: LONG, createdAt: ago(1_000), changedAt: ago(1_000) });
  world.tokens.set(MARKUP, { name: MARKUP + LONG, role: 'viewer', createdAt: ago(1_000) });
  world.tell(
    'workload.state-changed',
    { type: 'workload', name: MARKUP },
    { code: LONG, message: MARKUP },
    `${ESCAPES} ${LONG}`,
    { actor: LONG },
  );
}
