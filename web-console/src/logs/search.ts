import { spans } from './ansi';
import type { LogLine } from './LogBook';

const plain = new WeakMap<LogLine, string>();

/** A line as it is searched: what is seen of it, in lower case. Kept as long as the line is, since lines are many. */
function searchable(line: LogLine): string {
  let text = plain.get(line);
  if (text === undefined) {
    const seen =
      line.type === 'gap'
        ? line.text
        : spans(line.text)
            .map(span => span.text)
            .join('');
    text = seen.toLowerCase();
    plain.set(line, text);
  }
  return text;
}

/** The keys of the lines that hold a text, in either case, in their order. */
export function findLines(lines: readonly LogLine[], wanted: string): number[] {
  const text = wanted.toLowerCase();
  if (text === '') return [];
  return lines.filter(line => searchable(line).includes(text)).map(line => line.key);
}

/** The next match after a line, or before it; around the end to the beginning. Without a line, the last match. */
export function nextMatch(
  found: readonly number[],
  from: number | undefined,
  by: 1 | -1,
): number | undefined {
  if (from === undefined) return by === 1 ? found[0] : found.at(-1);
  if (by === 1) return found.find(key => key > from) ?? found[0];
  return found.findLast(key => key < from) ?? found.at(-1);
}

/** A text cut into what matches and what does not, in turns, beginning with what does not. */
export function cutAt(text: string, wanted: string): string[] {
  if (wanted === '') return [text];
  const parts: string[] = [];
  const lower = text.toLowerCase();
  const needle = wanted.toLowerCase();
  // Lower case may be longer than what it is made of; then nothing is marked rather than the wrong place.
  if (lower.length !== text.length) return [text];
  let from = 0;
  for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, from)) {
    parts.push(text.slice(from, at), text.slice(at, at + needle.length));
    from = at + needle.length;
  }
  return [...parts, text.slice(from)];
}
