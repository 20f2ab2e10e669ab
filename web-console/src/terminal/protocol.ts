import type { TerminalMessage } from '../api/schema';

/** The size of a terminal, in characters. */
export type Size = { columns: number; rows: number };

export function resizeMessage(size: Size): string {
  return JSON.stringify({ type: 'resize', columns: bounded(size.columns), rows: bounded(size.rows) });
}

function bounded(count: number): number {
  return Math.min(1000, Math.max(1, Math.floor(count)));
}

/** What the service says of itself in a text message; undefined for what this console does not know. */
export function readMessage(text: string): TerminalMessage | undefined {
  try {
    const message = JSON.parse(text) as TerminalMessage | null;
    return message !== null && ['exit', 'error', 'access'].includes(message.type) ? message : undefined;
  } catch {
    return undefined;
  }
}

/** What is opened: a command of its own, or the console or display that the workload has. */
export type Subject = string[] | 'console' | 'display';

export const TAKE_OVER = JSON.stringify({ type: 'take-over' });

/** The address of a terminal. It holds a ticket, which is good once, and never a token. */
export function terminalAddress(
  page: { protocol: string; host: string },
  name: string,
  subject: Subject,
  size: Size,
  ticket: string,
): string {
  const query = new URLSearchParams();
  if (Array.isArray(subject)) {
    for (const word of subject) query.append('command', word);
    query.set('columns', String(bounded(size.columns)));
    query.set('rows', String(bounded(size.rows)));
  }
  query.set('ticket', ticket);
  const scheme = page.protocol === 'https:' ? 'wss:' : 'ws:';
  const part = Array.isArray(subject) ? 'exec' : subject;
  return `${scheme}//${page.host}/api/v1/workloads/${encodeURIComponent(name)}/${part}?${query}`;
}

/** Whether what was lost may come back when it is asked for again: the connection broke, or the service stops. */
export function isLost(code: number): boolean {
  return code === 1006 || code === 0 || code === 1012;
}

/** Why a terminal is over, for people. */
export function ending(
  message: TerminalMessage | undefined,
  code: number,
  reason: string,
  subject: Subject = [],
): string {
  if (message?.type === 'exit')
    return message.exitCode === undefined
      ? 'It has ended.'
      : `It has ended with exit code ${message.exitCode}.`;
  if (message?.type === 'error') return message.detail ?? 'It cannot be followed any more.';
  if (code === 1006 || code === 0)
    return Array.isArray(subject)
      ? 'The connection was lost, and with it the command.'
      : 'The connection was lost.';
  return `It was closed: ${reason || `code ${code}`}`;
}

/** A line into words as a shell would, for blanks and quotes; nothing is expanded. */
export function words(line: string): string[] {
  const found: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const letter = line.charAt(i);
    if (quote !== '') {
      if (letter === quote) quote = '';
      else word = (word ?? '') + letter;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= '';
    } else if (letter === '\\' && i + 1 < line.length) {
      word = (word ?? '') + line.charAt(++i);
    } else if (/\s/.test(letter)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + letter;
    }
  }
  if (word !== undefined) found.push(word);
  return found;
}
