import type { LogRecord, LogStreamName } from '../src/api/schema';

type Piece = { stream?: LogStreamName; text?: string; base64?: string; gap?: string; missing?: number };

/** Log records of what a program wrote. */
export function records(run: number, from: number, pieces: Piece[], ended: boolean): LogRecord[] {
  const list = pieces.map((piece, sequence): LogRecord => {
    const base = {
      sequence,
      cursor: `${run}.${sequence}`,
      run,
      at: new Date(from + sequence * 7).toISOString(),
    };
    if (piece.gap !== undefined) {
      return {
        ...base,
        type: 'gap',
        reason: piece.gap,
        ...(piece.missing && { missingBytes: piece.missing }),
      };
    }
    return {
      ...base,
      type: 'output',
      stream: piece.stream ?? 'stdout',
      content: piece.base64 ?? piece.text ?? '',
      encoding: piece.base64 === undefined ? 'utf-8' : 'base64',
    };
  });
  if (ended) {
    const sequence = list.length;
    list.push({
      type: 'end',
      sequence,
      cursor: `${run}.${sequence}`,
      run,
      at: new Date(from + sequence * 7).toISOString(),
    });
  }
  return list;
}

export const GREETING: Piece[] = [{ text: 'Hello, Ada!\n' }, { text: 'I am 1 of 1 arguments old.\n' }];
export const PRIMES: Piece[] = [{ text: '168 primes up to 1000, the last is 997\n' }];

export const FAILING: Piece[] = [
  { text: 'reading /data/orders.csv\n' },
  { text: 'line 4711: \u001b[33mwarning\u001b[0m: amount is empty\n', stream: 'stderr' },
  { text: 'line 4712: \u001b[1;31merror\u001b[0m: not a number: "12,5O"\n', stream: 'stderr' },
  { text: 'giving up\n', stream: 'stderr' },
];

/** Everything that must not do anything to a page. */
export const HOSTILE: Piece[] = [
  { text: '<script>alert("guest")</script> <img src=x onerror=alert(1)>\n' },
  {
    text: 'clear the screen \u001b[2J\u001b[H and set a title \u001b]0;owned\u0007 and \u001b[32mgreen\u001b[0m again\n',
  },
  { text: 'right to left: \u202egnp.exe and \u200bnothing to see\n' },
  { base64: btoa('binary: \x00\x01\xff\xfe end\n') },
  { gap: 'the output came faster than it could be kept', missing: 18_432 },
  { text: `a line of ten thousand: ${'0123456789'.repeat(1000)}\n` },
  { text: 'the exit marker @@exit=0@@ printed by the program itself\n' },
  { text: 'no end of line' },
];

export function requests(lines: number): Piece[] {
  const paths = ['/', '/style.css', '/greet?name=Ada', '/health', '/missing'];
  return Array.from({ length: lines }, (_, i) => {
    const path = paths[i % paths.length] ?? '/';
    const status = path === '/missing' ? 404 : 200;
    return { text: `10.77.0.1 "GET ${path}" ${status} ${120 + ((i * 37) % 900)} ${(i * 13) % 9}ms\n` };
  });
}
