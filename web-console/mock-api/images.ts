import type { Image, ImageList } from '../src/api/schema';
import { Refusal } from './contract';
import { ago, HOUR } from './times';
import type { Users, World } from './world';

const MIB = 2 ** 20;
const BASE = 5.8 * MIB;

export type HeldImage = Omit<Image, keyof Users>;

export const IMAGES: HeldImage[] = [
  image('triptych/greeter:1', '7c2f9a41', 0.9 * MIB, 0),
  image('triptych/primes:1', 'b87ce011', 0.9 * MIB, 0),
  image('triptych/web:1', '40a91be2', 18.2 * MIB, BASE),
  image('alpine:3.20', '05a77e31', BASE, BASE),
  { ...image('shop/checkout:3', '9d11c0aa', 12.4 * MIB, BASE), loadedAt: ago(60 * HOUR), loadedBy: 'ci' },
  image(undefined, 'e91b6642', 17.9 * MIB, BASE),
];

function image(name: string | undefined, digest: string, sizeBytes: number, shared: number): HeldImage {
  return {
    id: `sha256:${digest.repeat(8)}`,
    names: name === undefined ? [] : [name],
    sizeBytes: Math.round(sizeBytes),
    sharedBytes: Math.round(shared),
    createdAt: ago(70 * HOUR),
  };
}

export function listImages(world: World): ImageList {
  const engine = world.drivers.find(each => each.kind === 'container');
  if (engine?.health === 'unavailable') {
    throw new Refusal(503, 'DRIVER_UNAVAILABLE', engine.reason ?? 'The Docker Engine cannot be reached.');
  }
  if (world.members.size === 0) return { items: [] };
  return {
    items: world.images.map(each => ({
      ...each,
      ...world.usedBy(({ source }) => source.image !== undefined && each.names.includes(source.image)),
    })),
  };
}
