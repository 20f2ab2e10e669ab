import { useState, type FormEvent } from 'react';
import { useBeginPull } from '../../api/pulls';
import { useSecrets } from '../../api/queries';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Foreign } from '../../ui/Foreign';
import { ErrorNote } from '../../ui/notices';
import { pullRefusal, pullRequest, type PullFields } from './pullText';

const EMPTY: PullFields = { reference: '', platform: '', username: '', secret: '' };

/** Asks for an image of a registry; how it goes is shown on the page. */
export function PullDialog({ registries, onClose }: { registries: string[]; onClose: () => void }) {
  const [fields, setFields] = useState(EMPTY);
  const secrets = useSecrets();
  const begin = useBeginPull();
  const refusal = begin.isPending ? 'it is being asked for' : pullRefusal(fields);
  const set = (change: Partial<PullFields>) => setFields(before => ({ ...before, ...change }));
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (refusal === undefined) begin.mutate(pullRequest(fields), { onSuccess: onClose });
  };
  return (
    <Dialog
      title="Pull an image"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button look="primary" blocked={refusal} onClick={() => submit()}>
            Pull
          </Button>
        </>
      }
    >
      <form className="fields" onSubmit={submit}>
        <label>
          Image
          <input
            value={fields.reference}
            maxLength={400}
            spellCheck={false}
            placeholder={`${registries[0] ?? 'registry.example.org'}/team/app:1`}
            onChange={event => set({ reference: event.target.value })}
          />
        </label>
        <label>
          Platform
          <input
            value={fields.platform}
            maxLength={64}
            spellCheck={false}
            placeholder="that of this host"
            onChange={event => set({ platform: event.target.value })}
          />
        </label>
        <label>
          User name
          <input
            value={fields.username}
            maxLength={256}
            spellCheck={false}
            autoComplete="off"
            placeholder="without credentials"
            onChange={event => set({ username: event.target.value })}
          />
        </label>
        <label>
          Secret with the password
          <select value={fields.secret} onChange={event => set({ secret: event.target.value })}>
            <option value="">none</option>
            {secrets.data?.items.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <button type="submit" hidden />
        <p className="muted">
          {registries.length === 0 ? (
            'Nothing may be pulled: triptych.images.registries lists no registry.'
          ) : (
            <>
              From <Foreign text={registries.join(', ')} />.
            </>
          )}
        </p>
      </form>
      {begin.error && <ErrorNote error={begin.error} />}
    </Dialog>
  );
}
