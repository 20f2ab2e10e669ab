import type { Volume } from '../src/api/schema';
import { Refusal } from './contract';
import { ago, HOUR } from './times';
import type { World } from './world';

const MIB = 2 ** 20;
const LEAST = 16 * MIB;
const UNITS: Record<string, number> = { KiB: 2 ** 10, MiB: MIB, GiB: 2 ** 30 };

export type HeldVolume = { name: string; sizeBytes?: number; content: Blob; createdAt: string };

export function plantVolumes(world: World): void {
  for (const [name, sizeBytes] of [
    ['code', undefined],
    ['orders', 2 ** 30],
  ] as const) {
    world.volumes.set(name, {
      name,
      ...(sizeBytes !== undefined && { sizeBytes }),
      content: new Blob([new Uint8Array(3 * MIB)]),
      createdAt: ago(30 * HOUR),
    });
  }
}

function held(world: World, name: string): HeldVolume {
  const volume = world.volumes.get(name);
  if (!volume) throw new Refusal(404, 'VOLUME_NOT_FOUND', `There is no volume "${name}".`);
  return volume;
}

function shown(world: World, { name, sizeBytes, content, createdAt }: HeldVolume): Volume {
  const sized = sizeBytes !== undefined;
  return {
    name,
    ...(sized && { sizeBytes, usedBytes: content.size, freeBytes: sizeBytes - content.size }),
    bounded: sized,
    bound: sized
      ? 'A file system of its own holds no more.'
      : "It has no size; only the host's disk bounds it.",
    createdAt,
    ...world.usedBy(({ mounts }) => (mounts ?? []).some(mount => mount.volume === name)),
  };
}

function sizeOf(text: string): number {
  const [, number, unit] = /^(\d+)(KiB|MiB|GiB)$/.exec(text) ?? [];
  const size = Number(number) * (UNITS[unit ?? ''] ?? NaN);
  if (!(size >= LEAST)) {
    throw new Refusal(400, 'VALIDATION_FAILED', 'size: must be 16MiB to 1TiB');
  }
  return size;
}

export function listVolumes(world: World): Volume[] {
  return [...world.volumes.values()]
    .map(each => shown(world, each))
    .sort((one, other) => one.name.localeCompare(other.name));
}

export function getVolume(world: World, name: string): Volume {
  return shown(world, held(world, name));
}

export function putVolume(world: World, name: string, size: string | undefined) {
  const sizeBytes = size === undefined ? undefined : sizeOf(size);
  const present = world.volumes.get(name);
  if (present && present.sizeBytes !== sizeBytes) {
    throw new Refusal(409, 'NAME_TAKEN', `There is a volume "${name}" of another size.`);
  }
  if (present) return { status: 200 as const, body: shown(world, present) };
  const made: HeldVolume = {
    name,
    ...(sizeBytes !== undefined && { sizeBytes }),
    content: new Blob([]),
    createdAt: new Date().toISOString(),
  };
  world.volumes.set(name, made);
  return { status: 201 as const, body: shown(world, made) };
}

export function deleteVolume(world: World, name: string): void {
  const { usedBy, usedByCount } = getVolume(world, name);
  if (usedByCount > 0) {
    throw new Refusal(409, 'VOLUME_IN_USE', `The volume "${name}" is mounted by ${usedBy.join(', ')}.`);
  }
  world.volumes.delete(name);
}

export function importVolume(world: World, name: string, content: Blob): Volume {
  const volume = held(world, name);
  if (volume.content.size > 0) {
    throw new Refusal(
      409,
      'ACTION_NOT_POSSIBLE',
      `The volume "${name}" is not empty. Import into a new one.`,
    );
  }
  volume.content = content;
  return shown(world, volume);
}

export function exportVolume(world: World, name: string): Blob {
  return held(world, name).content;
}
