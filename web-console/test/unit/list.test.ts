import { describe, expect, test } from 'vitest';
import type { UsageSample, Workload, WorkloadState } from '../../src/api/schema';
import { filterOf, matchesFilter } from '../../src/api/workloadFilter';
import { withWorkload } from '../../src/api/workloadList';
import { bulkPlan, runBulk, type Outcome } from '../../src/pages/workloads/bulk';
import { nextSort, sorted, sortOf, sortText } from '../../src/pages/workloads/sorting';
import { windowOf } from '../../src/pages/workloads/useWindow';
import { cores, levels, rates, stretches } from '../../src/usage/series';
import { actions } from '../../mock-api/rules';

function workload(name: string, state: WorkloadState = 'ready', more: Partial<Workload> = {}): Workload {
  return {
    name,
    kind: 'wasm',
    source: { artifact: 'a.wasm' },
    status: {
      id: `id-of-${name}`,
      state,
      desired: 'running',
      observed: { state: 'running' },
      generation: 1,
      createdAt: '2026-01-01T00:00:00Z',
      changedAt: '2026-01-01T00:00:00Z',
      availableActions: actions(state),
      endpoints: [],
      facts: {},
    },
    ...more,
  };
}

const names = (list: Workload[]) => list.map(each => each.name);

describe('filter', () => {
  test('labels may be given several times, by key or by key and value', () => {
    const filter = filterOf(new URLSearchParams('label=app%3Dweb&label=tier&label='));
    expect(filter).toEqual({ label: ['app=web', 'tier'] });
    expect(matchesFilter(filter, workload('a', 'ready', { labels: { app: 'web', tier: '' } }))).toBe(true);
    expect(matchesFilter(filter, workload('a', 'ready', { labels: { app: 'web' } }))).toBe(false);
    expect(matchesFilter(filter, workload('a', 'ready', { labels: { app: 'webs', tier: 'x' } }))).toBe(false);
  });

  test('a label that has the name of what every object has is not there by itself', () => {
    expect(matchesFilter({ label: ['constructor'] }, workload('a'))).toBe(false);
  });
});

describe('a list that is kept in step', () => {
  const pages = (...items: Workload[]) => ({ pages: [{ items }], pageParams: [undefined] });
  const listed = (data: ReturnType<typeof pages>) => names(data.pages.flatMap(page => page.items));

  test('a changed workload changes in its place, a new one is on top, a gone one is gone', () => {
    const list = pages(workload('a'), workload('b'));
    const changed = withWorkload(list, {}, 'b', workload('b', 'failed'));
    expect(listed(changed as never)).toEqual(['a', 'b']);
    expect(changed.pages[0]?.items[1]?.status.state).toBe('failed');
    expect(listed(withWorkload(list, {}, 'c', workload('c')) as never)).toEqual(['c', 'a', 'b']);
    expect(listed(withWorkload(list, {}, 'a', undefined) as never)).toEqual(['b']);
  });

  test('what no longer matches leaves, and what now matches comes', () => {
    const list = pages(workload('a'));
    expect(listed(withWorkload(list, { state: 'ready' }, 'a', workload('a', 'stopped')) as never)).toEqual(
      [],
    );
    expect(listed(withWorkload(list, { kind: 'vm' }, 'b', workload('b')) as never)).toEqual(['a']);
  });

  test('a new workload of an old name takes its place', () => {
    const again = workload('a');
    again.status.id = 'another';
    const [item] = withWorkload(pages(workload('a')), {}, 'a', again).pages[0]?.items ?? [];
    expect(item?.status.id).toBe('another');
  });
});

describe('order', () => {
  test('it is read from the address and written to it, and no order is the youngest first', () => {
    expect(sortOf('-memory')).toEqual({ key: 'memory', descending: true });
    expect(sortOf('nonsense')).toEqual({ key: 'age', descending: false });
    expect(sortText(sortOf('-memory'))).toBe('-memory');
    expect(sortText(sortOf(null))).toBeUndefined();
    expect(nextSort(sortOf(null), 'memory')).toEqual({ key: 'memory', descending: true });
    expect(nextSort(sortOf('-memory'), 'memory')).toEqual({ key: 'memory', descending: false });
  });

  test('memory goes by what a workload alone uses, whatever it shares', () => {
    const using = (name: string, own: number, shared: number) => {
      const memory = {
        value: own + shared,
        own,
        shared,
        unit: 'bytes',
        basis: 'pss',
        quality: 'measured',
      } as const;
      const run = { number: 1, generation: 1, state: 'ready', queuedAt: '', phases: [], cache: [] } as const;
      const { status } = workload(name);
      return workload(name, 'ready', {
        status: { ...status, currentRun: { ...run, phases: [], cache: [], footprint: { memory } } },
      });
    };
    const list = [using('shares', 1, 400), using('alone', 100, 0)];
    expect(names(sorted(list, { key: 'memory', descending: true }))).toEqual(['alone', 'shares']);
  });

  test('what has no value is last both ways', () => {
    const run = (value: number) => ({
      ...workload(`w${value}`),
      status: {
        ...workload('x').status,
        currentRun: {
          number: value,
          generation: 1,
          state: 'ready' as const,
          queuedAt: '',
          phases: [],
          cache: [],
        },
      },
    });
    const list = [workload('none'), run(2), run(9)];
    expect(names(sorted(list, { key: 'restarts', descending: true }))).toEqual(['w9', 'w2', 'none']);
    expect(names(sorted(list, { key: 'restarts', descending: false }))).toEqual(['w2', 'w9', 'none']);
  });
});

test('only the rows near the screen are drawn, and the rest keeps its height', () => {
  const top = windowOf(3_000, 50, 0, 800);
  expect(top).toMatchObject({ first: 0, above: 0 });
  expect(top.last).toBeLessThan(50);
  const middle = windowOf(3_000, 50, 75_000, 800);
  expect(middle.first).toBeLessThan(1_500);
  expect(middle.above + (middle.last - middle.first) * 50 + middle.below).toBe(150_000);
  expect(windowOf(10, 50, 99_999, 800)).toMatchObject({ first: 9, last: 10 });
});

describe('many at once', () => {
  test('what is not possible is left out with the reason, and a refusal stops nobody else', async () => {
    const plan = bulkPlan([workload('a'), workload('b', 'stopped'), workload('c')], 'stop');
    expect(plan[1]?.outcome).toEqual({ state: 'left-out', reason: 'it does not run' });
    const outcomes = new Map<string, Outcome>();
    const call = (name: string) => (name === 'a' ? Promise.reject(new Error('no')) : Promise.resolve());
    await runBulk(plan, 'stop', (id, outcome) => outcomes.set(id, outcome), call);
    expect(Object.fromEntries(outcomes)).toEqual({
      'id-of-a': { state: 'refused', reason: 'no' },
      'id-of-c': { state: 'accepted' },
    });
  });
});

describe('usage', () => {
  const sample = (at: number, run: number, value: number | undefined): UsageSample => ({
    at: new Date(at * 1000).toISOString(),
    run,
    footprint: {
      cpuTime: {
        unit: 'nanoseconds',
        basis: 'cgroup',
        quality: value === undefined ? 'unavailable' : 'measured',
        ...(value !== undefined && { value }),
      },
    },
  });

  test('a rate is what a counter grew in a second, and never crosses runs, gaps or resets', () => {
    const series = rates(
      [
        sample(0, 1, 0),
        sample(2, 1, 1e9),
        sample(3, 1, undefined),
        sample(4, 1, 3e9),
        sample(5, 2, 4e9),
        sample(6, 2, 1e9),
      ],
      'cpuTime',
    );
    expect(series.points.map(point => point.value)).toEqual([
      5e8,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(series).toMatchObject({ basis: 'cgroup', quality: 'measured' });
  });

  test('a missing figure is a hole and not a zero', () => {
    const series = levels([sample(0, 1, 5), sample(1, 1, undefined), sample(2, 1, 7)], 'cpuTime');
    expect(stretches(series.points).map(stretch => stretch.map(point => point.value))).toEqual([[5], [7]]);
    expect(levels([sample(0, 1, 5)], 'disk').points).toEqual([{ at: 0, value: undefined }]);
  });

  test('processor use is told in parts of one processor, or in processors', () => {
    expect([cores(0), cores(5e6), cores(4.2e8), cores(2.5e9)]).toEqual(['0 %', '0.5 %', '42 %', '2.5 CPUs']);
  });
});
