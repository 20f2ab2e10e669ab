import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { ApiProblem } from '../../api/problem';
import type { Artifact } from '../../api/schema';
import { artifactName, upload } from '../../api/upload';
import { Button } from '../../ui/Button';
import { bytes } from '../../ui/format';
import { Icon } from '../../ui/Icon';
import { ErrorNote } from '../../ui/notices';
import { Link } from '../../ui/router';
import { useRefusal } from '../../ui/useRole';

type Item = {
  id: number;
  name: string;
  file: File;
  state: 'sending' | 'stored' | 'failed' | 'cancelled';
  progress: number;
  error?: unknown;
  cancel: () => void;
};

/** Takes files by drop or by choice and sends them one after another. */
export function UploadArea({
  artifacts,
  onStored,
}: {
  artifacts: Artifact[];
  /** Where a file is to be used at once; without it, a link leads to what was found in it. */
  onStored?: (artifact: Artifact) => void;
}) {
  const [items, setItems] = useState<Item[]>([]);
  const [over, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const nextId = useRef(1);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const client = useQueryClient();
  const refusal = useRefusal('operator');
  // An upload takes its time; what is to be done with it is what is so when it ends.
  const latest = useRef(onStored);
  useEffect(() => {
    latest.current = onStored;
  });

  const change = (id: number, to: Partial<Item>) =>
    setItems(all => all.map(item => (item.id === id ? { ...item, ...to } : item)));

  const send = (file: File, replaces?: string) => {
    const id = nextId.current++;
    const name = artifactName(file.name);
    const controller = new AbortController();
    const item: Item = { id, name, file, state: 'sending', progress: 0, cancel: () => controller.abort() };
    setItems(all => [...all.filter(each => each.name !== name), item]);
    queue.current = queue.current.then(async () => {
      if (controller.signal.aborted) return change(id, { state: 'cancelled' });
      try {
        const progress = (part: number) => change(id, { progress: part });
        const stored = await upload({ name, file, replaces }, progress, controller.signal);
        change(id, { state: 'stored', progress: 1 });
        latest.current?.(stored);
        await client.invalidateQueries({ queryKey: ['artifacts'] });
      } catch (error) {
        change(id, controller.signal.aborted ? { state: 'cancelled' } : { state: 'failed', error });
      }
    });
  };

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (refusal === undefined) for (const file of event.dataTransfer.files) send(file);
  };

  return (
    <section
      className={over ? 'drop over' : 'drop'}
      aria-label="Upload"
      onDragOver={event => {
        event.preventDefault();
        setOver(refusal === undefined);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p className="drop-line">
        <Icon name="upload" size={20} />
        <span>Drop files here, or</span>
        <Button small blocked={refusal} onClick={() => chooser.current?.click()}>
          Choose files
        </Button>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          aria-label="Files to upload"
          onChange={event => {
            for (const file of event.target.files ?? []) send(file);
            event.target.value = '';
          }}
        />
      </p>
      {items.length > 0 && (
        <ul className="uploads" aria-label="Uploads">
          {items.map(item => (
            <UploadRow
              key={item.id}
              item={item}
              replaces={artifacts.find(each => each.name === item.name)?.digest}
              chosen={onStored !== undefined}
              onReplace={digest => send(item.file, digest)}
              onDismiss={() => setItems(all => all.filter(each => each.id !== item.id))}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

type RowProps = {
  item: Item;
  replaces: string | undefined;
  /** Whether what is stored was put to use. */
  chosen: boolean;
  onReplace: (digest: string) => void;
  onDismiss: () => void;
};

function UploadRow({ item, replaces, chosen, onReplace, onDismiss }: RowProps) {
  const taken = item.error instanceof ApiProblem && item.error.status === 428;
  return (
    <li>
      <div className="upload-line">
        <b>{item.name}</b>
        <span className="muted num">{bytes(item.file.size)}</span>
        {item.state === 'sending' && (
          <>
            <progress value={item.progress} max={1} aria-label={`Upload of ${item.name}`} />
            <span className="num">{Math.round(item.progress * 100)} %</span>
            <Button small onClick={item.cancel}>
              Cancel
            </Button>
          </>
        )}
        {item.state === 'stored' && (
          <span className="tone-good">
            <Icon name="checkCircle" size={14} /> stored,{' '}
            {chosen ? (
              'and chosen'
            ) : (
              <Link replace to={`/artifacts?name=${encodeURIComponent(item.name)}`}>
                see what it is
              </Link>
            )}
          </span>
        )}
        {item.state === 'cancelled' && <span className="muted">cancelled</span>}
        {item.state === 'failed' && <span className="tone-bad">not stored</span>}
        {item.state !== 'sending' && (
          <Button icon="cross" look="ghost" small aria-label={`Dismiss ${item.name}`} onClick={onDismiss} />
        )}
      </div>
      {item.error !== undefined && <ErrorNote error={item.error} />}
      {taken && replaces !== undefined && (
        <p>
          <Button small onClick={() => onReplace(replaces)}>
            Replace what is stored
          </Button>
        </p>
      )}
    </li>
  );
}
