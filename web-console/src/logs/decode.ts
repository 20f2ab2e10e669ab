/**
 * The text of bytes that may be anything. What is UTF-8 is decoded; each other byte becomes a visible `\xNN`, so that
 * nothing is swallowed and nothing is guessed.
 */
export function decodeBytes(base64: string): string {
  return decode(Uint8Array.from(atob(base64), char => char.charCodeAt(0)));
}

/** The same for bytes that came as they are. */
export function decode(bytes: Uint8Array): string {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at] ?? 0);
    try {
      text += strict.decode(bytes.subarray(at, at + length));
      at += length;
    } catch {
      text += `\\x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`;
      at += 1;
    }
  }
  return text;
}

function sequenceLength(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  if (first >= 0xc0) return 2;
  return 1;
}
