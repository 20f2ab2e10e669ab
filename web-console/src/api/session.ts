/**
 * The session secret. The cookie alone opens nothing: every call also carries this secret, which lives in
 * `sessionStorage`, so that pages of other ports on this host, which do get the cookie, cannot use it.
 */
const KEY = 'triptych.session-secret';
const CHANNEL = 'triptych-session';
const ANSWER_WITHIN_MS = 150;

type Message = { type: 'ask' } | { type: 'secret'; secret: string } | { type: 'closed' };

const listeners = new Set<() => void>();
const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(CHANNEL);

export type SessionEnd = 'signed-out' | 'expired';
let end: SessionEnd | undefined;

export function sessionSecret(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

/** Why there is no session any more, as long as this page was not signed in again. */
export function sessionEnd(): SessionEnd | undefined {
  return end;
}

export function openSession(secret: string): void {
  keep(secret);
  // A sign-in replaces the cookie for all tabs, so they all need the new secret.
  tell({ type: 'secret', secret });
}

/** @param stale the secret that was refused; a newer one that came in between stays */
export function endSession(reason: SessionEnd, stale?: string): void {
  if (stale !== undefined && stale !== sessionSecret()) return;
  if (sessionSecret() === undefined) return;
  forget(reason);
  if (reason === 'signed-out') tell({ type: 'closed' });
}

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Asks the console's other tabs for the secret, as a new tab has the cookie but not the secret. */
export function adoptSession(): Promise<boolean> {
  if (sessionSecret() !== undefined) return Promise.resolve(true);
  return new Promise(resolve => {
    const timer = setTimeout(() => done(), ANSWER_WITHIN_MS);
    const stop = onSessionChange(() => done());
    const done = () => {
      clearTimeout(timer);
      stop();
      resolve(sessionSecret() !== undefined);
    };
    tell({ type: 'ask' });
  });
}

if (channel) {
  channel.onmessage = (message: MessageEvent<Message>) => {
    const secret = sessionSecret();
    if (message.data.type === 'ask' && secret !== undefined) tell({ type: 'secret', secret });
    if (message.data.type === 'secret' && message.data.secret !== secret) keep(message.data.secret);
    if (message.data.type === 'closed' && secret !== undefined) forget('signed-out');
  };
}

function keep(secret: string): void {
  end = undefined;
  sessionStorage.setItem(KEY, secret);
  announce();
}

function forget(reason: SessionEnd): void {
  end = reason;
  sessionStorage.removeItem(KEY);
  announce();
}

function announce(): void {
  for (const listener of [...listeners]) listener();
}

function tell(message: Message): void {
  channel?.postMessage(message);
}
