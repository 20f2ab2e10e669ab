import { useArtifacts } from '../api/queries';
import type { Artifact } from '../api/schema';
import { Age } from '../ui/Age';
import { Button } from '../ui/Button';
import { bytes, shortDigest } from '../ui/format';
import { Empty, Loaded } from '../ui/notices';
import { Page } from '../ui/Page';
import { Link, usePlace, withQuery } from '../ui/router';
import { UsedBy } from '../ui/UsedBy';
import { Inspection } from './artifacts/Inspection';
import { FORMATS } from './artifacts/formats';
import { UploadArea } from './artifacts/UploadArea';

/** An artifact's name may hold a dot, and a path with a dot is a file to the service: so the chosen one is in the query. */
export function ArtifactsPage() {
  const query = useArtifacts();
  const place = usePlace();
  const chosen = place.query.get('name') ?? undefined;
  return (
    <Page title="Artifacts">
      <p className="lead">
        Wasm modules, kernels, RAM disks and disk images, kept by content digest. Replacing one changes no
        workload that exists: each keeps the digest it was created with.
      </p>
      <UploadArea artifacts={query.data?.pages.flatMap(page => page.items) ?? []} />
      <Loaded query={query} label="Loading artifacts">
        {({ pages }) => {
          const items = pages.flatMap(page => page.items);
          if (items.length === 0) {
            return (
              <Empty icon="artifacts" title="No artifacts yet">
                <p>Drop a file above, or let ./triptych up store the samples.</p>
              </Empty>
            );
          }
          const artifact = items.find(each => each.name === chosen);
          return (
            <>
              <div className={artifact ? 'split' : undefined}>
                <ArtifactTable items={items} chosen={chosen} />
                {artifact && <Inspection artifact={artifact} close={withQuery(place, { name: undefined })} />}
              </div>
              {query.hasNextPage && (
                <div className="more">
                  <Button onClick={() => void query.fetchNextPage()}>Show more</Button>
                </div>
              )}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function ArtifactTable({ items, chosen }: { items: Artifact[]; chosen: string | undefined }) {
  const place = usePlace();
  return (
    <div className="table-frame">
      <table className="table artifacts">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Format</th>
            <th scope="col" className="right">
              Size
            </th>
            <th scope="col">Digest</th>
            <th scope="col">Used by</th>
            <th scope="col" className="right">
              Changed
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(artifact => (
            <tr key={artifact.name} aria-current={artifact.name === chosen ? 'true' : undefined}>
              <th scope="row" data-label="Name">
                <Link replace to={withQuery(place, { name: artifact.name })} className="row-link">
                  {artifact.name}
                </Link>
              </th>
              <td data-label="Format">{FORMATS[artifact.inspection.format]}</td>
              <td data-label="Size" className="right num">
                {bytes(artifact.sizeBytes)}
              </td>
              <td data-label="Digest" title={artifact.digest}>
                <code>{shortDigest(artifact.digest)}</code>
              </td>
              <td data-label="Used by">
                <UsedBy of={artifact} />
              </td>
              <td data-label="Changed" className="right">
                <Age at={artifact.changedAt} ago />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
