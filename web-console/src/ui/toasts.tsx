import { useSyncExternalStore } from 'react';
import { messageOf } from '../api/problem';
import { Button } from './Button';
import { Icon } from './Icon';

type Toast = { id: number; tone: 'good' | 'bad'; text: string };

const SHOWN_MS = 6000;
let toasts: Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function change(to: Toast[]): void {
  toasts = to;
  for (const listener of [...listeners]) listener();
}

function dismiss(id: number): void {
  change(toasts.filter(toast => toast.id !== id));
}

/** Tells that something was done. An error stays until it is dismissed. */
export const toast = {
  done(text: string): void {
    const id = nextId++;
    change([...toasts.slice(-3), { id, tone: 'good', text }]);
    setTimeout(() => dismiss(id), SHOWN_MS);
  },
  failed(what: string, error: unknown): void {
    change([...toasts.slice(-3), { id: nextId++, tone: 'bad', text: `${what}: ${messageOf(error)}` }]);
  },
};

export function Toasts() {
  const shown = useSyncExternalStore(
    listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, tone, text }) => (
        <div key={id} className={`toast ${tone}`}>
          <Icon name={tone === 'good' ? 'checkCircle' : 'warning'} />
          <span>{text}</span>
          <Button icon="cross" look="ghost" small aria-label="Dismiss" onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
