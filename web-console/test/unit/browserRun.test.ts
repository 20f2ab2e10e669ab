import { describe, expect, test } from 'vitest';
import { GREETER, GROWER } from '../../mock-api/modules';
import { millisOf } from '../../src/browserRun/fitness';
import { Unfit, withMemoryCeiling } from '../../src/browserRun/memoryCeiling';
import { sameness } from '../../src/browserRun/sameness';

const bytesOf = ({ base64 }: { base64: string }) => Uint8Array.from(Buffer.from(base64, 'base64'));
const HEAD = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** A module of one memory, exported. */
const memory = (...limits: number[]) =>
  new Uint8Array([...HEAD, 5, limits.length + 1, 1, ...limits, 7, 5, 1, 1, 0x6d, 2, 0]);

async function grown(module: Uint8Array<ArrayBuffer>): Promise<number> {
  const { instance } = await WebAssembly.instantiate(module);
  const exported = instance.exports.m as WebAssembly.Memory;
  let pages = exported.buffer.byteLength / 65_536;
  try {
    for (; pages < 100; pages++) exported.grow(1);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
  }
  return pages;
}

describe('the ceiling of a module’s memory', () => {
  test('holds where there was none, and where there was a higher one', async () => {
    expect(await grown(memory(0, 1))).toBe(100);
    expect(await grown(withMemoryCeiling(memory(0, 1), 3 * 65_536))).toBe(3);
    expect(await grown(withMemoryCeiling(memory(1, 1, 50), 3 * 65_536))).toBe(3);
  });

  test('leaves a lower one, and everything else, as it is', async () => {
    expect(await grown(withMemoryCeiling(memory(1, 1, 2), 3 * 65_536))).toBe(2);
    const greeter = bytesOf(GREETER);
    const same = withMemoryCeiling(greeter, 64 * 2 ** 20);
    expect(same.length).toBe(greeter.length + 2);
    await expect(WebAssembly.compile(same)).resolves.toBeInstanceOf(WebAssembly.Module);
    const none = new Uint8Array(HEAD);
    expect(withMemoryCeiling(none, 65_536)).toEqual(none);
  });

  test('holds for a module that grows until it is refused', async () => {
    const imports = { fd_write: () => 0, fd_read: () => 0 };
    const { instance } = await WebAssembly.instantiate(withMemoryCeiling(bytesOf(GROWER), 2 ** 20), {
      wasi_snapshot_preview1: imports,
    });
    const { _start, memory: own } = instance.exports as { _start: () => void; memory: WebAssembly.Memory };
    expect(_start).toThrow(WebAssembly.RuntimeError);
    expect(own.buffer.byteLength).toBeLessThanOrEqual(2 ** 20);
  });

  test('refuses what needs more from the start, is shared, has 64 bits or is cut off', () => {
    expect(() => withMemoryCeiling(memory(0, 4), 3 * 65_536)).toThrow('256 KiB of memory from the start');
    expect(() => withMemoryCeiling(memory(3, 1, 2), 3 * 65_536)).toThrow(Unfit);
    expect(() => withMemoryCeiling(memory(4, 1), 3 * 65_536)).toThrow(Unfit);
    expect(() => withMemoryCeiling(memory(0, 1).subarray(0, 11), 65_536)).toThrow(Unfit);
  });
});

describe('whether two runs came to the same', () => {
  const ended = (text: string, exitCode: number | undefined = 0) => ({
    stdout: new TextEncoder().encode(text),
    exitCode,
  });

  test.each([
    ['same', 'same', 'Equal: 4 B of output'],
    ['', '', 'Equal: no output'],
    ['same', 'salt', 'from byte 2 on'],
    ['same', 'same!', 'from byte 4 on'],
    ['same!', 'same', 'from byte 4 on'],
  ])('%j and %j', (here, there, said) => {
    expect(sameness(ended(here), ended(there)).text).toContain(said);
  });

  test('another exit code is another end', () => {
    expect(sameness(ended('x', 1), ended('x'))).toMatchObject({ equal: false });
    expect(sameness({ ...ended('x'), exitCode: undefined }, ended('x')).text).toContain('none here and 0');
  });
});

test.each([
  ['30s', 30_000],
  ['1500ms', 1_500],
  ['2m', 120_000],
  ['soon', undefined],
  [undefined, undefined],
])('the limit %j in milliseconds', (text, millis) => {
  expect(millisOf(text)).toBe(millis);
});
