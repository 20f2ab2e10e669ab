import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../src/api/schema';
import { spans } from '../../src/logs/ansi';
import { decodeBytes } from '../../src/logs/decode';
import { KEPT_LINES, LogBook } from '../../src/logs/LogBook';

let sequence = 0;
function output(content: string, more: Partial<LogRecord> = {}): LogRecord {
  sequence++;
  const base = { sequence, cursor: String(sequence), run: 1, at: '2026-01-01T00:00:00Z' };
  return { ...base, type: 'output', stream: 'stdout', content, encoding: 'utf-8', ...more };
}

function texts(book: LogBook): string[] {
  return book.lines.map(line => (line.type === 'gap' ? `[${line.text}]` : `${line.stream}:${line.text}`));
}

describe('lines', () => {
  test('a line may be spread over records, and a record may hold several lines', () => {
    const book = new LogBook();
    for (const part of ['He', 'llo\nsecond\nth', 'ird']) book.add(output(part));
    expect(texts(book)).toEqual(['stdout:Hello', 'stdout:second', 'stdout:third']);
  });

  test('two streams in turns do not run into each other', () => {
    const book = new LogBook();
    book.add(output('out-1 '));
    book.add(output('err-1 ', { stream: 'stderr' }));
    book.add(output('out-2\n'));
    book.add(output('err-2\n', { stream: 'stderr' }));
    expect(texts(book)).toEqual(['stdout:out-1 out-2', 'stderr:err-1 err-2']);
  });

  test('a gap is a line of its own, and what comes after it begins anew', () => {
    const book = new LogBook();
    book.add(output('before'));
    book.add(output('', { type: 'gap', missingBytes: 18_432, reason: 'too fast' }));
    book.add(output('after\n'));
    expect(texts(book)).toEqual(['stdout:before', '[18,432 bytes missing here: too fast]', 'stdout:after']);
  });

  test('an empty line is a line, and line ends of other systems are line ends', () => {
    const book = new LogBook();
    book.add(output('a\r\n\nb\n'));
    expect(texts(book)).toEqual(['stdout:a', 'stdout:', 'stdout:b']);
  });

  test('the oldest lines are let go, counted, and an unfinished line still goes on', () => {
    const book = new LogBook();
    book.add(output('unfinished', { stream: 'stderr' }));
    book.add(output('x\n'.repeat(KEPT_LINES)));
    book.add(output('begin'));
    book.add(output('y\n'.repeat(KEPT_LINES / 5)));
    book.add(output('end ', { stream: 'stderr' }));
    expect(book.dropped).toBeGreaterThan(0);
    expect(book.lines.length).toBeLessThanOrEqual(KEPT_LINES * 1.1);
    expect(texts(book)).toContain('stdout:beginy');
    expect(texts(book).at(-1)).toBe('stderr:end ');
    expect(new Set(book.lines.map(line => line.key)).size).toBe(book.lines.length);
  });
});

describe('bytes', () => {
  test('what is text is text, and each other byte is shown', () => {
    const bytes = [0x61, 0xff, 0xc3, 0xa4, 0xc3, 0x28, 0xf0, 0x9f, 0x98, 0x80, 0xe2, 0x82];
    expect(decodeBytes(btoa(String.fromCharCode(...bytes)))).toBe('a\\xffä\\xc3(😀\\xe2\\x82');
  });
});

describe('escapes', () => {
  test('colours are kept and end where they are told to', () => {
    expect(spans('a \u001b[1;31mred\u001b[0m b')).toEqual([
      { text: 'a ', classes: '' },
      { text: 'red', classes: 'ansi-1 ansi-bold' },
      { text: ' b', classes: '' },
    ]);
  });

  test('an extended colour takes its parameters with it', () => {
    expect(spans('\u001b[38;5;4mx\u001b[38;2;1;4;31my')).toEqual([
      { text: 'x', classes: '' },
      { text: 'y', classes: '' },
    ]);
  });

  test.each([
    ['\u001b[2J', 'ESC'],
    ['\u001b]0;title\u0007', 'ESC'],
    ['\u202e', 'U+202E'],
    ['\u200b', 'U+200B'],
    ['\u0000', 'NUL'],
    ['\u007f', 'DEL'],
    ['\u009b', 'U+009B'],
    ['\r', 'CR'],
  ])('%j is shown by its name and not obeyed', (text, name) => {
    const shown = spans(text);
    expect(shown[0]).toEqual({ text: name, classes: 'sign' });
    expect(shown.map(span => span.text).join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u202e]/);
  });

  test('markup is text like any other', () => {
    expect(spans('<b>&amp;')).toEqual([{ text: '<b>&amp;', classes: '' }]);
  });
});
