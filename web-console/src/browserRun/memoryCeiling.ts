const PAGE_BYTES = 64 * 1024;
const MEMORY_SECTION = 5;
/** Of a memory's flags, the one that says that a maximum follows. */
const HAS_MAXIMUM = 1;

/** A module that cannot be run in a page, with the reason for people. */
export class Unfit extends Error {}

/**
 * The same module with no memory that can grow beyond the ceiling. A page cannot bound the memory of a module in any
 * other way, and the code is left as it is.
 *
 * @param module a core module, already known to be the right bytes
 * @throws Unfit when it asks for more than the ceiling from the start, or for memory of another sort
 * @see https://webassembly.github.io/spec/core/binary/modules.html the binary format
 */
export function withMemoryCeiling(
  module: Uint8Array<ArrayBuffer>,
  ceilingBytes: number,
): Uint8Array<ArrayBuffer> {
  const reader = new Reader(module, 8);
  while (!reader.atEnd()) {
    const start = reader.at;
    const id = reader.byte();
    const size = reader.u32();
    const end = reader.at + size;
    if (id === MEMORY_SECTION) {
      const content = lowered(reader, Math.floor(ceilingBytes / PAGE_BYTES));
      return joined(
        module.subarray(0, start),
        [id, ...leb(content.length), ...content],
        module.subarray(end),
      );
    }
    reader.at = end;
  }
  return module;
}

function lowered(reader: Reader, ceiling: number): number[] {
  const count = reader.u32();
  const content = leb(count);
  for (let i = 0; i < count; i++) {
    const flags = reader.byte();
    if ((flags & ~HAS_MAXIMUM) !== 0) throw new Unfit('It asks for shared or 64-bit memory.');
    const least = reader.u32();
    const most = flags === HAS_MAXIMUM ? reader.u32() : ceiling;
    if (least > ceiling) {
      throw new Unfit(
        `It asks for ${least * 64} KiB of memory from the start, and may have ${ceiling * 64} KiB.`,
      );
    }
    content.push(HAS_MAXIMUM, ...leb(least), ...leb(Math.min(most, ceiling)));
  }
  return content;
}

function joined(before: Uint8Array, section: number[], after: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(before.length + section.length + after.length);
  whole.set(before);
  whole.set(section, before.length);
  whole.set(after, before.length + section.length);
  return whole;
}

/** An unsigned number as the format writes it, seven bits to a byte. */
function leb(value: number): number[] {
  const low = value % 128;
  const rest = Math.floor(value / 128);
  return rest === 0 ? [low] : [low + 128, ...leb(rest)];
}

class Reader {
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  atEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new Unfit('The module ends in the middle of a section.');
    return value;
  }

  u32(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 28; factor *= 128) {
      const byte = this.byte();
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
    throw new Unfit('The module holds a number that is too long.');
  }
}
