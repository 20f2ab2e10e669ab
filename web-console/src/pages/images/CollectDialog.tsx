import { useState } from 'react';
import { useCollectImages, useDryCollection } from '../../api/images';
import type { CollectedImages, ImageScope } from '../../api/schema';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Foreign } from '../../ui/Foreign';
import { bytes, shortDigest } from '../../ui/format';
import { ErrorNote, Loaded } from '../../ui/notices';
import { toast } from '../../ui/toasts';

/** Shows what would go and what stays and why, before anything goes. */
export function CollectDialog({ onClose }: { onClose: () => void }) {
  const [scope, setScope] = useState<ImageScope>('loaded');
  const dry = useDryCollection(scope);
  const collect = useCollectImages();
  const going = dry.data?.collected.length ?? 0;
  const run = () =>
    collect.mutate(scope, {
      onSuccess: ({ collected }) => {
        toast.done(`Removed ${images(collected.length)}.`);
        onClose();
      },
    });
  return (
    <Dialog
      wide
      title="Remove unused images"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="danger"
            blocked={collect.isPending ? 'it is being done' : going === 0 ? 'nothing would go' : undefined}
            onClick={run}
          >
            Remove {images(going)}
          </Button>
        </>
      }
    >
      <label>
        <input
          type="checkbox"
          checked={scope === 'all'}
          onChange={event => setScope(event.target.checked ? 'all' : 'loaded')}
        />{' '}
        also images that others brought to this host
      </label>
      <Loaded query={dry} label="Looking what nothing needs">
        {found => <Found found={found} />}
      </Loaded>
      {collect.error && <ErrorNote error={collect.error} />}
    </Dialog>
  );
}

function images(number: number): string {
  return number === 1 ? '1 image' : `${number} images`;
}

function Found({ found: { collected, kept, freedBytes } }: { found: CollectedImages }) {
  return (
    <>
      <h3>Would go: {images(collected.length)}</h3>
      {collected.length > 0 && (
        <>
          <ul aria-label="Images that would go">
            {collected.map(image => (
              <li key={image.id}>
                <ImageName {...image} />, {bytes(image.ownBytes ?? image.sizeBytes)}
              </li>
            ))}
          </ul>
          <p className="muted">At least {bytes(freedBytes)} become free.</p>
        </>
      )}
      <h3>Stay: {images(kept.length)}</h3>
      <ul aria-label="Images that stay">
        {kept.map(image => (
          <li key={image.id}>
            <ImageName {...image} />:{' '}
            <span className="muted">
              <Foreign text={image.reason} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function ImageName({ names, id }: { names: string[]; id: string }) {
  return names.length === 0 ? <code>{shortDigest(id)}</code> : <Foreign text={names.join(', ')} />;
}
