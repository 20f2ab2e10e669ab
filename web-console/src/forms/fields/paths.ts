import type { Violation } from '../../api/schema';

export type Path = readonly (string | number)[];
export type Json = unknown;
type JsonObject = Record<string, Json>;

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function valueAt(root: Json, path: Path): Json {
  let value = root;
  for (const key of path) {
    if (Array.isArray(value) && typeof key === 'number') value = value[key];
    else if (isObject(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}

/** A copy with another value at a path. Without a value the key goes, and with it whatever holds nothing any more. */
export function withValue(root: Json, path: Path, value: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const list = Array.isArray(root) ? [...(root as Json[])] : [];
    const changed = withValue(list[key], rest, value);
    if (changed === undefined) list.splice(key, 1);
    else list[key] = changed;
    return list.length === 0 ? undefined : list;
  }
  const before = Object.entries(isObject(root) ? root : {});
  const at = before.findIndex(([name]) => name === key);
  const changed = withValue(before[at]?.[1], rest, value);
  // Entries, not assignments: a key may be called __proto__.
  const after =
    changed === undefined
      ? before.filter(([name]) => name !== key)
      : at < 0
        ? [...before, [key, changed] as const]
        : before.map(entry => (entry[0] === key ? ([key, changed] as const) : entry));
  return after.length === 0 ? undefined : Object.fromEntries(after);
}

/** As violations name a field: `ports[0].publish`. */
export function pathText(path: Path): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${key}`))
    .join('');
}

/** What the service says about a field itself or, for one that is shown as a whole, about anything in it. */
export function violationsAt(violations: readonly Violation[], path: Path, whole = false): Violation[] {
  const text = pathText(path);
  return violations.filter(
    ({ field }) =>
      field === text || (whole && (field.startsWith(`${text}.`) || field.startsWith(`${text}[`))),
  );
}
