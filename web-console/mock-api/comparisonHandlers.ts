import type { Comparison, ComparisonRequest } from '../src/api/schema';
import { EXAMPLES } from '../src/forms/examples';
import { KINDS, KIND_NAMES } from '../src/ui/states';
import { mockReport } from './comparisonReport';
import { Refusal, type Handlers } from './contract';
import type { World } from './world';

type Ours = Pick<
  Handlers,
  | 'createComparison'
  | 'listComparisons'
  | 'getComparison'
  | 'cancelComparison'
  | 'getComparisonReport'
  | 'getComparisonPage'
  | 'getComparisonSamples'
>;

const STEP_MS = 400;

/** Comparisons that are made one repetition at a time, as the service makes them. */
export function comparisonHandlers(world: World): Ours {
  return {
    createComparison: ({ body }) => {
      if (body.variants.length < 2) {
        const message = 'must be 2 to 8: a comparison needs something to compare with';
        throw new Refusal(400, 'VALIDATION_FAILED', `variants: ${message}`, [{ field: 'variants', message }]);
      }
      if (body.name !== undefined && world.comparisons.has(body.name)) {
        throw new Refusal(409, 'NAME_TAKEN', `There is already a comparison "${body.name}".`);
      }
      const made = plantComparison(world, body);
      advance(world, made);
      return { status: 201, body: made };
    },
    listComparisons: () => ({ status: 200, body: { items: [...world.comparisons.values()].toReversed() } }),
    getComparison: ({ path }) => ({ status: 200, body: find(world, path.comparison) }),
    cancelComparison: ({ path }) => {
      const found = find(world, path.comparison);
      if (found.state === 'queued' || found.state === 'running') {
        found.cancelRequested = true;
        settle(world, found, 'cancelled', 'It was cancelled; the repetitions until then are in the report.');
      }
      return { status: 202, body: found };
    },
    getComparisonReport: ({ path }) => ({
      status: 200,
      body: world.twist(mockReport(find(world, path.comparison))),
    }),
    getComparisonPage: ({ path }) => ({
      status: 200,
      stream: `<!doctype html><title>${find(world, path.comparison).name}</title>`,
      contentType: 'text/html',
    }),
    getComparisonSamples: ({ path }) => ({
      status: 200,
      stream: `position,purpose\r\n0,${find(world, path.comparison).name}\r\n`,
      contentType: 'text/csv',
    }),
  };
}

function find(world: World, name: string): Comparison {
  const found = world.comparisons.get(name);
  if (!found) throw new Refusal(404, 'COMPARISON_NOT_FOUND', `There is no comparison "${name}".`);
  return found;
}

/** Puts one on record that has made no repetition yet. */
export function plantComparison(world: World, request: ComparisonRequest): Comparison {
  const repetitions =
    request.repetitions === 'auto' ? (request.maxRepetitions ?? 50) : (request.repetitions ?? 20);
  const made: Comparison = {
    name: request.name ?? `comparison-${world.comparisons.size + 1}`,
    id: crypto.randomUUID(),
    state: 'queued',
    message: 'It waits for its turn.',
    progress: { done: 0, planned: repetitions * request.variants.length, rounds: 0, failed: 0 },
    mode: 'job',
    temperature: 'prepared',
    seed: request.seed ?? 42,
    repetitions,
    ...(request.repetitions === 'auto' && { precision: request.precision ?? 0.1 }),
    warmUps: 0,
    insideView: request.insideView ?? true,
    variants: request.variants,
    cancelRequested: false,
    createdAt: new Date().toISOString(),
    createdBy: 'admin',
  };
  world.comparisons.set(made.name, made);
  return made;
}

/** The first that a host has: the greeter in all kinds, twice. */
export function plantGreeters(world: World): void {
  for (const name of ['greeter-before', 'greeter-kinds']) {
    const made = plantComparison(world, {
      name,
      seed: name.length,
      variants: KIND_NAMES.map(kind => ({
        label: KINDS[kind].label,
        workload: EXAMPLES[kind][0]!.description,
      })),
    });
    made.progress = { done: 60, planned: 60, rounds: 20, failed: 0 };
    made.startedAt = made.endedAt = made.createdAt;
    made.state = 'done';
    made.message = 'All repetitions are done; the report is there.';
  }
}

function advance(world: World, made: Comparison): void {
  setTimeout(() => {
    if (made.state !== 'queued' && made.state !== 'running') return;
    made.state = 'running';
    made.message = 'It runs.';
    made.startedAt ??= new Date().toISOString();
    const { progress } = made;
    progress.done += 1;
    progress.rounds = Math.floor(progress.done / made.variants.length);
    progress.current = made.variants[progress.done % made.variants.length]!.label;
    if (progress.done >= progress.planned) {
      settle(world, made, 'done', 'All repetitions are done; the report is there.');
    } else {
      advance(world, made);
    }
  }, STEP_MS / world.speed);
}

function settle(world: World, comparison: Comparison, state: Comparison['state'], message: string): void {
  const from = comparison.state;
  comparison.state = state;
  comparison.message = message;
  comparison.endedAt = new Date().toISOString();
  delete comparison.progress.current;
  world.tell(
    'comparison.state-changed',
    { type: 'comparison', name: comparison.name },
    { code: state === 'done' ? 'COMPARISON_DONE' : 'COMPARISON_CANCELLED', message },
    message,
    { from, to: state },
  );
}
