import { useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from 'react';

/** The console's pages are paths, their filters and choices are the query. That is all the routing there is. */
export type Place = { path: string; query: URLSearchParams };

const listeners = new Set<() => void>();
let cached: { href: string; place: Place } | undefined;

function current(): Place {
  const href = location.pathname + location.search;
  if (cached?.href !== href) {
    cached = { href, place: { path: location.pathname, query: new URLSearchParams(location.search) } };
  }
  return cached.place;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, current);
}

export function go(to: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  for (const listener of [...listeners]) listener();
}

/** The same path with some of the query changed; an empty value is left out. */
export function withQuery(place: Place, changes: Record<string, string | undefined>): string {
  const query = new URLSearchParams(place.query);
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined || value === '') query.delete(key);
    else query.set(key, value);
  }
  const text = query.toString();
  return text === '' ? place.path : `${place.path}?${text}`;
}

/** The same place with these values, and no others, for a key that may be there several times. */
export function withValues(place: Place, key: string, values: readonly string[]): string {
  const query = new URLSearchParams(place.query);
  query.delete(key);
  for (const value of values) query.append(key, value);
  const text = query.toString();
  return text === '' ? place.path : `${place.path}?${text}`;
}

/** The values of a pattern such as `/workloads/:name`, or undefined when the path is another one. */
export function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.replace(/(.)\/$/, '$1').split('/');
  if (wanted.length !== given.length) return undefined;
  const values: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const value = given[i] ?? '';
    if (part.startsWith(':')) {
      if (value === '') return undefined;
      try {
        values[part.slice(1)] = decodeURIComponent(value);
      } catch {
        return undefined;
      }
    } else if (part !== value) return undefined;
  }
  return values;
}

/** Where something new is made, beginning with these workloads. */
export function makeOf(path: '/compare' | '/services', names: readonly string[]): string {
  return withValues({ path, query: new URLSearchParams({ new: '1' }) }, 'of', names);
}

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { to: string; replace?: boolean };

export function Link({ to, replace = false, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const ours = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !ours) return;
    event.preventDefault();
    go(to, { replace });
  };
  return <a href={to} onClick={follow} {...rest} />;
}
