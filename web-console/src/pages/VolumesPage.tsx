import { useRef, useState, type FormEvent } from 'react';
import type { Volume } from '../api/schema';
import { exportVolume, useDeleteVolume, useImportVolume, usePutVolume, useVolumes } from '../api/volumes';
import { Age } from '../ui/Age';
import { Button } from '../ui/Button';
import { ConfirmRemoval } from '../ui/ConfirmRemoval';
import { Dialog } from '../ui/Dialog';
import { bytes } from '../ui/format';
import { ItemTable, type Column } from '../ui/ItemTable';
import { NameField } from '../ui/NameField';
import { Empty, ErrorNote, Loaded } from '../ui/notices';
import { Page } from '../ui/Page';
import { saveFile } from '../ui/saveFile';
import { toast } from '../ui/toasts';
import { firstOf, UsedBy } from '../ui/UsedBy';
import { useRefusal } from '../ui/useRole';

export default function VolumesPage() {
  const volumes = useVolumes();
  const refusal = useRefusal('operator');
  const [making, setMaking] = useState(false);
  const [deleting, setDeleting] = useState<Volume>();
  const add = (
    <Button icon="plus" look="primary" blocked={refusal} onClick={() => setMaking(true)}>
      Make a volume
    </Button>
  );
  const columns: [Column<Volume>, ...Column<Volume>[]] = [
    ...COLUMNS,
    {
      label: 'Actions',
      cell: volume => <Actions volume={volume} refusal={refusal} onDelete={() => setDeleting(volume)} />,
    },
  ];
  return (
    <Page title="Volumes" actions={add}>
      <p className="lead">
        Directories that outlive the workloads which see them, the same for machines, containers and Wasm:{' '}
        <code>{'"mounts": [{ "volume": "data", "path": "/data" }]'}</code>.
      </p>
      <Loaded query={volumes} label="Loading volumes" rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="volumes" title="No volumes yet">
              <p>A workload that mounts one makes it; one of a set size is made here.</p>
            </Empty>
          ) : (
            <ItemTable items={items} keyOf={each => each.name} columns={columns} />
          )
        }
      </Loaded>
      {making && <MakeVolume onClose={() => setMaking(false)} />}
      {deleting && <DeleteVolume volume={deleting} onClose={() => setDeleting(undefined)} />}
    </Page>
  );
}

const COLUMNS: [Column<Volume>, ...Column<Volume>[]] = [
  { label: 'Name', cell: ({ name }) => name },
  {
    label: 'Size',
    right: true,
    title: ({ bound }) => bound,
    cell: ({ sizeBytes, bounded }) =>
      sizeBytes === undefined ? 'no bound' : bounded ? bytes(sizeBytes) : `${bytes(sizeBytes)}, not mounted`,
  },
  {
    label: 'Free',
    right: true,
    cell: ({ freeBytes }) => (freeBytes === undefined ? '–' : bytes(freeBytes)),
  },
  { label: 'Used by', cell: volume => <UsedBy of={volume} /> },
  { label: 'Made', right: true, cell: ({ createdAt }) => <Age at={createdAt} ago /> },
];

function Actions({
  volume,
  refusal,
  onDelete,
}: {
  volume: Volume;
  refusal: string | undefined;
  onDelete: () => void;
}) {
  const { name, usedByCount } = volume;
  const chooser = useRef<HTMLInputElement>(null);
  const filling = useImportVolume();
  const [exporting, setExporting] = useState(false);
  const save = async () => {
    setExporting(true);
    try {
      saveFile(await exportVolume(name), `${name}.tar`);
    } catch (error) {
      toast.failed(`Export ${name}`, error);
    } finally {
      setExporting(false);
    }
  };
  const fill = (file: File | undefined) => {
    if (!file) return;
    filling.mutate(
      { name, file },
      {
        onSuccess: () => toast.done(`The archive was imported into ${name}.`),
        onError: error => toast.failed(`Import into ${name}`, error),
      },
    );
  };
  const used = usedByCount > 0 ? `used by ${firstOf(volume)}` : undefined;
  return (
    <span className="actions">
      <Button
        small
        blocked={refusal ?? (exporting ? 'it is being exported' : undefined)}
        aria-label={`Export ${name}`}
        onClick={() => void save()}
      >
        Export
      </Button>
      <Button
        small
        blocked={refusal ?? (filling.isPending ? 'it is being imported' : undefined)}
        aria-label={`Import into ${name}`}
        onClick={() => chooser.current?.click()}
      >
        Import
      </Button>
      <input
        ref={chooser}
        type="file"
        accept=".tar"
        hidden
        aria-label={`Archive for ${name}`}
        onChange={event => {
          fill(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <Button
        icon="trash"
        look="ghost"
        small
        blocked={refusal ?? used}
        aria-label={`Delete ${name}`}
        title="Delete"
        onClick={onDelete}
      />
    </span>
  );
}

function MakeVolume({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [size, setSize] = useState('1GiB');
  const put = usePutVolume();
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    put.mutate(
      { name, size: size.trim() },
      {
        onSuccess: () => {
          toast.done(`The volume ${name} was made.`);
          onClose();
        },
      },
    );
  };
  const missing = name === '' ? 'it needs a name' : undefined;
  return (
    <Dialog
      title="Make a volume"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            blocked={put.isPending ? 'it is being made' : missing}
            onClick={() => submit()}
          >
            Make
          </Button>
        </>
      }
    >
      <form className="fields" onSubmit={submit}>
        <NameField value={name} onChange={setName} />
        <label>
          Size
          <input
            value={size}
            maxLength={40}
            spellCheck={false}
            onChange={event => setSize(event.target.value)}
          />
        </label>
        <p className="muted">
          Whoever writes more is told that it is full. Without a size, only the host’s disk is the bound. It
          cannot be changed later.
        </p>
      </form>
      {put.error && <ErrorNote error={put.error} />}
    </Dialog>
  );
}

function DeleteVolume({ volume, onClose }: { volume: Volume; onClose: () => void }) {
  return (
    <ConfirmRemoval
      title={`Delete ${volume.name}?`}
      name={volume.name}
      removal={useDeleteVolume()}
      done={`The volume ${volume.name} was deleted.`}
      onDone={onClose}
      onClose={onClose}
    >
      <p>All that is in it goes with it, and cannot be brought back.</p>
    </ConfirmRemoval>
  );
}
