import type { FileEntry } from '../src/api/schema';
import { Refusal, type Handlers } from './contract';
import { ago, HOUR } from './times';
import type { World } from './world';

type Ids = 'listFiles' | 'readFiles' | 'writeFiles';

/** Each workload's files by their paths; folders are there while something is in them. */
const SHELVES = new WeakMap<World, Map<string, Map<string, Blob>>>();

function shelf(world: World, name: string): Map<string, Blob> {
  const member = world.member(name);
  if (member.workload.kind !== 'container') {
    throw new Refusal(422, 'NOT_SUPPORTED', 'Its files cannot be reached: it is no container.');
  }
  const shelves = SHELVES.get(world) ?? new Map<string, Map<string, Blob>>();
  SHELVES.set(world, shelves);
  const files =
    shelves.get(name) ??
    new Map([
      ['/etc/hostname', new Blob([`${name}\n`])],
      ['/etc/motd', new Blob(['Hello.\n'])],
      ['/bin/<b>server', new Blob(['\u007fELF'])],
    ]);
  shelves.set(name, files);
  return files;
}

function missing(path: string): Refusal {
  return new Refusal(404, 'FILE_NOT_FOUND', `There is no "${path}" in it.`);
}

function inFolder(files: Map<string, Blob>, path: string): [string, Blob][] {
  const prefix = path === '/' ? '/' : `${path}/`;
  const found = [...files].filter(([file]) => file.startsWith(prefix));
  if (found.length === 0 && path !== '/') throw missing(path);
  return found.map(([file, blob]) => [file.slice(prefix.length), blob]);
}

export function fileHandlers(world: World): Pick<Handlers, Ids> {
  return {
    listFiles: ({ path, query }) => {
      const entries = new Map<string, FileEntry>();
      for (const [rest, blob] of inFolder(shelf(world, path.name), query.path ?? '/')) {
        const [name = '', below] = rest.split('/');
        const type = below === undefined ? 'file' : 'folder';
        const sizeBytes = type === 'file' ? blob.size : 0;
        entries.set(name, { name, type, sizeBytes, mode: '0644', modifiedAt: ago(2 * HOUR) });
      }
      return {
        status: 200,
        body: { path: query.path ?? '/', type: 'folder', entries: [...entries.values()], truncated: false },
      };
    },
    readFiles: ({ path, query }) => {
      const files = shelf(world, path.name);
      const asked = query.path ?? '/';
      const file = files.get(asked);
      if (query.as === 'bytes') {
        if (!file) throw missing(asked);
        return { status: 200, stream: file, contentType: 'application/octet-stream' };
      }
      const all = inFolder(files, asked).map(([, blob]) => blob);
      return { status: 200, stream: new Blob(all), contentType: 'application/x-tar' };
    },
    writeFiles: ({ path, query, headers, body }) => {
      const archive = headers.get('Content-Type') === 'application/x-tar';
      const blob = body as unknown as Blob;
      if (archive && blob.size < 512) {
        throw new Refusal(
          422,
          'ARCHIVE_REFUSED',
          'The archive is refused, and nothing was written. It is no tar archive, or an empty one.',
        );
      }
      shelf(world, path.name).set(archive ? `${query.path}/unpacked` : (query.path ?? ''), blob);
      return { status: 204, body: undefined };
    },
  };
}
