import { describe, expect, test } from 'vitest';
import { isUnderWay } from '../../src/api/pulls';
import type { Pull } from '../../src/api/schema';
import { progressText, pullRefusal, pullRequest, shareDone } from '../../src/pages/images/pullText';

const FIELDS = { reference: ' r.example/app:1 ', platform: '', username: '', secret: '' };
const PROGRESS = { layers: 3, layersDone: 1, bytes: 200, bytesFetched: 150, bytesUnpacked: 50 };

describe('what is asked for', () => {
  test('credentials are a name and a secret, or none', () => {
    expect(pullRequest(FIELDS)).toEqual({ reference: 'r.example/app:1' });
    expect(pullRequest({ ...FIELDS, platform: 'linux/arm64', username: 'robot', secret: 'key' })).toEqual({
      reference: 'r.example/app:1',
      platform: 'linux/arm64',
      credentials: { username: 'robot', password: { secret: 'key' } },
    });
  });

  test('half of it is refused', () => {
    expect(pullRefusal({ ...FIELDS, reference: ' ' })).toBe('it needs an image');
    expect(pullRefusal({ ...FIELDS, username: 'robot' })).toMatch(/go together/);
    expect(pullRefusal({ ...FIELDS, secret: 'key' })).toMatch(/go together/);
    expect(pullRefusal(FIELDS)).toBeUndefined();
  });
});

describe('how far it is', () => {
  test('to fetch and to unpack count the same', () => {
    expect(shareDone(PROGRESS)).toBe(0.5);
    expect(shareDone({ ...PROGRESS, bytes: 0 })).toBeUndefined();
  });

  test('it is told in layers and bytes, as far as they are known', () => {
    expect(progressText({ state: 'pulling', progress: PROGRESS })).toBe('1 of 3 layers, 150 B of 200 B');
    expect(progressText({ state: 'pulling', progress: { ...PROGRESS, bytes: 0 } })).toBe('1 of 3 layers');
    expect(progressText({ state: 'pulling', progress: { ...PROGRESS, layers: 0 } })).toBe(
      'asking the registry',
    );
    expect(progressText({ state: 'succeeded', progress: { ...PROGRESS, layers: 0 } })).toBe('');
  });

  test('it is looked at often only while something is under way', () => {
    const pull = { state: 'failed' } as Pull;
    expect(isUnderWay(undefined)).toBe(false);
    expect(isUnderWay({ items: [pull], registries: [] })).toBe(false);
    expect(isUnderWay({ items: [pull, { ...pull, state: 'pulling' }], registries: [] })).toBe(true);
  });
});
