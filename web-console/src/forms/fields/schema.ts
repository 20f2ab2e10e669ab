import description from '../../api/description.json';

type Common = {
  description?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  example?: unknown;
};

/** A part of a description as the specification has it, with everything that it refers to in its place. */
export type Field = Common &
  (
    | { type: 'string' | 'integer' | 'number' | 'boolean' | 'text-or-secret' }
    | { type: 'choice'; options: string[] }
    | { type: 'list' | 'map'; items: Field }
    | Group
  );
export type Group = Common & { type: 'group'; required: string[]; fields: Record<string, Field> };

/** Made of openapi.yaml by each build: what the specification gets, the form gets. */
export const DESCRIPTION = description as unknown as Group;

/** The words on a field that its name alone does not say. */
const LABELS: Record<string, string> = {
  args: 'Arguments',
  env: 'Environment',
  stdin: 'Standard input',
  cpus: 'Processors',
  artifact: 'Module',
  cmdline: 'Command line',
  cloudInit: 'Cloud-init',
  graphics: 'Screen, keyboard and pointer',
  sshKeys: 'SSH keys',
  userData: 'User data',
  initrd: 'Initial RAM disk',
  publish: 'Published as',
  bind: 'On address',
  shared: 'Shared: it is found by name',
  egress: 'May reach',
  http: 'HTTP',
  tcp: 'TCP',
  vm: 'Only for virtual machines',
  container: 'Only for containers',
  wasm: 'Only for Wasm modules',
};

export function labelOf(name: string): string {
  const words =
    LABELS[name] ??
    name.replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
