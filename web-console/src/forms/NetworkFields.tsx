import type { Egress, WorkloadKind } from '../api/schema';
import { REACH } from '../ui/networks';
import { Prose } from '../ui/Prose';
import { Problems } from './fields/Frame';
import { FieldView } from './fields/FieldView';
import { useField, useForm } from './fields/FormContext';
import { valueAt } from './fields/paths';
import { DESCRIPTION, type Field, type Group } from './fields/schema';

/** What the same two words mean for each kind. */
const MEANS: Record<WorkloadKind, string> = {
  vm: 'A machine is on the shared network in any case; sharing gives it a name there.',
  container:
    'A container is on it instead of Docker’s own network when it shares, or when what it may reach is bounded.',
  wasm: 'A module that shares listens there with its HTTP service, at an address of its own, on a port from 1024 on.',
};
const BOUNDS = (Object.keys(REACH) as Egress[]).map(egress => `\`${egress}\`: ${REACH[egress]}`).join('; ');

export function NetworkFields({ kind }: { kind: WorkloadKind | undefined }) {
  const { value } = useForm();
  const { problems } = useField(['network']);
  const { shared, egress } = (DESCRIPTION.fields.network as Group).fields;
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
      {shared && <FieldView field={shared} path={['network', 'shared']} />}
      {named && (
        <p className="help" role="status">
          While it runs, others find it as <code>{name}</code>.
        </p>
      )}
      {egress && <FieldView field={explained(egress, kind)} path={['network', 'egress']} />}
    </fieldset>
  );
}

/** The specification tells what each bound is where it names them all; here it has to stand beside the choice. */
function explained(egress: Field, kind: WorkloadKind | undefined): Field {
  const means =
    kind === 'wasm'
      ? 'A module opens no connections, whatever is given.'
      : `${BOUNDS}. It always answers those who connect to it.`;
  return { ...egress, description: `${egress.description ?? ''}\n\n${means}` };
}
