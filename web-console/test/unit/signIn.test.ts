import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { signInCode } from '../../src/api/signInCode';

test.each([
  ['#code=abc', 'abc'],
  ['#/sign-in?code=abc', 'abc'],
  ['', undefined],
  ['#', undefined],
  ['#code=', undefined],
  ['#/workloads', undefined],
])('the fragment %s holds the code %s', (hash, code) => expect(signInCode(hash)).toBe(code));

function storage(): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
    clear: () => values.clear(),
    key: () => null,
    get length() {
      return values.size;
    },
  };
}

/** A tab of its own: the module's state and the storage, over the channel that all tabs share. */
async function tab() {
  vi.resetModules();
  const own = storage();
  vi.stubGlobal('sessionStorage', own);
  const session = await import('../../src/api/session');
  return {
    ...session,
    secret: () => own.getItem('triptych.session-secret'),
  };
}

beforeEach(() => {
  channels.clear();
  vi.stubGlobal('BroadcastChannel', TestChannel);
});
afterEach(() => vi.unstubAllGlobals());

const channels = new Set<TestChannel>();
class TestChannel {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  constructor(readonly name: string) {
    channels.add(this);
  }
  postMessage(data: unknown): void {
    for (const channel of channels) if (channel !== this) channel.onmessage?.({ data });
  }
}

test('a session is kept and told to whoever listens', async () => {
  const page = await tab();
  const listener = vi.fn();
  page.onSessionChange(listener);
  page.openSession('s1');
  expect(page.sessionSecret()).toBe('s1');
  expect(listener).toHaveBeenCalledTimes(1);
});

test('a refusal of an older secret does not end a newer session', async () => {
  const page = await tab();
  page.openSession('s1');
  page.openSession('s2');
  page.endSession('expired', 's1');
  expect(page.sessionSecret()).toBe('s2');
  page.endSession('expired', 's2');
  expect(page.sessionSecret()).toBeUndefined();
  expect(page.sessionEnd()).toBe('expired');
});

test('without another tab there is nothing to adopt', async () => {
  const page = await tab();
  await expect(page.adoptSession()).resolves.toBe(false);
});
