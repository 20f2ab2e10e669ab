import type { Channel } from '@novnc/novnc';
import type { Connection, Handlers } from '../terminal/connect';

export type Line = {
  channel: Channel;
  /** What the connection behind it tells. */
  heard: Pick<Handlers, 'onOpen' | 'onOutput' | 'onEnd'>;
};

/**
 * A connection to the service as noVNC wants it. Only bytes reach noVNC: why it ended is the page's to tell.
 *
 * @param onEnd the service's end of it, once; not when the page closes it
 */
export function lineOf(connection: () => Connection | undefined, onEnd: Handlers['onEnd']): Line {
  let over = false;
  const channel: Channel = {
    binaryType: 'arraybuffer',
    protocol: '',
    readyState: 'connecting',
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    send: bytes => {
      if (!over) connection()?.type(bytes);
    },
    close: () => {
      if (!over) connection()?.close();
      over = true;
      channel.readyState = 'closed';
      // As a WebSocket does: not before who closes it has gone on.
      queueMicrotask(() => channel.onclose?.({ code: 1000, reason: '' }));
    },
  };
  return {
    channel,
    heard: {
      onOpen: () => {
        channel.readyState = 'open';
        channel.onopen?.();
      },
      onOutput: bytes => {
        if (!over) channel.onmessage?.({ data: bytes });
      },
      onEnd: (why, lost) => {
        if (over) return;
        over = true;
        onEnd(why, lost);
      },
    },
  };
}
