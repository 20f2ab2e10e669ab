import type { CollectedImage, CollectedImages, Image, ImageScope, KeptImage } from '../src/api/schema';
import { Refusal, type Handlers } from './contract';
import { listImages } from './images';
import type { World } from './world';

type Ids = 'listImages' | 'loadImage' | 'collectImages';

const SMALLEST_TAR = 1024;

export function imageHandlers(world: World): Pick<Handlers, Ids> {
  return {
    listImages: () => ({ status: 200, body: listImages(world) }),
    loadImage: ({ query, body }) => {
      const blob = body as unknown as Blob;
      if (blob.size < SMALLEST_TAR) {
        throw new Refusal(422, 'SOURCE_INVALID', 'The archive holds no image: it is no tar archive.');
      }
      const image = load(world, query.name ?? 'loaded:latest', blob.size, query.replace === 'true');
      return { status: 201, body: { image, platform: 'linux/amd64', changed: true } };
    },
    collectImages: ({ query }) => ({
      status: 200,
      body: collect(world, query.dryRun === 'true', query.scope === 'all' ? 'all' : 'loaded'),
    }),
  };
}

function load(world: World, name: string, sizeBytes: number, replace: boolean): Image {
  if (!replace && world.images.some(({ names }) => names.includes(name))) {
    throw new Refusal(
      409,
      'NAME_TAKEN',
      `"${name}" means another image on this host. Give this one another name with name=, or have the name mean this one from now on with replace=true.`,
    );
  }
  const now = new Date().toISOString();
  const loaded = {
    id: `sha256:${world.images.length.toString(16).padStart(64, '0')}`,
    names: [name],
    sizeBytes,
    sharedBytes: 0,
    createdAt: now,
    loadedAt: now,
    loadedBy: 'admin',
  };
  world.images = [
    loaded,
    ...world.images.map(each => ({ ...each, names: each.names.filter(other => other !== name) })),
  ];
  return { ...loaded, usedBy: [], usedByCount: 0 };
}

function collect(world: World, dryRun: boolean, scope: ImageScope): CollectedImages {
  const collected: CollectedImage[] = [];
  const kept: KeptImage[] = [];
  for (const image of listImages(world).items) {
    const { id, names, sizeBytes, sharedBytes = 0 } = image;
    const facts = { id, names, sizeBytes, ownBytes: sizeBytes - sharedBytes };
    const why = reasonToKeep(image, scope);
    if (why) kept.push({ ...facts, ...why });
    else collected.push(facts);
  }
  if (!dryRun) world.images = world.images.filter(({ id }) => !collected.some(each => each.id === id));
  return {
    dryRun,
    scope,
    collected,
    kept,
    freedBytes: collected.reduce((sum, { ownBytes = 0 }) => sum + ownBytes, 0),
  };
}

const DAY_MS = 24 * 3_600_000;

function reasonToKeep(image: Image, scope: ImageScope): Pick<KeptImage, 'because' | 'reason'> | undefined {
  if (image.usedByCount > 0) {
    return { because: 'workload', reason: `It is the source of ${image.usedBy.join(', ')}.` };
  }
  if (image.names.some(name => name.startsWith('triptych/'))) {
    return { because: 'sample', reason: 'It is one of those that ./triptych up makes.' };
  }
  if (scope === 'loaded' && image.loadedAt === undefined) {
    return { because: 'foreign', reason: 'It was not loaded through Triptych.' };
  }
  if (image.loadedAt !== undefined && Date.now() - Date.parse(image.loadedAt) < DAY_MS) {
    return { because: 'young', reason: `It was loaded at ${image.loadedAt}.` };
  }
  return undefined;
}
