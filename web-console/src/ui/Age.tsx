import { age, dateTime, until } from './format';
import { useNow } from './useNow';

/** How long ago, moving on; the exact time is its title. */
export function Age({ at, ago = false }: { at: string; ago?: boolean }) {
  const now = useNow();
  return (
    <time dateTime={at} title={dateTime(at)} className="num">
      {age(at, now)}
      {ago && ' ago'}
    </time>
  );
}

/** How long it is until then; the exact time is its title. */
export function Until({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={dateTime(at)} className="num">
      {until(at, now)}
    </time>
  );
}
