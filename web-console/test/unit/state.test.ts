import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ApiProblem, messageOf, problemOf } from '../../src/api/problem';
import type { Event, Run } from '../../src/api/schema';
import { touchedBy } from '../../src/api/useLiveQueries';
import { filterOf } from '../../src/api/workloadFilter';
import { readSpec } from '../../src/pages/reference/spec';
import { startUp } from '../../src/ui/startUp';
import { KIND_NAMES, PHASES, STATES } from '../../src/ui/states';
import { blockedBy, offered } from '../../src/ui/WorkloadActions';
import { ROUTES } from '../../mock-api/contract';
import { actions } from '../../mock-api/rules';
import { World } from '../../mock-api/world';

const specification = readFileSync(
  new URL('../../../api-spec/src/main/resources/openapi/openapi.yaml', import.meta.url),
  'utf8',
);
const document = parse(specification);

describe('start-up', () => {
  const run = (phases: Run['phases']): Run => ({
    number: 1,
    generation: 1,
    state: 'ready',
    queuedAt: '2026-01-01T00:00:00Z',
    phases,
    cache: [],
  });

  test('a total is the sum of all phases', () => {
    const sum = startUp(
      run([
        { name: 'queued', availability: 'measured', durationNanos: 1 },
        { name: 'prepare', availability: 'measured', durationNanos: 0 },
        { name: 'ready', availability: 'measured', durationNanos: 41 },
      ]),
    );
    expect(sum).toMatchObject({ total: 42, complete: true, missing: undefined });
  });

  test('there is no total when a phase is unavailable, and the reason is told', () => {
    const sum = startUp(
      run([
        { name: 'queued', availability: 'measured', durationNanos: 1 },
        { name: 'ready', availability: 'unavailable', reason: 'restarted in between' },
      ]),
    );
    expect(sum).toMatchObject({ total: undefined, missing: 'ready: restarted in between' });
    expect(sum?.parts).toHaveLength(1);
  });

  test('a start-up that goes on is not complete', () => {
    expect(startUp(run([{ name: 'queued', availability: 'measured', durationNanos: 1 }]))?.complete).toBe(
      false,
    );
    expect(startUp(run([]))).toBeUndefined();
    expect(startUp(undefined)).toBeUndefined();
  });
});

describe('words of the specification', () => {
  test('each state, kind and phase has a look', () => {
    expect(Object.keys(STATES).sort()).toEqual([...document.components.schemas.WorkloadState.enum].sort());
    expect([...KIND_NAMES].sort()).toEqual([...document.components.schemas.WorkloadKind.enum].sort());
    expect(Object.keys(PHASES)).toEqual(document.components.schemas.PhaseName.enum);
  });

  test('each state has its own label', () => {
    expect(new Set(Object.values(STATES).map(state => state.label)).size).toBe(Object.keys(STATES).length);
  });

  test('the mock API has a route for each operation', () => {
    const routes: string[] = [];
    for (const [path, item] of Object.entries<Record<string, unknown>>(document.paths)) {
      for (const method of Object.keys(item).filter(key => key !== 'parameters')) {
        routes.push(`${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`);
      }
    }
    expect(Object.values(ROUTES).sort()).toEqual(routes.sort());
  });

  test('the reference shows each operation with its role, once', () => {
    const spec = readSpec(specification);
    const operations = spec.tags.flatMap(tag => tag.operations);
    expect(operations.map(each => each.id).sort()).toEqual(Object.keys(ROUTES).sort());
    expect(operations.find(each => each.id === 'createWorkload')).toMatchObject({
      method: 'POST',
      role: 'operator',
    });
    for (const each of operations) expect(['anyone', 'viewer', 'operator', 'admin']).toContain(each.role);
  });
});

describe('filters in the address', () => {
  test('what is known is taken, what is not is left out', () => {
    expect(filterOf(new URLSearchParams('kind=vm&state=ready&q=%20web%20'))).toEqual({
      kind: 'vm',
      state: 'ready',
      q: 'web',
    });
    expect(filterOf(new URLSearchParams('kind=unikernel&state=happy&q='))).toEqual({});
  });
});

describe('actions', () => {
  test('an action is blocked with the reason that the service gives', () => {
    expect(blockedBy([{ action: 'start', available: false, reason: 'it runs already' }], 'start')).toBe(
      'it runs already',
    );
    expect(blockedBy([{ action: 'start', available: true }], 'start')).toBeUndefined();
    expect(blockedBy([], 'start')).toBe('the service does not offer it');
  });

  test('what is paused is offered to be resumed, and everything else to be paused', () => {
    expect(offered(actions('paused'))).toContain('resume');
    expect(offered(actions('paused'))).not.toContain('pause');
    for (const state of ['ready', 'stopped', 'unknown'] as const) {
      expect(offered(actions(state))).toContain('pause');
      expect(offered(actions(state))).not.toContain('resume');
    }
  });

  test('the mock API gives a reason for each action that is not possible', () => {
    for (const state of Object.keys(STATES) as (keyof typeof STATES)[]) {
      for (const each of [...actions(state), ...actions(state, 'wasm')])
        expect(each.available || each.reason).toBeTruthy();
    }
  });
});

describe('problems', () => {
  test('a problem document keeps its words', () => {
    const problem = problemOf(400, { code: 'UNKNOWN_FIELD', detail: 'There is no field "memroy".' });
    expect(problem).toBeInstanceOf(ApiProblem);
    expect(messageOf(problem)).toBe('There is no field "memroy".');
    expect(problem.code).toBe('UNKNOWN_FIELD');
  });

  test.each([undefined, '', '<html>', null, []])(
    'the answer %j still makes a problem that can be read',
    body => {
      expect(messageOf(problemOf(502, body))).toContain('502');
    },
  );
});

describe('events', () => {
  const event = (type: Event['subject']['type'], name: string): Event => ({
    id: 1,
    at: '2026-01-01T00:00:00Z',
    type: 'x',
    subject: { type, name },
    reason: { code: 'X', message: 'x' },
    actor: 'system',
    message: 'x',
  });

  test('an event about a workload touches its page and the lists, and no other page', () => {
    const keys = touchedBy(event('workload', 'web'));
    expect(keys).toContainEqual(['workload', 'web']);
    expect(keys).not.toContainEqual(['workload']);
  });

  test('an event about a driver touches every workload, since their states may change with it', () => {
    expect(touchedBy(event('driver', 'container'))).toContainEqual(['workload']);
  });
});

test('each mock world is its own', () => {
  const one = new World();
  one.secrets.set('a', { name: 'a', createdAt: '', changedAt: '' });
  expect(new World().secrets.size).toBe(0);
});
