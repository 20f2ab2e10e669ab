/** A piece of a line with the classes for its look. */
export type Span = { text: string; classes: string };

type Style = { color: number | undefined; bold: boolean; dim: boolean; underline: boolean };

const PLAIN: Style = { color: undefined, bold: false, dim: false, underline: false };
// A select-graphic-rendition sequence; everything else that an escape may begin is shown, not obeyed.
const SGR = /\u001b\[([0-9;]{0,30})m/g;

/**
 * Cuts a line into pieces by its colours. Colours are all that a program's output may do to this page: any other control
 * character, escape or text-direction override is shown as a sign.
 */
export function spans(line: string): Span[] {
  const result: Span[] = [];
  let style = PLAIN;
  let from = 0;
  for (const sequence of line.matchAll(SGR)) {
    push(result, line.slice(from, sequence.index), style);
    style = apply(style, sequence[1] ?? '');
    from = sequence.index + sequence[0].length;
  }
  push(result, line.slice(from), style);
  return result;
}

function push(result: Span[], text: string, style: Style): void {
  const look = classes(style);
  for (const [i, part] of text.split(HIDDEN).entries()) {
    if (part !== '')
      result.push(i % 2 === 0 ? { text: part, classes: look } : { text: nameOf(part), classes: 'sign' });
  }
}

function apply(style: Style, parameters: string): Style {
  const codes = parameters === '' ? [0] : parameters.split(';').map(Number);
  let next = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    // An extended colour takes its own parameters with it; it is shown in the plain colour.
    if (code === 38 || code === 48) i += codes[i + 1] === 5 ? 2 : 4;
    else next = one(next, code);
  }
  return next;
}

function one(style: Style, code: number): Style {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 4) return { ...style, underline: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 24) return { ...style, underline: false };
  if (code === 39) return { ...style, color: undefined };
  if (code >= 30 && code <= 37) return { ...style, color: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, color: code - 90 };
  return style;
}

function classes(style: Style): string {
  return [
    style.color === undefined ? '' : `ansi-${style.color}`,
    style.bold ? 'ansi-bold' : '',
    style.dim ? 'ansi-dim' : '',
    style.underline ? 'ansi-underline' : '',
  ]
    .filter(Boolean)
    .join(' ');
}

// C0 except tab, DEL, C1, and what turns or hides text: bidirectional marks and overrides, zero-width characters.
const HIDDEN =
  /([\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff])/;

const NAMES =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  );

function nameOf(char: string): string {
  const code = char.charCodeAt(0);
  return NAMES[code] ?? (code === 0x7f ? 'DEL' : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`);
}
