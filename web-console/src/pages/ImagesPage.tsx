import { useImages } from '../api/queries';
import type { Image } from '../api/schema';
import { Age } from '../ui/Age';
import { CollectionPage } from '../ui/CollectionPage';
import { Foreign } from '../ui/Foreign';
import { bytes, shortDigest } from '../ui/format';
import { Empty } from '../ui/notices';
import { UsedBy } from './SecretsPage';

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
      <div className="table-frame">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Id</th>
              <th scope="col" className="right">
                Size
              </th>
              <th scope="col" className="right">
                Shared
              </th>
              <th scope="col">Used by</th>
              <th scope="col" className="right">
                Built
              </th>
            </tr>
          </thead>
          <tbody>
            {images.map(image => (
              <Row key={image.id} image={image} />
            ))}
          </tbody>
        </table>
      </div>
      {told && (
        <p className="caption">
          {bytes(whole)} are of one image alone. What is shared is counted in the size of each image that has
          it.
        </p>
      )}
    </>
  );
}

function Row({ image }: { image: Image }) {
  return (
    <tr>
      <th scope="row" data-label="Name">
        {image.names.length === 0 ? (
          <span className="muted">without a name</span>
        ) : (
          image.names.map(name => (
            <div key={name}>
              <Foreign text={name} />
            </div>
          ))
        )}
      </th>
      <td data-label="Id" title={image.id}>
        <code>{shortDigest(image.id)}</code>
      </td>
      <td data-label="Size" className="right num">
        {bytes(image.sizeBytes)}
      </td>
      <td
        data-label="Shared"
        className="right num"
        title={image.sharedBytes === undefined ? 'Docker does not tell it' : undefined}
      >
        {image.sharedBytes === undefined ? '–' : bytes(image.sharedBytes)}
      </td>
      <td data-label="Used by">
        <UsedBy names={image.usedBy} />
      </td>
      <td data-label="Built" className="right">
        {image.createdAt ? <Age at={image.createdAt} ago /> : '–'}
      </td>
    </tr>
  );
}
