import type { WorkloadKind } from '../api/schema';
import { Prose } from '../ui/Prose';
import { Problems } from './fields/Frame';
import { GroupFields } from './fields/FieldView';
import { useField, useForm } from './fields/FormContext';
import { valueAt } from './fields/paths';
import { DESCRIPTION, type Group } from './fields/schema';

/** What the same two words mean for each kind. */
const MEANS: Record<WorkloadKind, string> = {
  vm: 'A machine is on the shared network in any case; sharing gives it a name there.',
  container:
    'A container is on it instead of Docker’s own network when it shares, or when what it may reach is bounded.',
  wasm: 'A module that shares listens there with its HTTP service, at an address of its own: it needs `wasm.http` and a port from 1024 on. It opens no connections, so nothing has to be bounded.',
};

export function NetworkFields({ kind }: { kind: WorkloadKind | undefined }) {
  const { value } = useForm();
  const { problems } = useField(['network']);
  const name = valueAt(value, ['name']);
  const named = valueAt(value, ['network', 'shared']) === true && typeof name === 'string' && name !== '';
  return (
    <fieldset className="group">
      <legend>Network</legend>
      {kind && (
        <div className="help">
          <Prose text={MEANS[kind]} />
        </div>
      )}
      <Problems problems={problems} />
      <GroupFields group={DESCRIPTION.fields.network as Group} path={['network']} />
      {named && (
        <p className="help" role="status">
          While it runs, others find it as <code>{name}</code>.
        </p>
      )}
    </fieldset>
  );
}
