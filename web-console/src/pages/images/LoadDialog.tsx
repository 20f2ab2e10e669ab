import { useState, type FormEvent } from 'react';
import { useLoadImage } from '../../api/images';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { ErrorNote } from '../../ui/notices';
import { toast } from '../../ui/toasts';

/** Takes an archive of `docker save`, or an OCI image layout. */
export function LoadDialog({ onClose }: { onClose: () => void }) {
  const [file, setFile] = useState<File>();
  const [name, setName] = useState('');
  const [replace, setReplace] = useState(false);
  const load = useLoadImage();
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (!file) return;
    load.mutate(
      { file, name: name.trim(), replace },
      {
        onSuccess: ({ image, platform }) => {
          toast.done(`Loaded ${image.names.join(', ')} for ${platform}.`);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      title="Load an image"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            blocked={load.isPending ? 'it is being loaded' : file ? undefined : 'it needs an archive'}
            onClick={() => submit()}
          >
            Load
          </Button>
        </>
      }
    >
      <form className="fields" onSubmit={submit}>
        <label>
          Archive
          <input
            type="file"
            accept=".tar,.tgz,.gz"
            onChange={event => setFile(event.target.files?.[0] ?? undefined)}
          />
        </label>
        <label>
          Name
          <input
            value={name}
            maxLength={400}
            spellCheck={false}
            placeholder="as the archive says"
            onChange={event => setName(event.target.value)}
          />
        </label>
        <label>
          <input type="checkbox" checked={replace} onChange={event => setReplace(event.target.checked)} />{' '}
          take the name from the image that has it
        </label>
        <p className="muted">
          What docker save writes, or an OCI image layout. It is checked as a whole before Docker gets it.
        </p>
      </form>
      {load.error && <ErrorNote error={load.error} />}
    </Dialog>
  );
}
