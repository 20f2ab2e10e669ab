import type { ArtifactFormat, WasiGeneration, WasmGrant, WasmNeed } from '../../api/schema';

export const FORMATS: Record<ArtifactFormat, string> = {
  'wasm-module': 'Wasm module',
  'wasm-component': 'Wasm component',
  'linux-kernel': 'Linux kernel',
  initrd: 'Initial RAM disk',
  'disk-qcow2': 'Disk image, qcow2',
  'disk-raw': 'Disk image, raw',
  tar: 'Archive',
  unknown: 'Unknown',
};

export const WASI: Record<WasiGeneration, string> = {
  none: 'no WASI',
  preview1: 'WASI preview 1',
  preview2: 'WASI preview 2',
  preview3: 'WASI preview 3',
  unknown: 'WASI generation not known',
};

export const POWERS: Record<WasmNeed['power'], string> = {
  arguments: 'Arguments',
  streams: 'Standard streams',
  clocks: 'Clocks, waiting',
  random: 'Random bytes',
  environment: 'Environment',
  files: 'Files',
  network: 'Network',
  http: 'HTTP',
  other: 'Something else',
};

const ON_REQUEST: Partial<Record<WasmNeed['power'], string>> = {
  environment: 'only what env gives it',
  files: 'only below its mounts',
};

/** When a guest gets a power, in words that end a sentence about it. */
export function grantText(need: WasmNeed): string {
  const texts: Record<WasmGrant, string> = {
    always: 'always given',
    'on-request': ON_REQUEST[need.power] ?? 'only what its description gives it',
    never: 'not given here',
  };
  return texts[need.grant];
}
