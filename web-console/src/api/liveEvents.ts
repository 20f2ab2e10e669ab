import { backoff, pause } from './backoff';
import { api } from './client';
import { connection } from './connection';
import { decoded } from './ndjson';
import { problemOf } from './problem';
import type { Event } from './schema';
import { EventParser } from './sse';

export type LiveEvents = {
  onEvent: (event: Event) => void;
  /** The stream is open again after a pause; what is shown may be older than the events say. */
  onReopened: () => void;
};

/**
 * Follows the service's events until the signal says stop, and opens the stream again whenever it ends. A hidden tab
 * lets go of its connection, as a browser has only six for one host.
 */
export async function followEvents(handlers: LiveEvents, signal: AbortSignal): Promise<void> {
  let last: number | undefined;
  let attempt = 0;
  let opened = 0;
  while (!signal.aborted) {
    await untilVisible(signal);
    if (signal.aborted) break;
    const until = hiddenOr(signal);
    try {
      for await (const event of stream(last, until.signal, () => {
        attempt = 0;
        if (opened++ > 0) handlers.onReopened();
      })) {
        last = event.id;
        handlers.onEvent(event);
      }
    } catch {
      // Whatever ended the stream, the answer is the same: the connection's state says so, and we try again.
    } finally {
      until.release();
      connection.streamClosed();
    }
    if (!until.signal.aborted) await pause(backoff(attempt++), signal);
  }
}

async function* stream(
  last: number | undefined,
  signal: AbortSignal,
  onOpen: () => void,
): AsyncGenerator<Event> {
  const { data, error, response } = await api.GET('/events/stream', {
    params: { header: last === undefined ? {} : { 'Last-Event-ID': last } },
    headers: { Accept: 'text/event-stream' },
    parseAs: 'stream',
    signal,
  });
  if (!response.ok || !data) throw problemOf(response.status, error);
  connection.streamOpened();
  onOpen();
  const parser = new EventParser();
  for await (const text of decoded(data as unknown as ReadableStream<Uint8Array>)) {
    for (const sent of parser.push(text)) {
      // What the stream says of itself is no event; after either, what is shown is asked for anew.
      if (sent.event.startsWith('stream.')) onOpen();
      else yield JSON.parse(sent.data) as Event;
    }
  }
}

function untilVisible(signal: AbortSignal): Promise<void> {
  if (document.visibilityState === 'visible') return Promise.resolve();
  return new Promise(resolve => {
    const done = () => {
      if (document.visibilityState !== 'visible' && !signal.aborted) return;
      document.removeEventListener('visibilitychange', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    document.addEventListener('visibilitychange', done);
    signal.addEventListener('abort', done);
  });
}

function hiddenOr(signal: AbortSignal): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const abort = () => {
    if (signal.aborted || document.visibilityState !== 'visible') controller.abort();
  };
  document.addEventListener('visibilitychange', abort);
  signal.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    release: () => {
      document.removeEventListener('visibilitychange', abort);
      signal.removeEventListener('abort', abort);
    },
  };
}
