import type { ArtifactFormat, WasiGeneration } from '../../api/schema';

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
  unknown: 'WASI generation not known',
};
