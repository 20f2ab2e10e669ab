import { expect, test } from 'vitest';
import type { Comparison, Source, WorkloadKind } from '../../src/api/schema';
import { comparisonTitle, migrationTitle } from '../../src/ui/titles';

function variant(label: string, kind: WorkloadKind, source: Source): Comparison['variants'][number] {
  return { label, workload: { name: 'any', kind, source } };
}

test('a comparison is called after its program and kinds', () => {
  const variants = [
    variant('VM', 'vm', { image: 'triptych/greeter:1' }),
    variant('Docker', 'container', { image: 'registry.test:5000/triptych/greeter:1@sha256:aa' }),
    variant('Wasm', 'wasm', { artifact: 'greeter.wasm' }),
  ];
  expect(comparisonTitle({ variants })).toBe('greeter: vm · container · wasm');
});

test('labels tell variants of one kind apart, and different programs have no common name', () => {
  const [a, b] = [
    variant('small', 'wasm', { artifact: 'primes.wasm' }),
    variant('large', 'wasm', { artifact: 'primes.wasm' }),
  ];
  expect(comparisonTitle({ variants: [a, b] })).toBe('primes: small · large');
  expect(comparisonTitle({ variants: [a, variant('nginx', 'container', { image: 'nginx' })] })).toBe(
    'wasm · container',
  );
});

test('a migration is called after its service and kinds, or its workloads', () => {
  const to = { name: 'web-2', kind: 'wasm', source: { artifact: 'web.wasm' } } as const;
  const moving = { service: 'shop', from: 'web', to };
  expect(migrationTitle({ ...moving, fromKind: 'container' })).toBe('shop: container → wasm');
  expect(migrationTitle({ ...moving, fromKind: 'wasm' })).toBe('shop: web → web-2');
  expect(migrationTitle(moving)).toBe('shop: web → web-2');
});
