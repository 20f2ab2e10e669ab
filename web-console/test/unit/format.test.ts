import { describe, expect, test } from 'vitest';
import {
  age,
  bytes,
  factName,
  factValue,
  figureValue,
  ioRates,
  nanos,
  shortDigest,
  sizeBytes,
} from '../../src/ui/format';

describe('sizes', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1024, '1 KiB'],
    [113_408, '111 KiB'],
    [64 * 2 ** 20, '64 MiB'],
    [1023 * 2 ** 20, '1.00 GiB'],
    [1.5 * 2 ** 30, '1.50 GiB'],
    [24 * 2 ** 30, '24 GiB'],
  ])('%d bytes are %s', (value, text) => expect(bytes(value)).toBe(text));

  test.each([
    ['64MiB', 64 * 2 ** 20],
    ['1GiB', 2 ** 30],
    ['512 KiB', 512 * 1024],
    ['64m', undefined],
    ['', undefined],
  ])('the description %s is read', (text, value) => expect(sizeBytes(text)).toBe(value));
});

describe('rates of I/O', () => {
  test('say what is bounded, and nothing of what is not', () => {
    expect(
      ioRates({
        readBytesPerSecond: 10 * 2 ** 20,
        readOperationsPerSecond: 500,
        writeBytesPerSecond: 2 ** 20,
      }),
    ).toBe('reads 10 MiB/s and 500 operations/s, writes 1 MiB/s');
    expect(ioRates({ writeOperationsPerSecond: 7 })).toBe('writes 7 operations/s');
  });
});

describe('lengths of time', () => {
  test.each([
    [840, '840 ns'],
    [312_400, '312 µs'],
    [999_600, '1.00 ms'],
    [4_712_000, '4.71 ms'],
    [2_940_000_000, '2.94 s'],
    [200e9, '3 min 20 s'],
    [3_600e9, '1 h'],
    [90_000e9, '1 d 1 h'],
  ])('%d nanoseconds are %s', (value, text) => expect(nanos(value)).toBe(text));

  test('an age is never negative, since clocks differ a little', () => {
    expect(age('2026-01-01T00:00:05Z', Date.parse('2026-01-01T00:00:00Z'))).toBe('0 s');
  });

  test('an age is told in its largest unit', () => {
    const now = Date.parse('2026-01-03T00:00:00Z');
    expect(age('2026-01-02T23:59:01Z', now)).toBe('59 s');
    expect(age('2026-01-02T22:30:00Z', now)).toBe('1 h');
    expect(age('2026-01-01T00:00:00Z', now)).toBe('2 d');
  });
});

describe('figures', () => {
  test('an unavailable figure is a dash and never a zero', () => {
    expect(figureValue({ value: 0, unit: 'bytes', basis: 'none', quality: 'unavailable' })).toBe('–');
    expect(figureValue({ unit: 'bytes', basis: 'pss', quality: 'measured' })).toBe('–');
  });

  test('an estimated figure says so', () => {
    expect(figureValue({ value: 2048, unit: 'bytes', basis: 'pss', quality: 'estimated' })).toBe('≈ 2 KiB');
  });

  test('a measured zero is a zero', () => {
    expect(figureValue({ value: 0, unit: 'nanoseconds', basis: 'cgroup', quality: 'measured' })).toBe('0 ns');
  });
});

test('facts are made readable and otherwise left as they are', () => {
  expect(factName('guestKernel')).toBe('Guest kernel');
  expect(factName('accelerator')).toBe('Accelerator');
  expect(factValue('67108864B')).toBe('64 MiB');
  expect(factValue('endive 1.0.0')).toBe('endive 1.0.0');
});

test('a digest stays what it is when it is none of ours', () => {
  expect(shortDigest(`sha256:${'ab'.repeat(32)}`)).toBe('abababababab…');
  expect(shortDigest('unknown')).toBe('unknown');
});
