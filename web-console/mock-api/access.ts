import type { Host } from '../src/api/schema';
import { ago, HOUR } from './times';
import type { World } from './world';

/** The drivers of a host, and who may call it. */
export function drivers(world: World): void {
  world.drivers = DRIVERS();
  world.tokens.set('admin', {
    name: 'admin',
    role: 'admin',
    createdAt: ago(90 * HOUR),
    lastUsedAt: ago(20_000),
  });
  world.tokens.set('ci', {
    name: 'ci',
    role: 'operator',
    createdAt: ago(20 * HOUR),
    lastUsedAt: ago(3 * HOUR),
  });
  world.tokens.set('dashboard', { name: 'dashboard', role: 'viewer', createdAt: ago(19 * HOUR) });
}

const DRIVERS = (): Host['drivers'] => [
  {
    name: 'vm',
    kind: 'vm',
    health: 'degraded',
    reason: 'The processor offers neither vmx nor svm, so virtual machines run in software emulation.',
    remedy:
      'Run Triptych on a machine, or in a virtual machine with nested virtualization, where /dev/kvm works.',
    checkedAt: ago(6_000),
    version: 'libvirt 9.0.0, QEMU 7.2.22',
    capabilities: ['LogStreaming'],
    workloadsSurviveRestart: true,
    facts: { accelerator: 'tcg' },
    accelerators: [
      {
        name: 'kvm',
        verdict: 'blocked',
        inUse: false,
        reason:
          'This host is a virtual machine without nested virtualisation: its processor shows neither vmx nor svm.',
        remedy: 'Switch on nested virtualisation in the hypervisor below this host, or use a host of metal.',
      },
      {
        name: 'tcg',
        verdict: 'usable',
        inUse: true,
        reason: 'QEMU translates the guests’ instructions: it works everywhere, and is many times slower.',
      },
    ],
  },
  {
    name: 'container',
    kind: 'container',
    health: 'available',
    checkedAt: ago(6_000),
    version: 'Docker Engine 20.10.24',
    capabilities: ['LogStreaming', 'ImageSource'],
    workloadsSurviveRestart: true,
    facts: { runtimes: 'runc', storage: 'overlay2' },
  },
  {
    name: 'wasm',
    kind: 'wasm',
    health: 'available',
    checkedAt: ago(6_000),
    version: 'Endive 1.0.0',
    capabilities: ['LogStreaming'],
    workloadsSurviveRestart: false,
    facts: { engine: 'endive' },
  },
];
