import { expect, test } from 'vitest';
import { backoff } from '../../src/api/backoff';
import { ndjson } from '../../src/api/ndjson';
import { EventParser } from '../../src/api/sse';

test('an event may come in any pieces', () => {
  const text = 'id: 7\nevent: workload.created\ndata: {"a":\ndata: 1}\n\n';
  for (let cut = 0; cut <= text.length; cut++) {
    const parser = new EventParser();
    const events = [...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))];
    expect(events).toEqual([{ id: '7', event: 'workload.created', data: '{"a":\n1}' }]);
  }
});

test('comments, carriage returns and unknown fields do no harm', () => {
  const parser = new EventParser();
  expect(parser.push(': still here\r\n\r\nretry: 5\r\ndata:x\r\n\r\n')).toEqual([
    { id: undefined, event: 'message', data: 'x' },
  ]);
});

test('an event without its empty line is not one yet', () => {
  expect(new EventParser().push('data: x\n')).toEqual([]);
});

test('lines of JSON may come in any pieces, also within a character', async () => {
  const bytes = new TextEncoder().encode('{"a":"ä"}\n\n{"a":"b"}');
  for (let cut = 0; cut <= bytes.length; cut++) {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, cut));
        controller.enqueue(bytes.slice(cut));
        controller.close();
      },
    });
    const read = [];
    for await (const value of ndjson<{ a: string }>(stream)) read.push(value.a);
    expect(read).toEqual(['ä', 'b']);
  }
});

test('leaving a stream early ends it', async () => {
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    start: controller => controller.enqueue(new TextEncoder().encode('{}\n{}\n')),
    cancel: () => void (cancelled = true),
  });
  for await (const _value of ndjson(stream)) break;
  expect(cancelled).toBe(true);
});

test('pauses between attempts grow to a bound', () => {
  const pauses = [0, 1, 2, 3, 10, 1000].map(attempt => backoff(attempt, () => 0.5));
  expect(pauses).toEqual([500, 1000, 2000, 4000, 10_000, 10_000]);
});
