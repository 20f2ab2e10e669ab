import type { Artifact } from '../src/api/schema';
import { GREETER } from './modules';
import { ago, HOUR } from './times';

const drawn = (part: string) => `sha256:${part.repeat(8)}`;

const IMPORTS = [
  'args_get',
  'args_sizes_get',
  'environ_get',
  'environ_sizes_get',
  'fd_close',
  'fd_read',
  'fd_seek',
  'fd_write',
  'proc_exit',
];

/** A module's artifact, inspected. */
export function module(name: string, sizeBytes: number, digest: string, extra: string[] = []): Artifact {
  return {
    name,
    digest,
    sizeBytes,
    createdAt: ago(50 * HOUR),
    changedAt: ago(50 * HOUR),
    inspection: {
      format: 'wasm-module',
      wasm: {
        wasi: 'preview1',
        imports: [
          ...IMPORTS.map(each => ({
            module: 'wasi_snapshot_preview1',
            name: each,
            type: 'function' as const,
            granted: true,
          })),
          ...extra.map(each => ({ module: 'env', name: each, type: 'function' as const, granted: false })),
        ],
        exports: [
          { name: 'memory', type: 'memory' },
          { name: '_start', type: 'function' },
        ],
        memoryMinBytes: 131_072,
        producers: { language: ['C11'], 'processed-by': ['clang 19.1.7'] },
        languages: ['C11'],
        sections: [
          { name: 'type', sizeBytes: 120 },
          { name: 'code', sizeBytes: sizeBytes - 8 - 120 - 4_000 - 110 },
          { name: 'data', sizeBytes: 4_000 },
          { name: 'custom:producers', sizeBytes: 110 },
        ],
        needs: [
          { power: 'environment', grant: 'on-request', imports: ['wasi_snapshot_preview1.environ_get'] },
          ...(extra.length > 0
            ? [
                {
                  power: 'other' as const,
                  grant: 'never' as const,
                  imports: extra.map(each => `env.${each}`),
                },
              ]
            : []),
        ],
        counts: { imports: IMPORTS.length + extra.length, exports: 2, sections: 4 },
      },
    },
    usedBy: [],
    usedByCount: 0,
  };
}

export const ARTIFACTS: Artifact[] = [
  module('greeter.wasm', 113_408, GREETER.digest),
  module('primes.wasm', 98_112, drawn('b04e5d81')),
  module('hungry.wasm', 101_376, drawn('9920aa4e')),
  module('web.wasm', 118_784, drawn('77e0b3d2')),
  module('missiles.wasm', 64_312, drawn('0d11ce55'), ['launch_missiles']),
  {
    name: 'vmlinuz',
    digest: drawn('51c0ffee'),
    sizeBytes: 8_192_032,
    createdAt: ago(49 * HOUR),
    changedAt: ago(49 * HOUR),
    inspection: { format: 'linux-kernel' },
    usedBy: [],
    usedByCount: 0,
  },
  {
    name: 'debian.qcow2',
    digest: drawn('d15cd15c'),
    sizeBytes: 139_460_608,
    createdAt: ago(26 * HOUR),
    changedAt: ago(26 * HOUR),
    inspection: {
      format: 'disk-qcow2',
      disk: { virtualSizeBytes: 2_147_483_648, clusterSizeBytes: 65_536 },
    },
    usedBy: [],
    usedByCount: 0,
  },
];
