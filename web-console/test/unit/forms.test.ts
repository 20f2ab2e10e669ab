import { describe, expect, test } from 'vitest';
import { artifactName } from '../../src/api/upload';
import { ApiProblem } from '../../src/api/problem';
import { markedLines } from '../../src/forms/CreateWorkload';
import { EXAMPLES, exampleText } from '../../src/forms/examples';
import { lineOfField, parseJson } from '../../src/forms/json';
import { KIND_NAMES } from '../../src/ui/states';

describe('a description while it is written', () => {
  test('nothing, a list and a number are not descriptions', () => {
    for (const text of ['', '  ', '[]', '3', 'null']) expect(parseJson(text)).toHaveProperty('error');
  });

  test.each([
    ['{\n  "a": 1,\n  oops\n}', 3],
    ['{\n  "a": "1\n}', 2],
    ['{\n  "a": 1,\n', 3],
  ])('the line of what is wrong in %j is named', (text, line) =>
    expect(parseJson(text)).toMatchObject({ line }),
  );

  test('an object is taken as it is', () => {
    expect(parseJson('{"name":"web"}')).toEqual({ value: { name: 'web' } });
  });
});

describe('violations', () => {
  const text =
    '{\n  "memory": 1,\n  "resources": {\n    "cpus": 1,\n    "memory": "64m"\n  },\n  "args": ["a", "b"]\n}';

  test('a field is found on its line, below its parents', () => {
    expect(lineOfField(text, 'resources.memory')).toBe(5);
    expect(lineOfField(text, 'args[1]')).toBe(7);
  });

  test('a field that is missing is found at what is there of its path', () => {
    expect(lineOfField(text, 'resources.timeout')).toBe(3);
    expect(lineOfField(text, 'source')).toBeUndefined();
  });

  test('the lines of all violations are marked', () => {
    const problem = new ApiProblem(400, {
      violations: [
        { field: 'resources.memory', message: 'did you mean 64MiB?' },
        { field: 'nowhere', message: 'no such field' },
      ],
    });
    expect(markedLines({ state: 'refused', error: problem, problem }, text)).toEqual(new Set([5]));
    expect(markedLines({ state: 'checking' }, text)).toEqual(new Set());
  });
});

describe('examples', () => {
  test.each(KIND_NAMES)('%s has some, each of its kind and with a name of its own', kind => {
    const examples = EXAMPLES[kind];
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(JSON.parse(exampleText(example))).toEqual(example.description);
    for (const example of examples) expect(example.description.kind).toBe(kind);
    expect(new Set(examples.map(each => each.description.name)).size).toBe(examples.length);
  });

  test('greeter is there for every kind', () => {
    for (const kind of KIND_NAMES) expect(EXAMPLES[kind].map(each => each.id)).toContain('greeter');
  });
});

test.each([
  ['Greeter.WASM', 'greeter.wasm'],
  ['my module (1).wasm', 'my-module-1-.wasm'],
  ['7zip.tar', 'zip.tar'],
  ['…', 'artifact'],
  [`${'a'.repeat(70)}.wasm`, 'a'.repeat(63)],
  ['name.', 'name'],
])('the file %s becomes the artifact %s', (file, name) => expect(artifactName(file)).toBe(name));
