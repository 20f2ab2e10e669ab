import { useState, type FormEvent } from 'react';
import { useDeleteSecret, usePutSecret, useSecrets } from '../api/queries';
import type { Secret } from '../api/schema';
import { Age } from '../ui/Age';
import { Button } from '../ui/Button';
import { ConfirmRemoval } from '../ui/ConfirmRemoval';
import { Dialog } from '../ui/Dialog';
import { NameField } from '../ui/NameField';
import { Empty, ErrorNote, Loaded } from '../ui/notices';
import { Page } from '../ui/Page';
import { toast } from '../ui/toasts';
import { UsedBy } from '../ui/UsedBy';
import { useRefusal } from '../ui/useRole';

export function SecretsPage() {
  const secrets = useSecrets();
  const refusal = useRefusal('operator');
  const [setting, setSetting] = useState<{ name: string }>();
  const [deleting, setDeleting] = useState<Secret>();
  const add = (
    <Button icon="plus" look="primary" blocked={refusal} onClick={() => setSetting({ name: '' })}>
      Add a secret
    </Button>
  );
  return (
    <Page title="Secrets" actions={add}>
      <p className="lead">
        A workload gets a secret by name: <code>{'"env": { "API_KEY": { "secret": "payments" } }'}</code>.
        Values are kept encrypted, and nobody can read them back.
      </p>
      <Loaded query={secrets} label="Loading secrets" rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="secrets" title="No secrets yet" />
          ) : (
            <div className="table-frame">
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">Name</th>
                    <th scope="col">Used by</th>
                    <th scope="col" className="right">
                      Changed
                    </th>
                    <th scope="col">
                      <span className="sr-only">Actions</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map(secret => (
                    <tr key={secret.name}>
                      <th scope="row" data-label="Name">
                        {secret.name}
                      </th>
                      <td data-label="Used by">
                        <UsedBy of={secret} />
                      </td>
                      <td data-label="Changed" className="right">
                        <Age at={secret.changedAt} ago />
                      </td>
                      <td className="row-actions">
                        <span className="actions">
                          <Button small blocked={refusal} onClick={() => setSetting({ name: secret.name })}>
                            Replace
                          </Button>
                          <Button
                            icon="trash"
                            look="ghost"
                            small
                            blocked={refusal}
                            aria-label={`Delete ${secret.name}`}
                            title="Delete"
                            onClick={() => setDeleting(secret)}
                          />
                        </span>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
      {setting && <SetSecret name={setting.name} onClose={() => setSetting(undefined)} />}
      {deleting && <DeleteSecret secret={deleting} onClose={() => setDeleting(undefined)} />}
    </Page>
  );
}

function SetSecret({ name: given, onClose }: { name: string; onClose: () => void }) {
  const [name, setName] = useState(given);
  const [value, setValue] = useState('');
  const put = usePutSecret();
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    put.mutate(
      { name, value },
      {
        onSuccess: () => {
          toast.done(`The secret ${name} was set.`);
          onClose();
        },
      },
    );
  };
  const missing = name === '' ? 'it needs a name' : value === '' ? 'it needs a value' : undefined;
  return (
    <Dialog
      title={given === '' ? 'Add a secret' : `Replace ${given}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            blocked={put.isPending ? 'it is being set' : missing}
            onClick={() => submit()}
          >
            Set
          </Button>
        </>
      }
    >
      <form className="fields" onSubmit={submit}>
        {given === '' && <NameField value={name} onChange={setName} />}
        <label>
          Value
          <textarea
            value={value}
            rows={4}
            autoFocus={given !== ''}
            spellCheck={false}
            autoComplete="off"
            onChange={event => setValue(event.target.value)}
          />
        </label>
        <p className="muted">A workload that runs keeps what it got at its start.</p>
      </form>
      {put.error && <ErrorNote error={put.error} />}
    </Dialog>
  );
}

function DeleteSecret({ secret, onClose }: { secret: Secret; onClose: () => void }) {
  const remove = useDeleteSecret();
  return (
    <ConfirmRemoval
      title={`Delete ${secret.name}?`}
      name={secret.name}
      removal={remove}
      done={`The secret ${secret.name} was deleted.`}
      onDone={onClose}
      onClose={onClose}
    >
      <p>Its value cannot be brought back.</p>
    </ConfirmRemoval>
  );
}
