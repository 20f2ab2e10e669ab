import { useImages } from '../api/queries';
import type { Image } from '../api/schema';
import { Age } from '../ui/Age';
import { CollectionPage } from '../ui/CollectionPage';
import { Foreign } from '../ui/Foreign';
import { bytes, shortDigest } from '../ui/format';
import { ItemTable, type Column } from '../ui/ItemTable';
import { Empty } from '../ui/notices';
import { UsedBy } from '../ui/UsedBy';

export default function ImagesPage() {
  return (
    <CollectionPage
      title="Images"
      lead="What the container engine of this host holds. Containers run images as they are; virtual machines get a root file system made of one."
      query={useImages()}
      label="Loading images"
    >
      {({ items }) =>
        items.length === 0 ? (
          <Empty icon="images" title="No images yet">
            <p>Build one, or bring it with docker load. ./triptych up makes those of the samples.</p>
          </Empty>
        ) : (
          <ImageTable images={items} />
        )
      }
    </CollectionPage>
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
    label: 'Built',
    right: true,
    cell: ({ createdAt }) => (createdAt ? <Age at={createdAt} ago /> : '–'),
  },
];
