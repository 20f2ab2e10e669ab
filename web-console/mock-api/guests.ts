import { module } from './artifacts';
import { settle } from './fleet';
import { FLOOD, GROWER, SPINNER } from './modules';
import { plant } from './plant';
import type { World } from './world';

/** A host with modules that mean no good to whoever runs them. */
export function guests(world: World): void {
  settle(world);
  for (const [name, { digest }] of Object.entries({ spinner: SPINNER, flood: FLOOD, grower: GROWER })) {
    world.artifacts.set(`${name}.wasm`, module(`${name}.wasm`, 4_300, digest));
    plant(world, {
      description: {
        name,
        kind: 'wasm',
        lifecycle: 'job',
        source: { artifact: `${name}.wasm` },
        resources: { cpus: 1, memory: '2MiB', timeout: '1500ms' },
      },
      state: 'failed',
      age: 60_000,
      exitCode: 1,
    });
  }
}
