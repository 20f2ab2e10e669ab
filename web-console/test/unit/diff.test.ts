import { describe, expect, test } from 'vitest';
import type { LogLine } from '../../src/logs/LogBook';
import { cutAt, findLines, nextMatch } from '../../src/logs/search';
import { diffLines } from '../../src/ui/diff';
import { niceTop } from '../../src/usage/Chart';

describe('what differs', () => {
  const told = (before: string, after: string) =>
    diffLines(before, after).map(line =>
      line.type === 'skipped'
        ? `…${line.count}`
        : `${{ same: ' ', added: '+', removed: '-' }[line.type]}${line.text}`,
    );

  test('a changed line is taken out and put in, with two lines around it', () => {
    expect(told('a\nb\nc\nd\ne\nf\ng', 'a\nb\nc\nX\ne\nf\ng')).toEqual([
      '…1',
      ' b',
      ' c',
      '-d',
      '+X',
      ' e',
      ' f',
      '…1',
    ]);
  });

  test('lines in common stay, wherever others come and go', () => {
    expect(told('a\nb\nc', 'b\nc\nd')).toEqual(['-a', ' b', ' c', '+d']);
    expect(told('a', 'a')).toEqual(['…1']);
    expect(told('', 'a')).toEqual(['-', '+a']);
  });

  test('texts too long to compare are told as replaced, soon', () => {
    const long = (mark: string) => Array.from({ length: 5_000 }, (_, i) => `${mark}${i}`).join('\n');
    const lines = diffLines(long('a'), long('b'));
    expect(lines.filter(line => line.type === 'removed')).toHaveLength(5_000);
    expect(lines.filter(line => line.type === 'added')).toHaveLength(5_000);
  });
});

describe('search in output', () => {
  const line = (key: number, text: string): LogLine => ({
    type: 'text',
    key,
    stream: 'stdout',
    at: '',
    text,
  });

  test('either case is found, through colours, and gaps are, too', () => {
    const lines: LogLine[] = [
      line(5, 'GET /Health'),
      line(6, '\u001b[31mhea\u001b[0mlth'),
      { type: 'gap', key: 7, at: '', text: '12 bytes missing here' },
    ];
    expect(findLines(lines, 'health')).toEqual([5, 6]);
    expect(findLines(lines, 'MISSING')).toEqual([7]);
    expect(findLines(lines, '')).toEqual([]);
  });

  test('going on from the last match begins at the first', () => {
    expect(nextMatch([2, 5, 9], 5, 1)).toBe(9);
    expect(nextMatch([2, 5, 9], 9, 1)).toBe(2);
    expect(nextMatch([2, 5, 9], undefined, -1)).toBe(9);
    expect(nextMatch([2, 5, 9], 2, -1)).toBe(9);
    expect(nextMatch([], 2, 1)).toBeUndefined();
  });

  test('a text is cut where it matches, and all of it stays', () => {
    expect(cutAt('aXbxc', 'x')).toEqual(['a', 'X', 'b', 'x', 'c']);
    expect(cutAt('none', 'x')).toEqual(['none']);
    expect(cutAt('İx', 'x').join('')).toBe('İx');
  });

  test('a hundred thousand lines are searched soon', () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => line(i, `line ${i} of many`));
    expect(findLines(lines, 'line 99999')).toEqual([99_999]);
    const begun = performance.now();
    findLines(lines, 'of many');
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

test('a scale ends a little above its largest value', () => {
  for (const most of [1, 3, 7.9, 100, 1_000_000]) {
    expect(niceTop(most)).toBeGreaterThanOrEqual(most);
    expect(niceTop(most)).toBeLessThanOrEqual(most * 1.3);
  }
  expect(niceTop(0)).toBe(1);
});
