import { useId } from 'react';
import { useArtifacts } from '../api/queries';
import type { ArtifactFormat, WorkloadKind } from '../api/schema';
import { UploadArea } from '../pages/artifacts/UploadArea';
import { Button } from '../ui/Button';
import { Prose } from '../ui/Prose';
import { Problems } from './fields/Frame';
import { TextField } from './fields/FieldView';
import { useField } from './fields/FormContext';
import { isObject } from './fields/paths';
import { DESCRIPTION, labelOf, type Group } from './fields/schema';
import { WasmNeeds } from './WasmNeeds';

type SourceName = 'image' | 'artifact' | 'disk' | 'kernel' | 'initrd' | 'cmdline';
type Choice = { label: string; fields: SourceName[] };

/** The forms of a source that a kind has, as the specification lists them; the first field tells them apart. */
const CHOICES: Record<WorkloadKind, Choice[]> = {
  vm: [
    { label: 'Container image', fields: ['image'] },
    { label: 'Disk image', fields: ['disk'] },
    { label: 'Kernel', fields: ['kernel', 'initrd', 'cmdline'] },
  ],
  container: [{ label: 'Container image', fields: ['image'] }],
  wasm: [
    { label: 'Module', fields: ['artifact'] },
    { label: 'Container image', fields: ['image'] },
  ],
};

/** The artifacts that are offered for a field. */
const FORMATS: Partial<Record<SourceName, ArtifactFormat[]>> = {
  artifact: ['wasm-module', 'wasm-component'],
  disk: ['disk-qcow2', 'disk-raw'],
  kernel: ['linux-kernel'],
  initrd: ['initrd'],
};

export function SourceFields({ kind }: { kind: WorkloadKind | undefined }) {
  const { value, problems, set } = useField(['source']);
  const artifacts = useArtifacts().data?.pages.flatMap(page => page.items) ?? [];
  const list = useId();
  const source = DESCRIPTION.fields.source as Group;
  const choices = kind ? CHOICES[kind] : [];
  const given = isObject(value) ? value : {};
  const chosen = choices.find(choice => choice.fields.some(name => name in given)) ?? choices[0];
  const uploads = chosen?.fields.filter(name => FORMATS[name] !== undefined) ?? [];

  return (
    <fieldset className="group">
      <legend>Source</legend>
      {choices.length > 1 && (
        <div className="segments" role="group" aria-label="Where it comes from">
          {choices.map(choice => (
            <Button
              key={choice.label}
              small
              aria-pressed={choice === chosen}
              onClick={() => set({ [choice.fields[0] ?? 'image']: '' })}
            >
              {choice.label}
            </Button>
          ))}
        </div>
      )}
      <Problems problems={problems} />
      {kind === undefined && (
        <div className="help">
          <Prose text="Choose a kind first." />
        </div>
      )}
      {chosen?.fields.map((name, i) => {
        const field = source.fields[name];
        const formats = FORMATS[name];
        const offered = artifacts.filter(each => formats?.includes(each.inspection.format));
        return (
          field && (
            <div key={name}>
              <TextField
                field={field}
                path={['source', name]}
                label={labelOf(name)}
                required={i === 0}
                {...(formats && { list: `${list}-${name}` })}
              />
              {formats && (
                <datalist id={`${list}-${name}`}>
                  {offered.map(each => (
                    <option key={each.name} value={each.name} />
                  ))}
                </datalist>
              )}
            </div>
          )
        );
      })}
      {uploads.length > 0 && (
        <UploadArea
          artifacts={artifacts}
          onStored={artifact => {
            const to =
              uploads.find(name => FORMATS[name]?.includes(artifact.inspection.format)) ?? uploads[0];
            if (to) set({ ...given, [to]: artifact.name });
          }}
        />
      )}
      {kind === 'wasm' && typeof given.artifact === 'string' && (
        <WasmNeeds artifact={artifacts.find(each => each.name === given.artifact)} />
      )}
    </fieldset>
  );
}
