import { parse } from 'yaml';

/** The parts of an OpenAPI document that the reference shows. */
export type SpecOperation = {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string | undefined;
  role: string;
  parameters: {
    name: string;
    in: string;
    required: boolean;
    type: string;
    description: string | undefined;
  }[];
  examples: { name: string; summary: string | undefined; value: string }[];
  body: string | undefined;
  answers: { status: string; description: string; schema: string | undefined }[];
};
export type SpecTag = { name: string; description: string | undefined; operations: SpecOperation[] };
export type SpecSchema = { name: string; text: string };
export type Spec = {
  title: string;
  version: string;
  description: string;
  tags: SpecTag[];
  schemas: SpecSchema[];
};

type Node = { [key: string]: unknown };
const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

/** Reads the document that the service serves, so that the page shows what the service really is. */
export function readSpec(text: string): Spec {
  const document = node(parse(text));
  const operations = Object.entries(node(document.paths)).flatMap(([path, item]) =>
    operationsOf(document, path, node(item)),
  );
  const info = node(document.info);
  return {
    title: string(info.title) ?? 'API',
    version: string(info.version) ?? '',
    description: string(info.description) ?? '',
    tags: list(document.tags).map(tag => ({
      name: string(tag.name) ?? '',
      description: string(tag.description),
      operations: operations.filter(each => each.tag === tag.name).map(each => each.operation),
    })),
    schemas: Object.entries(node(node(document.components).schemas)).map(([name, schema]) => ({
      name,
      text: JSON.stringify(schema, null, 2),
    })),
  };
}

function operationsOf(
  document: Node,
  path: string,
  item: Node,
): { tag: unknown; operation: SpecOperation }[] {
  return METHODS.filter(method => method in item).map(method => {
    const source = node(item[method]);
    const parameters = [...list(item.parameters), ...list(source.parameters)].map(each =>
      resolve(document, each),
    );
    const content = node(resolve(document, node(source.requestBody)).content);
    const [mediaType, body] = Object.entries(content)[0] ?? [undefined, {}];
    return {
      tag: Array.isArray(source.tags) ? source.tags[0] : undefined,
      operation: {
        id: string(source.operationId) ?? `${method} ${path}`,
        method: method.toUpperCase(),
        path,
        summary: string(source.summary) ?? '',
        description: string(source.description),
        role: string(source['x-role']) ?? 'not said',
        parameters: parameters.map(each => ({
          name: string(each.name) ?? '',
          in: string(each.in) ?? '',
          required: each.required === true,
          type: typeOf(document, node(each.schema)),
          description: string(each.description),
        })),
        body:
          mediaType === undefined ? undefined : `${mediaType}: ${typeOf(document, node(node(body).schema))}`,
        examples: Object.entries(node(node(body).examples)).map(([name, example]) => ({
          name,
          summary: string(node(example).summary),
          value: JSON.stringify(node(example).value, null, 2),
        })),
        answers: Object.entries(node(source.responses)).map(([status, answer]) =>
          answerOf(document, status, node(answer)),
        ),
      },
    };
  });
}

function answerOf(document: Node, status: string, answer: Node): SpecOperation['answers'][number] {
  const resolved = resolve(document, answer);
  const content = Object.values(node(resolved.content))[0];
  return {
    status,
    description: string(resolved.description) ?? '',
    schema: content === undefined ? undefined : typeOf(document, node(node(content).schema)),
  };
}

/** A type in a few words: `string`, `WorkloadKind (vm, container, wasm)`, `array of Run`. */
function typeOf(document: Node, schema: Node): string {
  const name = string(schema.$ref)?.split('/').at(-1);
  const resolved = resolve(document, schema);
  const words = Array.isArray(resolved.enum) ? resolved.enum.join(', ') : undefined;
  if (name !== undefined) return words === undefined ? name : `${name} (${words})`;
  if (resolved.type === 'array') return `array of ${typeOf(document, node(resolved.items))}`;
  return words ?? string(resolved.type) ?? 'any';
}

function resolve(document: Node, value: Node): Node {
  const reference = string(value.$ref);
  if (reference === undefined) return value;
  let found: unknown = document;
  for (const part of reference.replace(/^#\//, '').split('/')) found = node(found)[part];
  return node(found);
}

function node(value: unknown): Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : {};
}

function list(value: unknown): Node[] {
  return Array.isArray(value) ? value.map(node) : [];
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
