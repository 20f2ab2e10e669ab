import type { Artifact, WasmNeed } from '../api/schema';
import { Verdict } from '../pages/artifacts/WasmDetails';
import { POWERS, grantText } from '../pages/artifacts/formats';
import { count } from '../ui/format';
import { useForm } from './fields/FormContext';
import { isObject, valueAt } from './fields/paths';

/** The part of a description that gives a power which a guest has on request only. */
const GIVERS: Partial<Record<WasmNeed['power'], string>> = { environment: 'env', files: 'mounts' };

/** What the chosen module imports, and what it would get by this description, before anything of it is run. */
export function WasmNeeds({ artifact }: { artifact: Artifact | undefined }) {
  const wasm = artifact?.inspection.wasm;
  if (!wasm) return null;
  return (
    <section className="wasm-needs" aria-label="What the module asks for">
      <Verdict imports={wasm.imports} />
      {wasm.needs.length > 0 && (
        <dl className="facts">
          {wasm.needs.map(need => (
            <div key={need.power}>
              <dt>{POWERS[need.power]}</dt>
              <dd>
                <Given need={need} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <details>
        <summary>{count(wasm.counts.imports, 'import')}</summary>
        <ul className="names">
          {wasm.imports.map(each => (
            <li key={`${each.module}.${each.name}`} className={each.granted ? undefined : 'tone-bad'}>
              {each.module}.{each.name}
              {!each.granted && <small> not granted</small>}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function Given({ need }: { need: WasmNeed }) {
  const { value } = useForm();
  const giver = GIVERS[need.power];
  if (need.grant !== 'on-request' || giver === undefined) return grantText(need);
  const given = valueAt(value, [giver]);
  const number = Array.isArray(given) ? given.length : isObject(given) ? Object.keys(given).length : 0;
  return (
    <>
      {grantText(need)}:{' '}
      <b>{number === 0 ? 'nothing here' : count(number, giver === 'env' ? 'variable' : 'volume')}</b>
    </>
  );
}
