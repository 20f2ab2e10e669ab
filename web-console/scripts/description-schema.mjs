// Writes what the form for workloads is made of: the specification's description of a description, references resolved.
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

const source = new URL('../../api-spec/src/main/resources/openapi/openapi.yaml', import.meta.url);
const target = new URL('../src/api/description.json', import.meta.url);
const { schemas } = parse(readFileSync(source, 'utf8')).components;

function resolve(schema) {
  if (schema.$ref) {
    const { $ref, ...own } = schema;
    return { ...resolve(schemas[$ref.split('/').at(-1)]), ...own };
  }
  const { allOf = [], ...own } = schema;
  return Object.assign({}, ...allOf.map(resolve), own);
}

function field(schema) {
  const found = resolve(schema);
  const { description, pattern, minimum, maximum, exclusiveMinimum, maxLength, examples } = found;
  const common = {
    description: description?.trim(),
    pattern,
    minimum: minimum ?? exclusiveMinimum,
    maximum,
    maxLength,
    example: examples?.[0],
  };
  if (found.oneOf) return { ...common, type: 'text-or-secret' };
  if (found.enum) return { ...common, type: 'choice', options: found.enum };
  if (found.type === 'array') return { ...common, type: 'list', items: field(found.items) };
  if (found.additionalProperties) return { ...common, type: 'map', items: field(found.additionalProperties) };
  if (found.properties) {
    const fields = Object.entries(found.properties).filter(([name]) => name !== 'status');
    return {
      ...common,
      type: 'group',
      required: found.required ?? [],
      fields: Object.fromEntries(fields.map(([name, each]) => [name, field(each)])),
    };
  }
  return { ...common, type: found.type };
}

writeFileSync(target, JSON.stringify(field(schemas.WorkloadDescription), null, 1));
