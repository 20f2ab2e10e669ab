import { useState, type FormEvent } from 'react';
import { useCreateToken, useDeleteToken, useSession, useTokens } from '../api/queries';
import type { CreatedToken, Role, Token } from '../api/schema';
import { Age } from '../ui/Age';
import { Button } from '../ui/Button';
import { CopyButton } from '../ui/CopyButton';
import { ConfirmRemoval } from '../ui/ConfirmRemoval';
import { Dialog } from '../ui/Dialog';
import { NameField } from '../ui/NameField';
import { Empty, ErrorNote, Loaded } from '../ui/notices';
import { Page } from '../ui/Page';
import { useRefusal } from '../ui/useRole';

const ROLES: Record<Role, string> = {
  viewer: 'Looks at everything, changes nothing.',
  operator: 'Also runs workloads, stores artifacts and sets secrets.',
  admin: 'Also manages tokens and reads the audit.',
};

export function TokensPage() {
  const refusal = useRefusal('admin');
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<Token>();
  return (
    <Page
      title="Tokens"
      actions={
        <Button icon="plus" look="primary" blocked={refusal} onClick={() => setCreating(true)}>
          Make a token
        </Button>
      }
    >
      <p className="lead">Credentials for programs and people. A token is shown once, when it is made.</p>
      {refusal ? (
        <Empty icon="tokens" title="Only an admin sees the tokens">
          <p>Not possible: {refusal}.</p>
        </Empty>
      ) : (
        <TokenTable onDelete={setDeleting} />
      )}
      {creating && <MakeToken onClose={() => setCreating(false)} />}
      {deleting && <RevokeToken token={deleting} onClose={() => setDeleting(undefined)} />}
    </Page>
  );
}

function TokenTable({ onDelete }: { onDelete: (token: Token) => void }) {
  const tokens = useTokens();
  const own = useSession().data?.subject;
  return (
    <Loaded query={tokens} label="Loading tokens" rows={4}>
      {({ items }) => (
        <div className="table-frame">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Role</th>
                <th scope="col" className="right">
                  Last used
                </th>
                <th scope="col" className="right">
                  Made
                </th>
                <th scope="col">
                  <span className="sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map(token => (
                <tr key={token.name}>
                  <th scope="row" data-label="Name">
                    {token.name} {token.name === own && <span className="muted">(this session)</span>}
                  </th>
                  <td data-label="Role" title={ROLES[token.role]}>
                    {token.role}
                  </td>
                  <td data-label="Last used" className="right">
                    {token.lastUsedAt ? (
                      <Age at={token.lastUsedAt} ago />
                    ) : (
                      <span className="muted">never</span>
                    )}
                  </td>
                  <td data-label="Made" className="right">
                    <Age at={token.createdAt} ago />
                  </td>
                  <td className="row-actions">
                    <Button
                      icon="trash"
                      look="ghost"
                      small
                      aria-label={`Revoke ${token.name}`}
                      title="Revoke"
                      onClick={() => onDelete(token)}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Loaded>
  );
}

function MakeToken({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const [made, setMade] = useState<CreatedToken>();
  const create = useCreateToken();
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    create.mutate({ name, role }, { onSuccess: setMade });
  };
  if (made) return <ShowToken made={made} onClose={onClose} />;
  return (
    <Dialog
      title="Make a token"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            blocked={create.isPending ? 'it is being made' : name === '' ? 'it needs a name' : undefined}
            onClick={() => submit()}
          >
            Make
          </Button>
        </>
      }
    >
      <form className="fields" onSubmit={submit}>
        <NameField value={name} onChange={setName} />
        <fieldset>
          <legend>Role</legend>
          {(Object.keys(ROLES) as Role[]).map(each => (
            <label key={each} className="choice">
              <input type="radio" name="role" checked={role === each} onChange={() => setRole(each)} />
              <span>
                <b>{each}</b> <span className="muted">{ROLES[each]}</span>
              </span>
            </label>
          ))}
        </fieldset>
      </form>
      {create.error && <ErrorNote error={create.error} />}
    </Dialog>
  );
}

function ShowToken({ made, onClose }: { made: CreatedToken; onClose: () => void }) {
  return (
    <Dialog
      title={`The token ${made.name}`}
      onClose={onClose}
      footer={
        <Button look="primary" onClick={onClose}>
          I have kept it
        </Button>
      }
    >
      <p>Keep it now: it is not shown again.</p>
      <p className="secret-line">
        <code>{made.token}</code>
        <CopyButton text={made.token} label="Copy the token" />
      </p>
    </Dialog>
  );
}

function RevokeToken({ token, onClose }: { token: Token; onClose: () => void }) {
  const remove = useDeleteToken();
  return (
    <ConfirmRemoval
      title={`Revoke ${token.name}?`}
      action="Revoke"
      name={token.name}
      removal={remove}
      done={`The token ${token.name} was revoked.`}
      onDone={onClose}
      onClose={onClose}
    >
      <p>Calls and sessions that use it are refused from now on.</p>
    </ConfirmRemoval>
  );
}
