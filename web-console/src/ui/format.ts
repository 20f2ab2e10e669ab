import type { Figure, Io } from '../api/schema';

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** A number with about three digits: 1.23, 12.3, 123. */
function short(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

export function bytes(value: number): string {
  let amount = value;
  let unit = 0;
  while (amount >= 999.5 && unit < BINARY.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${unit === 0 ? amount : short(amount)} ${BINARY[unit]}`;
}

/** Bounds of I/O for people: reads 10 MiB/s and 500 operations/s, writes 1 MiB/s. */
export function ioRates(io: Io): string {
  const of = (does: string, size?: number, operations?: number) => {
    const rates = [
      size !== undefined && `${bytes(size)}/s`,
      operations !== undefined && `${operations} operations/s`,
    ].filter(each => each !== false);
    return rates.length > 0 && `${does} ${rates.join(' and ')}`;
  };
  return [
    of('reads', io.readBytesPerSecond, io.readOperationsPerSecond),
    of('writes', io.writeBytesPerSecond, io.writeOperationsPerSecond),
  ]
    .filter(each => each !== false)
    .join(', ');
}

/** A length of time for people: 840 ns, 312 µs, 4.71 ms, 2.94 s, 3 min 20 s. */
export function nanos(value: number): string {
  if (value < 1e3) return `${value} ns`;
  if (value < 999.5e3) return `${short(value / 1e3)} µs`;
  if (value < 999.5e6) return `${short(value / 1e6)} ms`;
  if (value < 60e9) return `${short(value / 1e9)} s`;
  return spell(value / 1e9);
}

function spell(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return s % 60 === 0 ? `${s / 60} min` : `${Math.floor(s / 60)} min ${s % 60} s`;
  const minutes = Math.round(s / 60);
  if (minutes < 1440)
    return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.round(minutes / 60);
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How long ago, in its largest unit: 12 s, 5 min, 3 h, 4 d. Never negative, since clocks differ a little. */
export function age(from: string | number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - new Date(from).getTime()) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** How long it is until then: in 12 s, in 5 min; `now` when the time has come. */
export function until(at: string | number, now: number): string {
  const millis = new Date(at).getTime() - now;
  return millis <= 0 ? 'now' : `in ${spell(Math.ceil(millis / 1000))}`;
}

export function between(from: string, to: string): string {
  const millis = Math.max(0, new Date(to).getTime() - new Date(from).getTime());
  return nanos(millis * 1e6);
}

export function dateTime(at: string | number): string {
  return new Date(at).toLocaleString(undefined, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
}

export function clockTime(at: string | number, millis = false): string {
  return new Date(at).toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(millis ? { fractionalSecondDigits: 3 as const } : {}),
  });
}

export function count(value: number, one: string, many = `${one}s`): string {
  return `${value.toLocaleString('en')} ${value === 1 ? one : many}`;
}

export function figureValue(figure: Figure, value = figure.value): string {
  if (value === undefined || figure.quality === 'unavailable') return '–';
  const text =
    figure.unit === 'bytes'
      ? bytes(value)
      : figure.unit === 'nanoseconds'
        ? nanos(value)
        : value.toLocaleString('en');
  return figure.quality === 'estimated' ? `≈ ${text}` : text;
}

const SIZES: Record<string, number> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

/** The bytes of a size as descriptions write it (`64MiB`); undefined for anything else. */
export function sizeBytes(text: string): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)\s*([KMGT]iB|B)$/.exec(text);
  const unit = SIZES[parts?.[2] ?? ''];
  return parts && unit !== undefined ? Number(parts[1]) * unit : undefined;
}

/** A fact's name as people write it: `guestKernel` is "Guest kernel". */
export function factName(key: string): string {
  const words = key.replace(
    /([a-z])([A-Z])/g,
    (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A fact's value as it is, except that a bare number of bytes is made readable. */
export function factValue(value: string): string {
  const size = /^(\d+)B$/.exec(value)?.[1];
  return size === undefined ? value : bytes(Number(size));
}

/** A digest that still can be told apart from others by eye. */
export function shortDigest(digest: string): string {
  const hex = digest.replace(/^sha256:/, '');
  return /^[0-9a-f]{20,}$/.test(hex) ? `${hex.slice(0, 12)}…` : digest;
}
