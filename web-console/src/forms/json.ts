export type ParsedJson = { value: unknown } | { error: string; line: number | undefined };

/** JSON, or what is wrong with it in words that help to find it. */
export function parseJson(text: string): ParsedJson {
  if (text.trim() === '')
    return { error: 'There is nothing yet. Paste a description or begin with an example.', line: undefined };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { error: 'A description is a JSON object: { … }', line: 1 };
    }
    return { value };
  } catch (error) {
    return syntaxError(text, error instanceof Error ? error.message : String(error));
  }
}

function syntaxError(text: string, message: string): ParsedJson {
  const position = /at position (\d+)/.exec(message)?.[1];
  const atEnd = /end of JSON input|Unterminated/i.test(message);
  const offset = position !== undefined ? Number(position) : atEnd ? text.length : undefined;
  const said = message
    .replace(/ in JSON at position \d+.*$/s, '')
    .replace(/, (".*|\.\.\.).* is not valid JSON$/s, '');
  return { error: said, line: offset === undefined ? undefined : lineAt(text, offset) };
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/**
 * The line where a field of a violation (`resources.memory`, `args[2]`) stands, so that the eye finds it. A field that
 * is missing is found at the innermost part of its path that is there.
 */
export function lineOfField(text: string, field: string): number | undefined {
  let from = 0;
  let found: number | undefined;
  for (const key of field.split('.').map(part => part.replace(/\[\d+\]$/, ''))) {
    const at = text.indexOf(`${JSON.stringify(key)}`, from);
    if (at < 0) return found;
    found = lineAt(text, at);
    from = at + key.length;
  }
  return found;
}
