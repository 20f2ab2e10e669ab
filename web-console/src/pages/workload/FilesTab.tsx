import { useState } from 'react';
import type { FileEntry, Workload } from '../../api/schema';
import { readFiles, useFileUpload, useFiles, within } from '../../api/files';
import { Age } from '../../ui/Age';
import { Button } from '../../ui/Button';
import { Foreign } from '../../ui/Foreign';
import { bytes } from '../../ui/format';
import { ItemTable, type Column } from '../../ui/ItemTable';
import { Empty, Loaded } from '../../ui/notices';
import { Panel } from '../../ui/Page';
import { saveFile } from '../../ui/saveFile';
import { toast } from '../../ui/toasts';
import { useRefusal } from '../../ui/useRole';

/** Files of a container, whether it runs or not: looked at, taken out, put in. */
export default function FilesTab({ workload }: { workload: Workload }) {
  const refusal = useRefusal('operator');
  return (
    <Panel title="Files" className="files-panel">
      {refusal === undefined ? (
        <Folder name={workload.name} />
      ) : (
        <Empty icon="artifacts" title="Files are for operators">
          <p>{refusal}</p>
        </Empty>
      )}
    </Panel>
  );
}

function Folder({ name }: { name: string }) {
  const [path, setPath] = useState('/');
  const query = useFiles(name, path);
  const columns: [Column<FileEntry>, ...Column<FileEntry>[]] = [
    {
      label: 'Name',
      cell: entry => <EntryName entry={entry} open={() => setPath(within(path, entry.name))} />,
    },
    { label: 'Size', right: true, cell: entry => (entry.type === 'file' ? bytes(entry.sizeBytes) : '–') },
    { label: 'Mode', cell: ({ mode }) => <code>{mode}</code> },
    { label: 'Changed', right: true, cell: ({ modifiedAt }) => <Age at={modifiedAt} ago /> },
    { label: 'Get', cell: entry => <Get name={name} path={within(path, entry.name)} entry={entry} /> },
  ];
  return (
    <>
      <Crumbs path={path} go={setPath} />
      <Put name={name} folder={path} />
      <Loaded query={query} label={`Loading ${path}`}>
        {({ entries, truncated }) => (
          <>
            {entries.length === 0 ? (
              <Empty icon="artifacts" title="Nothing in this folder" />
            ) : (
              <ItemTable items={entries} keyOf={each => each.name} columns={columns} />
            )}
            {truncated && <p className="caption">There is more in this folder than is shown here.</p>}
          </>
        )}
      </Loaded>
    </>
  );
}

function EntryName({ entry, open }: { entry: FileEntry; open: () => void }) {
  if (entry.type === 'folder') {
    return (
      <Button small onClick={open}>
        <Foreign text={`${entry.name}/`} />
      </Button>
    );
  }
  return (
    <>
      <Foreign text={entry.name} />
      {entry.linkTarget !== undefined && (
        <span className="muted">
          {' '}
          → <Foreign text={entry.linkTarget} />
        </span>
      )}
    </>
  );
}

function Get({ name, path, entry }: { name: string; path: string; entry: FileEntry }) {
  if (entry.type === 'other') return <span className="muted">–</span>;
  const plain = entry.type === 'file';
  const get = () =>
    readFiles(name, path, plain ? 'bytes' : 'tar').then(
      blob => saveFile(blob, plain ? entry.name : `${entry.name}.tar`),
      (error: unknown) => toast.failed(`Download ${entry.name}`, error),
    );
  return (
    <Button icon="download" small onClick={() => void get()} aria-label={`Download ${entry.name}`}>
      {plain ? 'File' : 'Archive'}
    </Button>
  );
}

function Crumbs({ path, go }: { path: string; go: (path: string) => void }) {
  const parts = path.split('/').filter(part => part !== '');
  return (
    <nav className="crumbs" aria-label="Folder">
      <Button small onClick={() => go('/')}>
        /
      </Button>
      {parts.map((part, index) => (
        <Button
          key={index}
          small
          onClick={() => go(`/${parts.slice(0, index + 1).join('/')}`)}
          aria-current={index === parts.length - 1 ? 'page' : undefined}
        >
          <Foreign text={part} />
        </Button>
      ))}
    </nav>
  );
}

function Put({ name, folder }: { name: string; folder: string }) {
  const upload = useFileUpload(name);
  const [unpack, setUnpack] = useState(false);
  const put = (file: File) =>
    upload.mutate(
      { folder, file, unpack },
      {
        onSuccess: () =>
          toast.done(unpack ? `Unpacked ${file.name} in ${folder}.` : `Put ${file.name} into ${folder}.`),
        onError: error => toast.failed(`Upload ${file.name}`, error),
      },
    );
  return (
    <div className="terminal-bar">
      <label>
        Put a file here{' '}
        <input
          type="file"
          disabled={upload.isPending}
          onChange={event => {
            const file = event.target.files?.[0];
            if (file) put(file);
            event.target.value = '';
          }}
        />
      </label>
      <label>
        <input type="checkbox" checked={unpack} onChange={event => setUnpack(event.target.checked)} /> unpack
        it, it is a tar archive
      </label>
    </div>
  );
}
