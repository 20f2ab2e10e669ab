import { describe, expect, test } from 'vitest';
import {
  ending,
  isLost,
  readMessage,
  resizeMessage,
  terminalAddress,
  words,
} from '../../src/terminal/protocol';

describe('what is sent', () => {
  test.each([
    [{ columns: 132, rows: 50 }, '{"type":"resize","columns":132,"rows":50}'],
    [{ columns: 0, rows: -3 }, '{"type":"resize","columns":1,"rows":1}'],
    [{ columns: 5000.7, rows: 24.9 }, '{"type":"resize","columns":1000,"rows":24}'],
  ])('the size %j stays within what the service takes', (size, message) => {
    expect(resizeMessage(size)).toBe(message);
  });

  test('the address names each word by itself, and holds a ticket', () => {
    const page = { protocol: 'https:', host: 'triptych.example:7700' };
    const address = new URL(
      terminalAddress(page, 'web', ['sh', '-c', 'a & b, c'], { columns: 80, rows: 24 }, 't'),
    );
    expect(address.protocol).toBe('wss:');
    expect(address.host).toBe('triptych.example:7700');
    expect(address.pathname).toBe('/api/v1/workloads/web/exec');
    expect(address.searchParams.getAll('command')).toEqual(['sh', '-c', 'a & b, c']);
    expect(address.searchParams.get('ticket')).toBe('t');
    expect(
      terminalAddress({ protocol: 'http:', host: 'h' }, 'web', [], { columns: 1, rows: 1 }, 't'),
    ).toMatch(/^ws:\/\/h\//);
  });
});

test('the address of a console has nothing of a command', () => {
  const address = new URL(
    terminalAddress({ protocol: 'http:', host: 'h' }, 'a b', 'console', { columns: 80, rows: 24 }, 't'),
  );
  expect(address.href).toBe('ws://h/api/v1/workloads/a%20b/console?ticket=t');
});

test.each([
  [1006, true],
  [1012, true],
  [1000, false],
  [1008, false],
])('closed with %i, it is worth asking again: %s', (code, lost) => {
  expect(isLost(code)).toBe(lost);
});

describe('what is received', () => {
  test.each([
    ['{"type":"exit","exitCode":3}', { type: 'exit', exitCode: 3 }],
    [
      '{"type":"error","code":"DRIVER_UNAVAILABLE","detail":"gone"}',
      expect.objectContaining({ type: 'error' }),
    ],
    ['{"type":"access","mayWrite":true}', { type: 'access', mayWrite: true }],
    ['{"type":"party"}', undefined],
    ['null', undefined],
    ['exit', undefined],
  ])('%s', (text, message) => {
    expect(readMessage(text)).toEqual(message);
  });

  test.each([
    [{ type: 'exit' as const, exitCode: 0 }, 1000, 'It has ended.', 'It has ended with exit code 0.'],
    [{ type: 'exit' as const }, 1000, '', 'It has ended.'],
    [{ type: 'error' as const, detail: 'Docker is away.' }, 1011, '', 'Docker is away.'],
    [undefined, 1006, '', 'The connection was lost, and with it the command.'],
    [undefined, 1001, 'nothing was typed', 'It was closed: nothing was typed'],
    [undefined, 1012, '', 'It was closed: code 1012'],
  ])('%j and %i are told as words', (message, code, reason, told) => {
    expect(ending(message, code, reason)).toBe(told);
  });
});

test.each([
  ['/bin/sh', ['/bin/sh']],
  ['  sh -c  "echo \'a b\'; id" ', ['sh', '-c', "echo 'a b'; id"]],
  ['printf \'\' x\\ y a"b"c', ['printf', '', 'x y', 'abc']],
  ['   ', []],
])('the line %j has the words %j', (line, expected) => {
  expect(words(line)).toEqual(expected);
});
