import { api, expect } from '../api/client';
import type { TerminalMessage } from '../api/schema';
import { ending, readMessage, resizeMessage, terminalAddress, type Size } from './protocol';

export type Handlers = {
  onOpen: () => void;
  onOutput: (bytes: Uint8Array) => void;
  /** It is over; nothing more comes. */
  onEnd: (why: string) => void;
};

export type Connection = {
  type: (bytes: Uint8Array<ArrayBuffer>) => void;
  resize: (size: Size) => void;
  close: () => void;
};

/** Runs a command in a terminal of a workload. Every call is a command of its own: one that is lost does not come back. */
export function connect(name: string, command: string[], size: Size, handlers: Handlers): Connection {
  let socket: WebSocket | undefined;
  let closed = false;
  let wanted = size;
  const open = async () => {
    const { ticket } = await expect(api.POST('/session/tickets'));
    if (closed) return;
    socket = new WebSocket(terminalAddress(location, name, command, wanted, ticket));
    socket.binaryType = 'arraybuffer';
    follow(socket, name, {
      ...handlers,
      onOpen: () => {
        handlers.onOpen();
        if (wanted !== size) socket?.send(resizeMessage(wanted));
      },
      onEnd: why => !closed && handlers.onEnd(why),
    });
  };
  open().catch(
    (error: unknown) => !closed && handlers.onEnd(String(error instanceof Error ? error.message : error)),
  );
  const isOpen = () => socket?.readyState === WebSocket.OPEN;
  return {
    type: bytes => isOpen() && socket?.send(bytes),
    resize: next => {
      wanted = next;
      if (isOpen()) socket?.send(resizeMessage(next));
    },
    close: () => {
      closed = true;
      socket?.close();
    },
  };
}

function follow(socket: WebSocket, name: string, handlers: Handlers): void {
  let opened = false;
  let last: TerminalMessage | undefined;
  socket.onopen = () => {
    opened = true;
    handlers.onOpen();
  };
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
    if (typeof data === 'string') last = readMessage(data) ?? last;
    else handlers.onOutput(new Uint8Array(data));
  };
  socket.onclose = ({ code, reason }) => {
    if (opened) handlers.onEnd(ending(last, code, reason));
    else void refusal(name).then(handlers.onEnd);
  };
}

/** A browser does not tell with which answer a WebSocket was refused, so the same question is asked as an ordinary call. */
async function refusal(name: string): Promise<string> {
  try {
    await expect(api.GET('/workloads/{name}/exec', { params: { path: { name } } }));
    return 'The terminal was refused.';
  } catch (error) {
    return (error as { status?: number }).status === 426
      ? 'The connection could not be opened. Does a proxy between here and the service drop WebSockets?'
      : String(error instanceof Error ? error.message : error);
  }
}
