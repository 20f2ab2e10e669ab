import { useState } from 'react';
import { usePulls } from '../api/pulls';
import { useImages } from '../api/queries';
import type { Image } from '../api/schema';
import { Age } from '../ui/Age';
import { Button } from '../ui/Button';
import { Foreign } from '../ui/Foreign';
import { bytes, shortDigest } from '../ui/format';
import { ItemTable, type Column } from '../ui/ItemTable';
import { Empty, Loaded } from '../ui/notices';
import { Page } from '../ui/Page';
import { UsedBy } from '../ui/UsedBy';
import { useRefusal } from '../ui/useRole';
import { CollectDialog } from './images/CollectDialog';
import { LoadDialog } from './images/LoadDialog';
import { PullDialog } from './images/PullDialog';
import { PullTable } from './images/PullTable';

export default function ImagesPage() {
  const refusal = useRefusal('operator');
  const [open, setOpen] = useState<'load' | 'pull' | 'collect'>();
  const pulls = usePulls();
  const close = () => setOpen(undefined);
  const actions = (
    <>
      <Button icon="trash" blocked={refusal} onClick={() => setOpen('collect')}>
        Remove unused
      </Button>
      <Button icon="download" blocked={refusal} onClick={() => setOpen('pull')}>
        Pull an image
      </Button>
      <Button icon="plus" look="primary" blocked={refusal} onClick={() => setOpen('load')}>
        Load an image
      </Button>
    </>
  );
  return (
    <Page title="Images" actions={actions}>
      <p className="lead">
        What the container engine of this host holds. Containers run images as they are; virtual machines get
        a root file system made of one.
      </p>
      <Loaded query={useImages()} label="Loading images">
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="images" title="No images yet">
              <p>Pull or load one, or build it with Docker. ./triptych up makes those of the samples.</p>
            </Empty>
          ) : (
            <ImageTable images={items} />
          )
        }
      </Loaded>
      {pulls.data && <PullTable pulls={pulls.data.items} />}
      {open === 'pull' && <PullDialog registries={pulls.data?.registries ?? []} onClose={close} />}
      {open === 'load' && <LoadDialog onClose={close} />}
      {open === 'collect' && <CollectDialog onClose={close} />}
    </Page>
  );
}

function ImageTable({ images }: { images: Image[] }) {
  const whole = images.reduce((sum, each) => sum + (each.sizeBytes - (each.sharedBytes ?? 0)), 0);
  const told = images.every(each => each.sharedBytes !== undefined);
  return (
    <>
      <ItemTable items={images} keyOf={each => each.id} columns={COLUMNS} />
      {told && (
        <p className="caption">
          {bytes(whole)} are of one image alone. What is shared is counted in the size of each image that has
          it.
        </p>
      )}
    </>
  );
}

const COLUMNS: [Column<Image>, ...Column<Image>[]] = [
  {
    label: 'Name',
    cell: ({ names }) =>
      names.length === 0 ? (
        <span className="muted">without a name</span>
      ) : (
        names.map(name => (
          <div key={name}>
            <Foreign text={name} />
          </div>
        ))
      ),
  },
  { label: 'Id', title: ({ id }) => id, cell: ({ id }) => <code>{shortDigest(id)}</code> },
  { label: 'Size', right: true, cell: ({ sizeBytes }) => bytes(sizeBytes) },
  {
    label: 'Shared',
    right: true,
    title: ({ sharedBytes }) => (sharedBytes === undefined ? 'Docker does not tell it' : undefined),
    cell: ({ sharedBytes }) => (sharedBytes === undefined ? '–' : bytes(sharedBytes)),
  },
  { label: 'Used by', cell: image => <UsedBy of={image} /> },
  {
    label: 'Loaded',
    right: true,
    title: ({ loadedBy }) => (loadedBy === undefined ? 'Somebody else brought it' : `By ${loadedBy}`),
    cell: ({ loadedAt }) => (loadedAt ? <Age at={loadedAt} ago /> : '–'),
  },
  {
    label: 'Built',
    right: true,
    cell: ({ createdAt }) => (createdAt ? <Age at={createdAt} ago /> : '–'),
  },
];
