import { api, expect } from '../api/client';
import type { TerminalMessage } from '../api/schema';
import {
  ending,
  isLost,
  readMessage,
  resizeMessage,
  TAKE_OVER,
  terminalAddress,
  type Size,
  type Subject,
} from './protocol';

export type Handlers = {
  onOpen: () => void;
  onOutput: (bytes: Uint8Array) => void;
  /** Who may write to what is shared. */
  onAccess?: (access: Access) => void;
  /**
   * It is over; nothing more comes.
   *
   * @param lost whether it broke off, rather than ended
   */
  onEnd: (why: string, lost: boolean) => void;
};

export type Access = { mayWrite: boolean; writer: string | undefined };

export type Connection = {
  type: (bytes: Uint8Array<ArrayBuffer>) => void;
  resize: (size: Size) => void;
  takeOver: () => void;
  close: () => void;
};

/**
 * Runs a command in a terminal of a workload, or opens the console or display of a machine. A command is one of its own at each
 * call: one that is lost does not come back. The others do.
 */
export function connect(name: string, subject: Subject, size: Size, handlers: Handlers): Connection {
  let socket: WebSocket | undefined;
  let closed = false;
  let wanted = size;
  const open = async () => {
    const { ticket } = await expect(api.POST('/session/tickets'));
    if (closed) return;
    socket = new WebSocket(terminalAddress(location, name, subject, wanted, ticket));
    socket.binaryType = 'arraybuffer';
    follow(socket, name, subject, {
      ...handlers,
      onOpen: () => {
        handlers.onOpen();
        if (wanted !== size) socket?.send(resizeMessage(wanted));
      },
      onEnd: (why, lost) => !closed && handlers.onEnd(why, lost),
    });
  };
  open().catch((error: unknown) => !closed && handlers.onEnd(wordsOf(error), true));
  const isOpen = () => socket?.readyState === WebSocket.OPEN;
  return {
    type: bytes => isOpen() && socket?.send(bytes),
    resize: next => {
      wanted = next;
      if (isOpen()) socket?.send(resizeMessage(next));
    },
    takeOver: () => isOpen() && socket?.send(TAKE_OVER),
    close: () => {
      closed = true;
      socket?.close();
    },
  };
}

function follow(socket: WebSocket, name: string, subject: Subject, handlers: Handlers): void {
  let opened = false;
  let last: TerminalMessage | undefined;
  socket.onopen = () => {
    opened = true;
    handlers.onOpen();
  };
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
    if (typeof data === 'string') {
      const message = readMessage(data);
      if (message?.type === 'access')
        handlers.onAccess?.({ mayWrite: message.mayWrite === true, writer: message.writer });
      else last = message ?? last;
    } else handlers.onOutput(new Uint8Array(data));
  };
  socket.onclose = ({ code, reason }) => {
    if (opened) handlers.onEnd(ending(last, code, reason, subject), last === undefined && isLost(code));
    else void refusal(name, subject).then(([why, lost]) => handlers.onEnd(why, lost));
  };
}

/** A browser does not tell with which answer a WebSocket was refused, so the same question is asked as an ordinary call. */
async function refusal(name: string, subject: Subject): Promise<[string, boolean]> {
  const params = { path: { name } };
  try {
    const path = Array.isArray(subject) ? 'exec' : subject;
    await expect(api.GET(`/workloads/{name}/${path}`, { params }));
    return ['It was refused.', false];
  } catch (error) {
    const status = (error as { status?: number }).status;
    return status === 426
      ? [
          'The connection could not be opened. Does a proxy between here and the service drop WebSockets?',
          false,
        ]
      : [wordsOf(error), status === undefined || status >= 500];
  }
}

function wordsOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error);
}
