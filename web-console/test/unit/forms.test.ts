import { describe, expect, test } from 'vitest';
import { artifactName } from '../../src/api/upload';
import { ApiProblem } from '../../src/api/problem';
import { markedLines } from '../../src/forms/DescriptionEditor';
import { EXAMPLES, exampleText } from '../../src/forms/examples';
import { pathText, valueAt, violationsAt, withValue } from '../../src/forms/fields/paths';
import { DESCRIPTION } from '../../src/forms/fields/schema';
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

describe('paths into a description', () => {
  test('a value is set where it belongs, and order and everything else stay', () => {
    const before = { name: 'a', resources: { cpus: 1 }, odd: [1] };
    expect(JSON.stringify(withValue(before, ['resources', 'memory'], '1GiB'))).toBe(
      '{"name":"a","resources":{"cpus":1,"memory":"1GiB"},"odd":[1]}',
    );
    expect(JSON.stringify(withValue(before, ['name'], 'b'))).toBe(
      '{"name":"b","resources":{"cpus":1},"odd":[1]}',
    );
    expect(before).toEqual({ name: 'a', resources: { cpus: 1 }, odd: [1] });
  });

  test('what holds nothing any more goes, too', () => {
    expect(withValue({ name: 'a', resources: { cpus: 1 } }, ['resources', 'cpus'], undefined)).toEqual({
      name: 'a',
    });
    expect(withValue({ ports: [{ port: 1 }, { port: 2 }] }, ['ports', 0, 'port'], undefined)).toEqual({
      ports: [{ port: 2 }],
    });
  });

  test('a key of any name is a key', () => {
    const changed = withValue({}, ['env', '__proto__'], 'x');
    expect(JSON.stringify(changed)).toBe('{"env":{"__proto__":"x"}}');
    expect(valueAt({}, ['constructor'])).toBeUndefined();
  });

  test('violations are found at their field, or within one that is shown whole', () => {
    const violations = [{ field: 'ports[0].publish', message: 'taken' }];
    expect(violationsAt(violations, ['ports', 0, 'publish'])).toHaveLength(1);
    expect(violationsAt(violations, ['ports'])).toHaveLength(0);
    expect(violationsAt(violations, ['ports'], true)).toHaveLength(1);
    expect(pathText(['args', 2])).toBe('args[2]');
  });
});

test('the form is made of the specification: each part of a description has its field', () => {
  const shown = JSON.stringify(DESCRIPTION);
  for (const name of ['startupDeadline', 'readOnly', 'openFiles', 'cmdline'])
    expect(shown).toContain(`"${name}"`);
  expect(DESCRIPTION.fields.env).toMatchObject({ type: 'map', items: { type: 'text-or-secret' } });
  expect(DESCRIPTION.fields).not.toHaveProperty('status');
});

test('an example takes a name that is free', () => {
  const [greeter] = EXAMPLES.vm;
  expect(exampleText(greeter!, new Set(['hello-vm', 'hello-vm-2']))).toContain('"name": "hello-vm-3"');
});
