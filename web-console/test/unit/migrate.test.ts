import { describe, expect, test } from 'vitest';
import {
  beginning,
  blockedAt,
  headersOf,
  requestOf,
  STEPS,
  type Draft,
  type Step,
} from '../../src/pages/migrate/draft';

const TO = { name: 'shop-wasm', kind: 'wasm', lifecycle: 'service', source: { artifact: 'web.wasm' } };

function draft(part: Partial<Draft> = {}): Draft {
  return { ...beginning('shop', 'shop-container'), to: JSON.stringify(TO), ...part };
}

describe('a wizard', () => {
  test('goes through every step as it begins', () => {
    expect(STEPS.map(step => blockedAt(step, draft()))).toEqual(STEPS.map(() => undefined));
  });

  test.each<[Step, Partial<Draft>, string]>([
    ['service', { service: '' }, 'choose a service'],
    ['service', { from: '' }, 'the service has no workload behind it'],
    ['target', { to: '' }, 'the description is not JSON yet'],
    ['target', { to: '{"name": ' }, 'the description is not JSON yet'],
    ['verify', { requests: [] }, 'nothing would be compared; add a request, or do without comparing'],
    [
      'rollout',
      { steps: [{ weight: '10', for: '', requests: '' }] },
      'each step needs a time or a number of requests',
    ],
  ])('is held at %s by %o', (step, part, reason) => {
    expect(blockedAt(step, draft(part))).toBe(reason);
  });

  test.each<[Step, Partial<Draft>]>([
    ['verify', { requests: [], recorded: true }],
    ['verify', { requests: [], mirror: true }],
    ['verify', { requests: [], compare: false }],
    ['rollout', { steps: [] }],
    ['rollout', { steps: [{ weight: '10', for: '', requests: '20' }] }],
  ])('goes on at %s with %o', (step, part) => {
    expect(blockedAt(step, draft(part))).toBeUndefined();
  });
});

describe('a request', () => {
  test('says what the wizard began with', () => {
    expect(requestOf(draft(), true)).toEqual({
      service: 'shop',
      from: 'shop-container',
      to: TO,
      assess: { observe: '10s' },
      verify: { requests: [{ method: 'GET', path: '/' }], recorded: false, unsafe: false, minimum: 1 },
      canary: {
        steps: [
          { weight: 10, for: '10s' },
          { weight: 50, for: '10s' },
        ],
      },
      watch: { for: '30s', errorBudget: 0.01, latencyFactor: 3 },
      grace: '10m',
      removeOld: false,
      gates: ['cut-over'],
    });
  });

  test('leaves out what was not chosen', () => {
    const plain = requestOf(draft({ compare: false, steps: [], gates: [] }), false);
    expect(Object.keys(plain).sort()).toEqual([
      'from',
      'gates',
      'grace',
      'removeOld',
      'service',
      'to',
      'watch',
    ]);
    expect(requestOf(draft({ assess: false }), true)).not.toHaveProperty('assess');
  });

  test('has its name only when one was typed', () => {
    expect(requestOf(draft(), true)).not.toHaveProperty('name');
    expect(requestOf(draft({ name: 'move' }), true).name).toBe('move');
  });

  test('has percents as parts of one, and numbers as numbers', () => {
    const { watch, canary } = requestOf(
      draft({
        errorBudget: '2.5',
        latencyFactor: '10',
        steps: [{ weight: '25', for: '', requests: '200' }],
      }),
      true,
    );
    expect(watch).toMatchObject({ errorBudget: 0.025, latencyFactor: 10 });
    expect(canary).toEqual({ steps: [{ weight: 25, requests: 200 }] });
  });

  test('has headers, bodies and what counts as the same', () => {
    const { verify } = requestOf(
      draft({
        requests: [{ method: 'POST', path: '/echo', headers: 'Accept: text/plain\n', body: 'hello' }],
        headers: ' content-type \n\netag\n',
        ignoreJson: '/time',
        minimum: '3',
      }),
      true,
    );
    expect(verify).toEqual({
      requests: [{ method: 'POST', path: '/echo', headers: { accept: 'text/plain' }, body: 'hello' }],
      recorded: false,
      unsafe: false,
      compare: { headers: ['content-type', 'etag'], ignoreJson: ['/time'] },
      minimum: 3,
    });
  });

  test('mirrors for a time, and up to a number when there is one', () => {
    expect(requestOf(draft({ mirror: true }), true).verify?.mirror).toEqual({ for: '10s', requests: 50 });
    expect(requestOf(draft({ mirror: true, mirrorRequests: '' }), true).verify?.mirror).toEqual({
      for: '10s',
    });
  });
});

test('headers keep what follows the first colon, and lose what is none', () => {
  expect(headersOf('Referer: http://a:80/\nnonsense\n: x\nX-Empty:')).toEqual({
    referer: 'http://a:80/',
    'x-empty': '',
  });
});
