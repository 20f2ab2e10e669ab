import { expect, test } from 'vitest';
import { chosenPair } from '../../src/pages/workload/generationPair';

const kept = [7, 6, 5].map(generation => ({ generation }));
const chosen = (address: string, of = kept) => {
  const pair = chosenPair(of, new URLSearchParams(address));
  return pair && [pair.before.generation, pair.after.generation];
};

test('the newest generation is compared with the one before it, unless others are named', () => {
  expect(chosen('')).toEqual([6, 7]);
  expect(chosen('from=5')).toEqual([5, 7]);
  expect(chosen('to=6')).toEqual([5, 6]);
  expect(chosen('from=7&to=5')).toEqual([7, 5]);
  expect(chosen('to=5')).toEqual([6, 5]);
});

test('what is not kept is not named', () => {
  expect(chosen('from=1&to=99')).toEqual([6, 7]);
  expect(chosen('from=%3Cb%3E')).toEqual([6, 7]);
});

test('one generation alone has nothing to compare', () => {
  expect(chosen('', [{ generation: 1 }])).toBeUndefined();
  expect(chosen('', [])).toBeUndefined();
});
