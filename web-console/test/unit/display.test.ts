import { expect, test, vi } from 'vitest';
import { lineOf } from '../../src/display/channel';
import { terminalAddress } from '../../src/terminal/protocol';

function line() {
  const connection = { type: vi.fn(), resize: vi.fn(), takeOver: vi.fn(), close: vi.fn() };
  const onEnd = vi.fn();
  return { connection, onEnd, ...lineOf(() => connection, onEnd) };
}

test('bytes pass both ways as they are', () => {
  const { channel, connection, heard } = line();
  const received = vi.fn();
  channel.onmessage = received;
  const opened = vi.fn();
  channel.onopen = opened;
  heard.onOpen();
  expect(opened).toHaveBeenCalledOnce();
  expect(channel.readyState).toBe('open');
  heard.onOutput(new Uint8Array([1, 2]));
  expect(received).toHaveBeenCalledExactlyOnceWith({ data: new Uint8Array([1, 2]) });
  channel.send(new Uint8Array([3]));
  expect(connection.type).toHaveBeenCalledExactlyOnceWith(new Uint8Array([3]));
});

test('who closes it is told afterwards, and the page is not', async () => {
  const { channel, connection, heard, onEnd } = line();
  const closed = vi.fn();
  channel.onclose = closed;
  channel.close();
  expect(connection.close).toHaveBeenCalledOnce();
  expect(closed).not.toHaveBeenCalled();
  await Promise.resolve();
  expect(closed).toHaveBeenCalledOnce();
  heard.onEnd('It has ended.', false);
  expect(onEnd).not.toHaveBeenCalled();
});

test('the end of the service is the page’s to tell, once, and nothing is sent after it', () => {
  const { channel, connection, heard, onEnd } = line();
  heard.onEnd('The connection was lost.', true);
  heard.onEnd('Again.', false);
  expect(onEnd).toHaveBeenCalledExactlyOnceWith('The connection was lost.', true);
  channel.send(new Uint8Array([1]));
  channel.close();
  expect(connection.type).not.toHaveBeenCalled();
  expect(connection.close).not.toHaveBeenCalled();
});

test('the address of a display has nothing of a command', () => {
  const page = { protocol: 'https:', host: 'h' };
  expect(terminalAddress(page, 'desk', 'display', { columns: 80, rows: 24 }, 't')).toBe(
    'wss://h/api/v1/workloads/desk/display?ticket=t',
  );
});
